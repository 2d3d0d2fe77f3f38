"""The body is told that somebody waits for an answer; and what it need no longer know is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from tilstede.rooms.follow.models import Removal

#: So long after the decision it can be appealed and asked about; then the person's own words are forgotten.
KEPT = timedelta(days=90)


@task()
def tell_the_body(number: int) -> None:
    """A mail to TILSTEDE_CONTACT, where that is a mail address. It holds nothing that the person wrote."""
    row = Removal.objects.filter(id=number, decided=None).first()
    if row is None or not settings.MAIL.host or "@" not in settings.CONTACT:
        return
    with override(settings.LANGUAGE_CODE):
        subject = _("Somebody asks to be taken off: {number}").format(number=row.reference)
        text = _("It must be answered by {day}. Sign in to read it: see Removals in the menu.")
        body = text.format(day=date_format(row.due))
    EmailMessage(subject, body, to=[settings.CONTACT]).send()


@task()
def forget() -> None:
    """Take away what people wrote of themselves, some time after they were answered."""
    old = Removal.objects.filter(decided__lte=datetime.now(UTC) - KEPT).exclude(what="")
    old.update(what="", why="", name="", reach="")
