"""The loop in: every source that is due is read, batch by batch, each committed with its cursor.

Readers (`readers.py`) fetch from several hosts at once, one thread writes. That a source is about to be read is
committed before (`books.py`), together with how the last ones went: should the process die of one, it is known among
which to look, and those are read at the end of the next round, each by itself.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django_tasks import task

from tilstede.intake import books, logins, pump, sources, web, words
from tilstede.intake.alone import Busy, alone_on_database
from tilstede.intake.hosts import Hosts
from tilstede.intake.models import Source
from tilstede.intake.readers import HOSTS, Asked, End, Page, Readers, by_host
from tilstede.intake.tally import Tally
from tilstede.networks.kit.contract import NetworkError
from tilstede.office import access
from tilstede.record import checkpoint
from tilstede.record import read as record

log = logging.getLogger(__name__)

#: Sources of one host that are begun together, and hosts that are: so many at most are suspected of a death.
SHARE: Final = 50
AHEAD: Final = 2 * HOSTS
#: Seconds until it is written down how sources went, also while others are slow.
SOON: Final = 5.0
#: The database is away or full: no source's fault, and no use in going on.
_NO_DATABASE = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of reading one source."""

    source: Source
    tally: Tally
    error: str = ""  #: in words
    detail: str = ""  #: what lies behind the error, in English


def capture(
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    told: Callable[[Visit], None] = lambda visit: None,
    at_once: bool = False,
    wait: bool = True,
) -> list[Visit]:
    """Read every source that is due (or all that are followed). A failing one never stops the rest.

    ``wait`` for a round that is under way in another process. :raises Busy: there is one, and ``wait`` is false.
    """
    with (
        alone_on_database("capture", wait=wait),
        web.client() as http,
        Readers(http, now) as readers,
    ):
        logins.keep_fresh(http, now())
        turn = sources.followed() if at_once else sources.due(now())
        visits = _Round(readers, now, told).read(turn)
    signed = checkpoint.latest()
    if record.size() > (
        signed.size if signed else 0
    ):  # gaps and pauses too, and what a killed round left
        checkpoint.make(now=now())
    return visits


@task()
def capture_due() -> None:
    """The worker's round: read every source that is due."""
    try:
        capture(wait=False)
    except Busy:
        log.info("another process is reading the sources")


@dataclass(slots=True)
class _Round:
    """One round through the sources."""

    readers: Readers
    now: Callable[[], datetime]
    told: Callable[[Visit], None]
    hosts: Hosts = field(default_factory=Hosts)
    visits: list[Visit] = field(default_factory=list)
    _tallies: dict[int, Tally] = field(default_factory=dict)
    _resting: set[str] = field(default_factory=set)
    _ended: list[End] = field(default_factory=list)
    _settled: float = field(default_factory=time.monotonic)

    def read(self, turn: list[Source]) -> list[Visit]:
        """Those that nothing speaks against together; then, each by itself, those that were begun and never ended.

        Of these the last begun come first, since they are the least likely to have been read when the process died.
        """
        try:
            self._together(by_host((one for one in turn if one.begun is None), self.hosts.of))
            suspects = [source for source in reversed(turn) if source.begun is not None]
            for source in sorted(suspects, key=lambda one: one.deaths):
                self._by_itself(source)
        except (KeyboardInterrupt, SystemExit):
            self._settle()
            books.leave(turn)
            raise
        return self.visits

    def _together(self, hosts: deque[deque[Source]]) -> None:
        reading: dict[str, tuple[deque[Source], int]] = {}
        while hosts or reading:
            hosts = deque(rest for rest in hosts if self.hosts.of(rest[0]) not in self._resting)
            if hosts and len(reading) < HOSTS:
                shares = [hosts.popleft() for _ in range(min(AHEAD - len(reading), len(hosts)))]
                begun = [[one.popleft() for _ in range(min(SHARE, len(one)))] for one in shares]
                for asked, rest in zip(self._begin(begun), shares, strict=True):
                    reading[asked[0].host] = (rest, len(asked))
                    self.readers.ask(asked)
            end = self._step()
            if end is None:
                continue
            rest, left = reading.pop(end.asked.host)
            if left > 1:
                reading[end.asked.host] = (rest, left - 1)
            elif rest:
                hosts.append(rest)
        self._settle()

    def _by_itself(self, source: Source) -> None:
        if self.hosts.of(source) in self._resting:
            return
        if source.deaths >= books.DEATHS:
            self._tell(End(books.ask(source, self.hosts.of(source)), books.Fatal()))
            self._settle()
            return
        books.suspect(source)
        ((asked,),) = self._begin([[source]])
        self.readers.ask([asked])
        while self._step() is None:
            pass
        self._settle()

    def _begin(self, shares: list[list[Source]]) -> list[list[Asked]]:
        """Write down how it went with the last ones, and that these are about to be read."""
        with self._settling():
            begun = [source for share in shares for source in share]
            books.begin(begun, self.now())
            connected = access.connected()
            return [
                [books.ask(source, self.hosts.of(source), connected) for source in share]
                for share in shares
            ]

    def _step(self) -> End | None:
        """Write what came, or note that a source was read."""
        found = self.readers.found()
        if isinstance(found, Page):
            self._write(found)
        elif isinstance(found, End):
            self._tell(found)
        if self._ended and time.monotonic() - self._settled > SOON:
            self._settle()
        return found if isinstance(found, End) else None

    def _write(self, page: Page) -> None:
        source, batch = page.asked.source, page.batch
        heard = source.what != "account"
        name = (source.network, source.address, source.account_id)
        origin = pump.Origin(*name, live=True, heard=heard, source=source.id if heard else 0)
        try:
            with transaction.atomic():
                counted = Tally()
                if batch.items:
                    pump.take(batch.items, now=self.now(), origin=origin, tally=counted)
                books.come_to(source, batch, self.now())
                books.pay(page.asked, batch, self.now())
        except _NO_DATABASE:
            raise
        except Exception as fault:  # one of ours, noted as this source's: the others must be read
            page.written.set_exception(fault)
        else:
            self._tallies.setdefault(source.id, Tally()).add(counted)
            page.written.set_result(None)

    def _tell(self, end: End) -> None:
        self._ended.append(end)
        if end.put_off:
            return
        source, error, said, detail = end.asked.source, end.error, "", ""
        if not isinstance(end.asked.told, Exception):
            logins.end(end.asked.told.access, error, self.now())
        if isinstance(error, NetworkError):
            self._resting |= {error.host} - {""}
            said, detail = sources.explain(source.network, source.address, error), error.detail
        elif error is not None:
            if isinstance(error, books.Fatal):
                log.warning(
                    "%s: paused, as the process died each time of reading it", source.address
                )
            else:
                log.error("%s: a fault of ours", source.address, exc_info=error)
            code, detail = books.why(error)
            said = words.state(code)
        visit = Visit(source, self._tallies.pop(source.id, Tally()), said, detail)
        self.visits.append(visit)
        self.told(visit)

    def _settle(self) -> None:
        with self._settling():
            pass

    @contextmanager
    def _settling(self) -> Iterator[None]:
        """One commit: how it went with those that have ended, and what else is written within the block."""
        with transaction.atomic():
            books.settle(self._ended, self.now())
            yield
        self._ended, self._settled = [], time.monotonic()
