"""The worker: takes what is due, does it, and says that it is alive. Any number may run; one is enough."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterable
from types import FrameType

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from tilstede.jobs import lease
from tilstede.jobs.models import Heartbeat, Job
from tilstede.jobs.rounds import Periodic, come_round

log = logging.getLogger(__name__)

#: Seconds between looks when nothing is due.
IDLE = 1.0
#: Seconds between signs of life. The job being done keeps its lease by them.
BEAT = 15.0
#: Seconds between looks for what has come round.
ROUNDS = 5.0
#: A database that is busy, restarting or gone for a while is no reason to die.
_UNREACHABLE = (OperationalError, InterfaceError)


class Worker:
    """Run with the rounds it is to make."""

    def __init__(self, rounds: Iterable[Periodic] = ()) -> None:
        self._rounds = tuple(rounds)
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._doing: Job | None = None
        self._done: Job | None = None  # its row is still there

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish what is being done, then end. What is not done waits for the next worker."""
        self._stop.set()

    def run(self) -> None:
        """Until told to stop."""
        pulse = threading.Thread(target=self._live, name="pulse", daemon=True)
        pulse.start()
        try:
            self._work()
        finally:
            self._ended.set()
            pulse.join()

    def _work(self) -> None:
        next_round = 0.0
        while not self._stop.is_set():
            try:
                if time.monotonic() >= next_round:
                    self._let_go()
                    come_round(self._rounds)
                    next_round = time.monotonic() + ROUNDS
                busy = self.do_one()
            except _UNREACHABLE as error:
                log.warning("the database did not answer: %s", error)
                connection.close()
                busy = False
            if not busy:
                self._stop.wait(IDLE)
        self._let_go()

    def drain(self) -> int:
        """Do all that is due now, then return. How many were done."""
        done = 0
        while not self._stop.is_set() and self.do_one():
            done += 1
        self._let_go()
        return done

    def do_one(self) -> bool:
        """Take one job and do it; its row goes when the next is taken. False when nothing is due."""
        job = lease.claim(done=self._done)
        self._done, self._doing = None, job
        if job is None:
            return False
        try:
            import_string(job.task).call(*job.args, **job.kwargs)
        except Exception as error:  # whatever a task may raise, the next job must be done
            log.warning("%s failed, attempt %d", job, job.attempts, exc_info=error)
            connection.close_if_unusable_or_obsolete()
            lease.fail(job, error)
        else:
            self._done = job
        finally:
            self._doing = None
        return True

    def _let_go(self) -> None:
        if self._done is not None:
            lease.finish(self._done)
            self._done = None

    def _live(self) -> None:
        """Say that the worker lives, and keep the lease of what it does; on a connection of its own."""
        try:
            while True:
                try:
                    self._beat()
                except _UNREACHABLE as error:
                    log.warning("no sign of life could be given: %s", error)
                    connection.close()
                if self._ended.wait(BEAT):
                    return
        finally:
            connection.close()

    def _beat(self) -> None:
        Heartbeat.objects.update_or_create(id=1, defaults={"at": timezone.now()})
        if job := self._doing:
            lease.keep(job)


def run(rounds: Iterable[Periodic] = ()) -> None:
    """Work until SIGTERM or SIGINT."""
    worker = Worker(rounds)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
