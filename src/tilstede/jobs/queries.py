"""What people ask of the work: is the worker alive, what waits, what was given up."""

from __future__ import annotations

from datetime import datetime

from tilstede.jobs.models import Heartbeat, Job


def heartbeat() -> datetime | None:
    """When a worker last said that it is alive."""
    row = Heartbeat.objects.first()
    return row.at if row else None


def waiting() -> int:
    """Jobs not yet done."""
    return Job.objects.filter(failed=None).count()


def given_up() -> list[Job]:
    """Jobs tried too often, the newest first."""
    return list(Job.objects.exclude(failed=None).order_by("-failed"))
