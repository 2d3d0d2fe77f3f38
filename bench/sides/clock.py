"""Time taken, with nothing else in it."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def timed(told: dict[str, Any]) -> Iterator[None]:
    """Fill in ``seconds`` (wall) and ``cpu``. What was prepared before is not looked at by the collector again."""
    gc.collect()
    gc.freeze()
    started, worked = time.perf_counter(), time.process_time()
    yield
    told["cpu"] = time.process_time() - worked
    told["seconds"] = time.perf_counter() - started
