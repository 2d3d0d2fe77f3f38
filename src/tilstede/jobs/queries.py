"""What people ask of the work: is the worker alive, what waits, what was given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from tilstede.jobs.models import Heartbeat, Job

#: A worker gives a sign of life four times in this; without one for so long, none is running.
SILENCE = timedelta(minutes=1)


def heartbeat() -> datetime | None:
    """When a worker last said that it is alive; None when none ever ran."""
    row = Heartbeat.objects.first()
    return row.at if row else None


def alive(*, now: datetime) -> bool:
    """Whether a worker is running."""
    last = heartbeat()
    return last is not None and now - last < SILENCE


def waiting() -> int:
    """Jobs not yet done, deferred ones too."""
    return Job.objects.filter(failed=None).count()


def coming(limit: int = 10) -> list[Job]:
    """The jobs that are done next, the first first."""
    return list(Job.objects.filter(failed=None).order_by("due", "id")[:limit])


def given_up() -> list[Job]:
    """Jobs tried too often, the newest first."""
    return list(Job.objects.exclude(failed=None).order_by("-failed"))
