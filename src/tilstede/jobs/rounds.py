"""Work that comes back, done once however many workers there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tilstede.jobs.backend import key
from tilstede.jobs.models import Job, Round


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task without arguments that comes back: its dotted path, and how often."""

    task: str
    every: timedelta


def come_round(rounds: Iterable[Periodic]) -> None:
    """Enqueue what is due again.

    While the last one is still being done there is no second beside it; one that failed and waits to be
    tried again is tried now. What fell due while no worker ran is done once.
    """
    for periodic in rounds:
        now = timezone.now()
        with transaction.atomic():
            Round.objects.get_or_create(task=periodic.task, defaults={"due": now})
            won = Round.objects.filter(task=periodic.task, due__lte=now).update(
                due=now + periodic.every
            )
            if won:
                _enqueue(periodic.task)


def _enqueue(task: str) -> None:
    now = timezone.now()
    standing = Job.objects.filter(task=task, failed=None)
    if standing.filter(lease=None).update(due=now) or standing.exists():
        return
    Job.objects.create(task=task, key=key(task, [], {}), due=now, made=now)
