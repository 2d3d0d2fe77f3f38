"""A stretch of the collection, segment by segment, and the log of how far each side has come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bench import elements, posts


def segments(begin: int, end: int, size: int) -> Iterator[tuple[int, int, list[bytes]]]:
    """First post, the one after the last, and the raw elements of each segment."""
    for first in range(begin, end, posts.SEGMENT):
        last = min(first + posts.SEGMENT, end)
        yield first, last, [elements.told(made) for made in posts.some(first, last, size)]


def note(log: str, side: str, begin: int, end: int, seconds: float | None) -> None:
    """That a segment is safe on disk. ``seconds`` None: part of it was there before, so its time says nothing."""
    line = {"side": side, "begin": begin, "end": end, "seconds": seconds}
    with Path(log).open("a") as file:
        file.write(json.dumps(line) + "\n")
