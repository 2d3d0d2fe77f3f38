"""What a decision waited for has come; and what people wrote of themselves is forgotten some time after the answer."""

from __future__ import annotations

from datetime import UTC, datetime

from django_tasks import task

from tilstede.outbox import acts
from tilstede.outbox.models import Errand
from tilstede.outbox.moderating import appeals, capturing
from tilstede.outbox.moderating.models import Decision


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


@task()
def forget() -> None:
    """See `appeals.forget`."""
    appeals.forget(now=datetime.now(UTC))
