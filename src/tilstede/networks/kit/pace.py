"""No more questions to a server within some seconds than it is fair to ask."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable


class Pace:
    """At most ``calls`` within ``seconds``; ``wait`` sleeps for so many seconds."""

    def __init__(
        self, calls: int, seconds: float, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._seconds = seconds
        self._wait = wait
        self._asked: deque[float] = deque(maxlen=calls)

    def keep(self) -> None:
        """Before each question: wait until it may be asked."""
        now = time.monotonic()
        if len(self._asked) == self._asked.maxlen and now - self._asked[0] < self._seconds:
            self._wait(self._seconds - (now - self._asked[0]))
        self._asked.append(time.monotonic())
