"""A task named by its path alone: so a floor has things done by one it must not import."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tilstede.jobs.backend import key, the_waiting
from tilstede.jobs.models import Job


def enqueue(path: str, *args: object, due: datetime | None = None) -> None:
    """Have the task done, in the caller's transaction. ``due``: not before then.

    The same call does not wait twice: the earlier time counts.
    """
    now = timezone.now()
    listed = list(args)
    when = due or now
    job = Job(task=path, args=listed, key=key(path, listed, {}), once=True, due=when, made=now)
    with transaction.atomic():
        waiting = the_waiting(job)
        if waiting.due > when:
            Job.objects.filter(id=waiting.id).update(due=when)
