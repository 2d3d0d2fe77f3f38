"""Threads that listen, one for each stream. They never touch the database: what they hear goes to the one who writes.

Little is handed over before it is written, so nothing piles up: a stream that is faster than the record waits. What
waits of one stream is written together, since a commit takes as long for many as for few.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit import contract, registry
from tilstede.networks.kit.contract import Batch, Unreachable

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Seconds without a word, not even a sign of life, after which a stream is given up.
SILENCE: Final = 120.0
#: Batches of all streams that wait to be written.
WAITING: Final = 20
#: Items of a stream from which no more are written together.
MANY: Final = 2_000
_LOOK: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A batch that waits to be written."""

    listener: Listener
    batch: Batch


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """A stream is over."""

    listener: Listener
    error: Exception


class Listener:
    """One stream. ``name``: as in `models.Stream`; ``sources``: the rows whose posts it tells of."""

    def __init__(
        self, name: str, asked: contract.Source, sources: frozenset[int], silence: float = SILENCE
    ) -> None:
        self.name = name
        self.asked = asked
        self.sources = sources
        self.is_open = False  #: told by whoever writes, once something was heard
        self._silence = silence
        self._heard = self._begun = time.monotonic()
        self._handing = False
        self._left = threading.Event()

    @property
    def lasted(self) -> float:
        """Seconds since it was begun."""
        return time.monotonic() - self._begun

    @property
    def is_silent(self) -> bool:
        """Whether nobody is believed to be at the other end. While it waits to hand over, it is not listening."""
        return not self._handing and time.monotonic() - self._heard > self._silence

    def begin(self, http: Http, found: Found, now: Callable[[], datetime]) -> None:
        """Listen in a thread; it ends with the process, or when it next hears something after `leave`."""
        work = (http, found, now)
        threading.Thread(target=self._listen, args=work, name=self.name, daemon=True).start()

    def leave(self) -> None:
        """Nothing of it is wanted any more, not even that it ended."""
        self._left.set()

    def _listen(self, http: Http, found: Found, now: Callable[[], datetime]) -> None:
        network = registry.get(self.asked.network)
        error: Exception = Unreachable("the stream ended")
        try:
            for batch in network.stream(self.asked, http, now):
                if not self._hand(Told(self, batch), found):
                    return
        except Exception as fault:  # whatever it is, it is this stream's: the others go on
            error = fault
        self._hand(Ended(self, error), found)

    def _hand(self, what: Told | Ended, found: Found) -> bool:
        """False once it was left."""
        self._handing = True
        while not self._left.is_set():
            if not found.put(what):
                continue
            self._heard, self._handing = time.monotonic(), False
            return True
        return False


class Found:
    """What was told and is not yet written, of all streams, in the order it came."""

    def __init__(self) -> None:
        self._queue: Queue[Told | Ended] = Queue(WAITING)
        self._after: Told | Ended | None = (
            None  #: taken out, and not to be written with what was before it
        )

    def put(self, what: Told | Ended) -> bool:
        """False when there was no room for a second."""
        try:
            self._queue.put(what, timeout=_LOOK)
        except Full:
            return False
        return True

    def next(self) -> Told | Ended | None:
        """What is to be written next, with all that waits behind it of the same stream; None when nothing has come for
        a second."""
        first, self._after = self._after or self._taken(_LOOK), None
        if not isinstance(first, Told):
            return first
        items, last = list(first.batch.items), first.batch
        while len(items) < MANY:
            after = self._taken(0.0)
            if not isinstance(after, Told) or after.listener is not first.listener:
                self._after = after
                break
            last = after.batch
            items += last.items
        return Told(first.listener, replace(last, items=tuple(items)))

    def _taken(self, timeout: float) -> Told | Ended | None:
        try:
            return self._queue.get(timeout > 0, timeout or None)
        except Empty:
            return None
