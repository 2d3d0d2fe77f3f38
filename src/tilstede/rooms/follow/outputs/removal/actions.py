"""Receiving a wish to be taken off, giving it to somebody, deciding it, and forgetting who it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tilstede.intake import pump
from tilstede.office.models import User
from tilstede.record import append
from tilstede.rooms.follow.models import Removal
from tilstede.rooms.follow.outputs import sealing
from tilstede.rooms.follow.outputs.removal import tasks

_WORDS = ("what", "why", "name", "reach")


class NotDecided(Exception):
    """A decision that cannot be taken; the text is for the person who took it."""


def receive(told: Mapping[str, str], *, now: datetime) -> Removal:
    """Keep what somebody asks for, encrypted, and let the body know that something waits."""
    with transaction.atomic():
        row = Removal.objects.create(
            **{name: sealing.seal(told[name]) for name in _WORDS},
            received=now,
            due=deadline(timezone.localtime(now).date()),
        )
        tasks.tell_the_body.enqueue(row.id)
    return row


def deadline(received: date) -> date:
    """The last day to answer: within one month (GDPR article 12 paragraph 3), counted as Regulation 1182/71 article 3
    counts: the same day of the next month, or its last."""
    first_after = (received.replace(day=1) + timedelta(days=63)).replace(day=1)
    last = first_after - timedelta(days=1)
    return last.replace(day=min(received.day, last.day))


def give(row: Removal, owner: User | None) -> None:
    """Say who sees to it."""
    row.owner = owner
    row.save(update_fields=["owner"])


def decide(row: Removal, *, verdict: str, answer: str, by: str, now: datetime) -> None:
    """Take the decision, and record it: that, and not who asked. :raises NotDecided: somebody has."""
    with transaction.atomic():
        append.hold()
        row.refresh_from_db()
        if row.decided:
            raise NotDecided(_("Somebody has decided this already."))
        about = {
            "answer": answer,
            "by": by,
            "received": row.received.date().isoformat(),
            "removal": row.reference,
            "verdict": verdict,
        }
        row.event = pump.note("answered", about, now)
        row.verdict, row.answer, row.decided, row.decided_by = verdict, answer, now, by
        row.save()
