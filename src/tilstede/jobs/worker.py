"""The worker: takes what is due, does it, and says that it is alive. Any number may run; one is enough."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string

from tilstede.jobs.models import Heartbeat, Job, Round

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
IDLE = 1.0  #: seconds between looks when nothing is due
_CLAIM = """
UPDATE jobs_job SET lease = %s, attempts = attempts + 1 WHERE id = (
    SELECT id FROM jobs_job WHERE failed IS NULL AND due <= %s AND (lease IS NULL OR lease <= %s)
    ORDER BY due, id LIMIT 1 {lock}
) RETURNING id, task, args, kwargs, attempts
"""


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that comes back: its dotted path, and how often."""

    task: str
    every: timedelta


class Worker:
    """Run with the rounds it is to make."""

    def __init__(self, rounds: Iterable[Periodic] = ()) -> None:
        self._rounds = tuple(rounds)
        self._stop = threading.Event()

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish what is being done, then end."""
        self._stop.set()

    def run(self) -> None:
        """Until told to stop."""
        while not self._stop.is_set():
            try:
                self._beat()
                self._come_round()
                busy = self.do_one()
            except OperationalError as error:  # a busy or restarting database is no reason to die
                log.warning("the database did not answer: %s", error)
                connection.close()
                busy = False
            if not busy:
                self._stop.wait(IDLE)

    def drain(self) -> int:
        """Do all that is due now, then return. How many were done."""
        done = 0
        while not self._stop.is_set() and self.do_one():
            done += 1
        return done

    def do_one(self) -> bool:
        """Take one job and do it. False when nothing is due."""
        claimed = _claim(timezone.now())
        if claimed is None:
            return False
        number, path, args, kwargs, attempts = claimed
        with _Kept(number):
            try:
                import_string(path).call(*args, **kwargs)
            except Exception as error:
                _failed(number, path, attempts, error)
                return True
        Job.objects.filter(id=number).delete()
        return True

    def _beat(self) -> None:
        now = timezone.now()
        Heartbeat.objects.update_or_create(id=1, defaults={"at": now})

    def _come_round(self) -> None:
        now = timezone.now()
        for periodic in self._rounds:
            with transaction.atomic():
                round_, _new = Round.objects.select_for_update().get_or_create(
                    task=periodic.task, defaults={"due": now}
                )
                if round_.due <= now:
                    Round.objects.filter(task=periodic.task).update(due=now + periodic.every)
                    Job.objects.create(task=periodic.task, due=now, made=now)


class _Kept:
    """Renews the lease while the work is done, in a thread with a connection of its own."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._thread.join()

    def _renew(self) -> None:
        try:
            while not self._done.wait(LEASE.total_seconds() / 3):
                Job.objects.filter(id=self._number).update(lease=timezone.now() + LEASE)
        finally:
            connection.close()


def _claim(now: datetime) -> tuple[int, str, list[Any], dict[str, Any], int] | None:
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic():
        found = Job.objects.raw(_CLAIM.format(lock=lock), [now + LEASE, now, now])
        for job in found:
            return job.id, job.task, job.args, job.kwargs, job.attempts
    return None


def _failed(number: int, path: str, attempts: int, error: Exception) -> None:
    log.warning("%s failed, attempt %d: %s: %s", path, attempts, type(error).__name__, error)
    now = timezone.now()
    given_up = now if attempts >= ATTEMPTS else None
    Job.objects.filter(id=number).update(
        lease=None,
        due=now + timedelta(seconds=min(10 * 4**attempts, 86_400)),
        error=f"{type(error).__name__}: {error}",
        failed=given_up,
    )


def run(rounds: Iterable[Periodic] = ()) -> None:
    """Work until SIGTERM or SIGINT."""
    worker = Worker(rounds)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
