"""Letters to those who are asked, where mail is set up."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tilstede.office.models import User
from tilstede.outbox.drafting.models import SecondLook
from tilstede.web.context import site_name

_log = logging.getLogger(__name__)


def send_stand_in(look: SecondLook, url: str, *, by: User) -> bool:
    """Whether the link was sent; where not, it is handed over in another way."""
    return _send(look.address, url, by, name=look.name, stand_in=True)


def send_colleague(person: User, url: str, *, by: User) -> bool:
    """Whether a colleague was told by mail; the question stands on the page in any case."""
    return _send(person.email, url, by, name=str(person), stand_in=False)


def _send(address: str, url: str, by: User, *, name: str, stand_in: bool) -> bool:
    if not settings.MAIL.host:
        return False
    site = site_name()
    told = {"name": name, "by": by, "url": url, "site": site, "stand_in": stand_in}
    text = render_to_string("publish/judge/letter.txt", told)
    title = _("{who} asks you to look at a draft").format(who=by)
    try:
        EmailMessage(title, text, to=[address], reply_to=[by.email]).send()
    except (OSError, SMTPException) as error:
        _log.error("a letter could not be sent: %s", type(error).__name__)
        return False
    return True
