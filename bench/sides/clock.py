"""Time taken, with nothing else in it."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def timed(told: dict[str, Any]) -> Iterator[None]:
    """Fill in ``seconds`` (wall) and ``cpu`` (of this process and of those it has started and that have ended).

    What was prepared before is not looked at by Python's collector again.
    """
    gc.collect()
    gc.freeze()
    started, worked = time.perf_counter(), _worked()
    yield
    told["seconds"] = time.perf_counter() - started
    told["cpu"] = _worked() - worked


def _worked() -> float:
    children = os.times()[2:4]  # told in hundredths of a second; our own to the nanosecond
    return time.process_time() + sum(children)
