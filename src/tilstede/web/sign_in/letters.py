"""The letter with an address to join by, where e-mail is set up."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tilstede.office.models import User
from tilstede.web.context import site_name

_log = logging.getLogger(__name__)


def send(user: User, url: str, *, sender: str) -> bool:
    """Whether it was sent; where not, the address must be handed over in another way.

    ``sender``: who invites, for an answer; in the language of the one who does.
    """
    if not settings.MAIL.host:
        return False
    site = site_name()
    text = render_to_string("web/sign_in/letter.txt", {"person": user, "url": url, "site": site})
    return _sent(
        EmailMessage(
            _("Your way in to {site}").format(site=site), text, to=[user.email], reply_to=[sender]
        )
    )


def send_forgotten(user: User, url: str) -> bool:
    """To one who has forgotten the password: whether it was sent. In the language that is active."""
    site = site_name()
    told = {"person": user, "url": url, "site": site}
    text = render_to_string("web/sign_in/forgotten.txt", told)
    title = _("A new password for {site}").format(site=site)
    return _sent(EmailMessage(title, text, to=[user.email]))


def _sent(letter: EmailMessage) -> bool:
    try:
        letter.send()
    except (OSError, SMTPException) as error:
        _log.error("a letter could not be sent: %s", type(error).__name__)
        return False
    return True
