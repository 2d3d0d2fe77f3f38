"""What a decision waited for has come; the body is told that somebody waits for an answer; and what people wrote of
themselves is forgotten some time after it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from tilstede.outbox import acts
from tilstede.outbox.models import Errand
from tilstede.outbox.moderating import appeals, capturing, forgetting
from tilstede.outbox.moderating.models import Appeal, Decision


@task()
def hasten_kept() -> None:
    """What waits for pictures is done as soon as they are held."""
    now = datetime.now(UTC)
    waiting = Decision.objects.filter(
        missing__gt=0, act__state=Errand.State.WAITING, act__next_try__gt=now, act__attempts=0
    )
    for row in waiting.select_related("act"):
        found = capturing.kept(row.post)
        if row.act is not None and (found is None or not found.missing):
            acts.hasten(row.act, now=now)


@task(once=True)
def tell_the_body(number: int) -> None:
    """A mail to TILSTEDE_CONTACT, where that is a mail address. It holds nothing that the person wrote."""
    row = Appeal.objects.filter(pk=number, decided=None).first()
    if row is None or not settings.MAIL.host or "@" not in settings.CONTACT:
        return
    with override(settings.LANGUAGE_CODE):
        subject = _("Somebody asks to have a decision looked at again: {number}")
        text = _("It must be answered by {day}. Sign in to read it: see Moderation in the menu.")
        body = text.format(day=date_format(row.due))
        EmailMessage(subject.format(number=row.reference), body, to=[settings.CONTACT]).send()


@task()
def forget() -> None:
    """What people wrote of themselves (`appeals.forget`), and what is about posts that were destroyed."""
    appeals.forget(now=datetime.now(UTC))
    forgetting.forget(now=datetime.now(UTC))
