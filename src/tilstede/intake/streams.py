"""What networks tell as it happens: streams kept open, and written through the pump as all else.

Streams come on top of the rounds of `capture`, and never in their place: a source that is streamed is read at its
interval too, at once when its stream opens (what was said before is not in it), and at once when it ends. What comes
both ways is one post. Of what is told twice or late the decider makes nothing.

A stretch that a stream did not tell of, and that no reading has made up for in some minutes, is recorded as a gap
(`lost.py`). It is closed when its source has been read, or when the stream goes on from where it was.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from tilstede.intake import logins, lost, pump, wanted, web
from tilstede.intake.alone import Busy, alone_on_database
from tilstede.intake.listeners import SILENCE, Ended, Found, Listener, Told
from tilstede.intake.models import Stream
from tilstede.networks.kit.contract import Missing, NetworkError, NotFound, Refused, Unreachable
from tilstede.record import append

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

log = logging.getLogger(__name__)

#: Seconds between two looks at what should be streamed.
LOOK: Final = 15.0
#: Seconds until another process is asked whether it still keeps the streams open; until a database is tried again.
BUSY: Final = 30.0
#: Seconds until an ended stream is opened again: doubling from the first to the last.
SOON, LATE = 2.0, 600.0
#: A stream that lasted so many seconds was a good one: the pauses begin anew.
GOOD: Final = 60.0
#: Seconds until it is tried again where a network says that there is no such stream, or does not let us in.
NONE: Final = 6 * 3600.0
CLOSED: Final = 3600.0
#: Seconds until the place of a stream is written down when nothing has to be recorded.
PLACE: Final = 30.0
#: Seconds that the end of the process waits for what is being written.
_END: Final = 10.0
_NO_DATABASE: Final = (OperationalError, InterfaceError)


@contextmanager
def kept_open(now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[None]:
    """Keep streams open in a thread of this process, as long as the block lasts; `TILSTEDE_STREAMS` says how many."""
    if not settings.STREAMS:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=keep, args=(stop, now), name="streams", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_END)


def keep(stop: threading.Event, now: Callable[[], datetime]) -> None:
    """Until told to stop; one process at a time, another waits until that one is gone."""
    while not stop.is_set():
        try:
            with alone_on_database("streams", wait=False), web.client() as http:
                Keeper(http, now, stop).run()
        except Busy:
            log.info("another process keeps the streams open")
        except _NO_DATABASE as error:
            log.warning("the database did not answer: %s", error)
        finally:
            connection.close()
        stop.wait(BUSY)


@dataclass(slots=True)
class Rest:
    """How often a stream has ended soon, and until when (monotonic) it is left alone."""

    failures: int = 0
    until: float = 0.0


@dataclass(slots=True)
class Keeper:
    """Opens and closes streams, and writes what they tell."""

    http: Http
    now: Callable[[], datetime]
    stop: threading.Event
    silence: float = SILENCE
    found: Found = field(default_factory=Found)
    open: dict[str, Listener] = field(default_factory=dict)
    _rests: dict[str, Rest] = field(default_factory=dict)
    _placed: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Until told to stop. :raises OperationalError: the database is away; nothing that was told is lost."""
        look = 0.0
        try:
            while not self.stop.is_set():
                if time.monotonic() >= look:
                    self.look()
                    look = time.monotonic() + LOOK
                if self.open:
                    self.step()
                else:
                    self.stop.wait(LOOK)
        finally:
            for listener in self.open.values():
                listener.leave()

    def look(self) -> None:
        """Open what should be open and is not, close what should not, and what is silent."""
        asked = wanted.streams(settings.STREAMS)
        for name, listener in list(self.open.items()):
            if name not in asked or not asked[name].is_answered_by(listener.asked):
                self._close(listener)
            elif listener.is_silent:
                listener.leave()
                self._end(
                    Ended(listener, Unreachable(f"said nothing for {self.silence:.0f} seconds"))
                )
        for name, one in asked.items():
            if name not in self.open and time.monotonic() >= self._rest(name).until:
                self._open(name, one)
        lost.settle(self.now(), frozenset(name for name in self.open if self.open[name].is_open))

    def step(self) -> None:
        """Write what was told next, or note that a stream has ended."""
        found = self.found.next()
        if found is None or self.open.get(found.listener.name) is not found.listener:
            return
        if isinstance(found, Ended):
            self._end(found)
            return
        try:
            self._write(found)
        except _NO_DATABASE:
            raise
        except Exception as fault:  # one of ours, noted as this stream's: the others go on
            found.listener.leave()
            self._end(Ended(found.listener, fault))

    def _open(self, name: str, one: wanted.Wanted) -> None:
        row, _ = Stream.objects.get_or_create(name=name)
        listener = Listener(name, one.asked(row.cursor), one.sources, self.silence)
        self.open[name] = listener
        listener.begin(self.http, self.found, self.now)

    def _close(self, listener: Listener) -> None:
        listener.leave()
        del self.open[listener.name]

    def _write(self, told: Told) -> None:
        listener, batch, now = told.listener, told.batch, self.now()
        row = Stream.objects.filter(name=listener.name)
        opened, listener.is_open = not listener.is_open, True
        if not (batch.items or opened or self._is_time(listener.name)):
            return
        asked = listener.asked
        heard = asked.what != "account"
        origin = pump.Origin(
            asked.network,
            asked.address if asked.account_id else "",
            asked.account_id,
            live=True,
            heard=heard,
            source=min(listener.sources) if heard else 0,
        )
        gaps = [item for item in batch.items if isinstance(item, Missing)]
        with transaction.atomic():
            if batch.items:
                append.hold()
                told_of = [item for item in batch.items if not isinstance(item, Missing)]
                pump.take(told_of, now=now, origin=origin)
            for gap in gaps:
                lost.skip(listener.name, gap, now)
            row.update(cursor=batch.cursor, heard=now)
            if gaps or (opened and asked.account_id):
                wanted.read_soon(listener.sources, now)
        self._placed[listener.name] = time.monotonic()

    def _is_time(self, name: str) -> bool:
        return time.monotonic() - self._placed.get(name, 0.0) >= PLACE

    def _end(self, ended: Ended) -> None:
        listener, error = ended.listener, ended.error
        del self.open[listener.name]
        rest = self._rest(listener.name)
        rest.failures = 1 if listener.lasted >= GOOD else rest.failures + 1
        rest.until = time.monotonic() + _pause(rest.failures, error)
        logins.end(listener.asked.access, error, self.now())
        if isinstance(error, NetworkError):
            log.info("%s: %s", listener.name, error.detail)
        else:
            log.error("%s: a fault of ours", listener.name, exc_info=error)
        if not listener.is_open:
            return
        with transaction.atomic():
            lost.note(listener.name, self.now())
            wanted.read_soon(listener.sources if listener.asked.account_id else (), self.now())

    def pause(self, name: str) -> float:
        """Seconds until that one is tried again."""
        return self._rest(name).until - time.monotonic()

    def forget_pauses(self) -> None:
        """Try all again at the next look."""
        for rest in self._rests.values():
            rest.until = 0.0

    def _rest(self, name: str) -> Rest:
        return self._rests.setdefault(name, Rest())


def _pause(failures: int, error: Exception) -> float:
    """Seconds until a stream is tried again."""
    if isinstance(error, NotFound):
        return NONE
    if isinstance(error, Refused):
        return CLOSED
    doubled = min(SOON * 2.0 ** min(failures - 1, 10), LATE)
    told = error.retry_after if isinstance(error, NetworkError) else None
    return max(doubled, told or 0.0)
