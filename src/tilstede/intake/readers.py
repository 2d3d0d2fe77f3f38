"""Threads that fetch: several hosts at once, what lies on one host in turn. They never touch the database.

What they have read is handed to the one who writes, and the next batch of a source is asked for when the one before is
committed, so nothing piles up.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from tilstede.intake.models import Source
from tilstede.networks.kit import contract, registry
from tilstede.networks.kit.contract import Batch, NetworkError

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Hosts read from at once. Each may hold a feed of `http.MAX_BYTES`, taken apart.
HOSTS: Final = 8
_LOOK = 1.0  #: seconds between two looks at whether it is all over
_PATIENCE = 3.0  #: seconds to wait for what is on its way when it is


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A source to be read: its row, the host it lies on, and what its network is told, or why it cannot be."""

    source: Source
    host: str
    told: contract.Source | Exception


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A batch that waits to be committed; `written` says that it is, or why not."""

    asked: Asked
    batch: Batch
    written: Future[None] = field(default_factory=Future)


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """A source was read to its end, or until an error. ``wait``: seconds it asked to be left alone.

    ``put_off``: it was not asked at all, since another of its host found that the host is to be left alone.
    """

    asked: Asked
    error: Exception | None = None
    wait: float = 0.0
    put_off: bool = False


class Stopped(Exception):
    """The writer has gone; nothing more is to be read."""


class Readers:
    """Use as a context manager, from one thread."""

    def __init__(self, http: Http, now: Callable[[], datetime]) -> None:
        self._http = http
        self._now = now
        self._asked: SimpleQueue[Sequence[Asked] | None] = SimpleQueue()
        self._found: SimpleQueue[Page | End] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Where it went wrong, a slow host does not hold up the end: what is on its way there ends by itself."""
        if kind is not None:
            self._stopped.set()
        for _ in self._threads:
            self._asked.put(None)
        until = None if kind is None else time.monotonic() + _PATIENCE
        for thread in self._threads:
            thread.join(until and max(0.0, until - time.monotonic()))

    def ask(self, asked: Sequence[Asked]) -> None:
        """Have these read, in this order; all lie on one host that nothing else is read from meanwhile."""
        self._asked.put(asked)
        if len(self._threads) < HOSTS:
            thread = threading.Thread(target=self._work, name="reader", daemon=True)
            self._threads.append(thread)
            thread.start()

    def found(self) -> Page | End | None:
        """What comes next, or None when nothing has come for a second."""
        try:
            return self._found.get(timeout=_LOOK)
        except Empty:
            return None

    def _work(self) -> None:
        while (asked := self._asked.get()) is not None:
            waiting = deque(asked)
            while waiting and not self._stopped.is_set():
                end = self._read(one := waiting.popleft())
                self._found.put(end)
                if isinstance(end.error, NetworkError) and one.host and end.error.host == one.host:
                    for other in waiting:
                        self._found.put(End(other, put_off=True))
                    break

    def _read(self, asked: Asked) -> End:
        if isinstance(asked.told, Exception):
            return End(asked, asked.told)
        network = registry.get(asked.source.network)
        wait = 0.0
        try:
            for batch in network.fetch(asked.told, self._http, self._now()):
                wait = max(wait, batch.wait)
                page = Page(asked, batch)
                self._found.put(page)
                self._committed(page)
        except Exception as error:
            # Books.settle notes it as this source's: the next one must be read.
            return End(asked, error, wait)
        return End(asked, None, wait)

    def _committed(self, page: Page) -> None:
        """:raises Exception: what the writer met. :raises Stopped:"""
        while not self._stopped.is_set():
            try:
                return page.written.result(timeout=_LOOK)
            except TimeoutError:
                if page.written.done():
                    raise
        raise Stopped


def by_host(sources: Iterable[Source], host: Callable[[Source], str]) -> deque[deque[Source]]:
    """Sources by host, the order kept; on each host those that failed last time come last."""
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        hosts.setdefault(host(source), []).append(source)
    return deque(deque(sorted(found, key=lambda one: one.failures > 0)) for found in hosts.values())
