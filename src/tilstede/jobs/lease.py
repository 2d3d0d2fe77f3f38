"""Taking a job, keeping it, and letting it go. Any number of workers may do so at once, on one database."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tilstede.jobs.models import Job

log = logging.getLogger(__name__)

#: A worker that says nothing for so long is taken to be dead.
LEASE = timedelta(minutes=5)
#: So many times a job is tried before it is given up.
ATTEMPTS = 8
#: The wait after the first failure; four times as long after each. The eight tries span 15 hours.
FIRST_WAIT = timedelta(seconds=10)
#: No more of an error's words than this are kept.
MOST_WORDS = 2_000

_CLAIM = """
UPDATE jobs_job SET lease = %s, attempts = attempts + 1 WHERE id = (
    SELECT id FROM jobs_job WHERE failed IS NULL AND due <= %s AND (lease IS NULL OR lease <= %s)
    ORDER BY due, id LIMIT 1 {lock}
) RETURNING *
"""


def claim(*, done: Job | None = None) -> Job | None:
    """Take the job that has been due for longest, for `LEASE`; None when none is due.

    ``done`` goes in the same commit, since a commit that survives a power cut is what costs.
    One that was taken `ATTEMPTS` times by workers that died of it is given up instead.
    """
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic():
        if done is not None:
            finish(done)
        while True:
            now = timezone.now()
            found = list(Job.objects.raw(_CLAIM.format(lock=lock), [now + LEASE, now, now]))
            if not found or found[0].attempts <= ATTEMPTS:
                return found[0] if found else None
            _give_up(found[0], found[0].error or "the worker died while it was done")


def keep(job: Job) -> None:
    """Renew the lease, unless another has the job by now."""
    Job.objects.filter(id=job.id, attempts=job.attempts).update(lease=timezone.now() + LEASE)


def finish(job: Job) -> None:
    """It is done; its row goes. Done is done, also when another has the job by now."""
    Job.objects.filter(id=job.id).delete()


def fail(job: Job, error: Exception) -> None:
    """It is tried again later, or given up after `ATTEMPTS`."""
    words = f"{type(error).__name__}: {error}"[:MOST_WORDS]
    if job.attempts >= ATTEMPTS:
        _give_up(job, words)
        return
    wait = FIRST_WAIT * 4 ** (job.attempts - 1)
    mine = Job.objects.filter(id=job.id, attempts=job.attempts)
    try:
        with transaction.atomic():
            mine.update(lease=None, due=timezone.now() + wait, error=words)
    except IntegrityError:  # the same call, wanted once, waits already
        mine.delete()


def _give_up(job: Job, words: str) -> None:
    """Leave the row for people to see, in place of an earlier one of the same call."""
    log.error("%s is given up: %s", job, words)
    with transaction.atomic():
        Job.objects.filter(key=job.key).exclude(failed=None).exclude(id=job.id).delete()
        Job.objects.filter(id=job.id, attempts=job.attempts).update(
            lease=None, failed=timezone.now(), error=words
        )
