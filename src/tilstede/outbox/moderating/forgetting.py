"""When what somebody wrote is lawfully destroyed, so is what was written about it here: why it was hidden, and what was
answered to whoever asked to have that looked at again. What was done, by which rule and by whom, stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tilstede.outbox import forgetting
from tilstede.outbox.moderating.models import Appeal, Decision
from tilstede.posts.models import Destroyed
from tilstede.record import append


def forget(*, now: datetime) -> int:
    """How many decisions were about what has been destroyed since last."""
    if not Destroyed.objects.exists():
        return 0
    rows, found = Decision.objects.exclude(reason=""), 0
    for number, event in forgetting.gone(rows.values_list("post", flat=True)):
        for row in rows.filter(post=number):
            _forget(row, event, now)
            found += 1
    return found


def _forget(row: Decision, event: int, now: datetime) -> None:
    with transaction.atomic():
        append.hold()
        appeals = Appeal.objects.filter(decision=row)
        lists = (row.events, *appeals.values_list("events", flat=True))
        words = {number: ["words"] for events in lists for number in events}
        forgetting.destroy(words, about=forgetting.as_by(event), now=now)
        Decision.objects.filter(pk=row.pk).update(reason="")
        appeals.exclude(decided=None).update(answer="")
