"""A stretch of the collection, segment by segment, and the log of how far each side has come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench import elements, posts


def segments(begin: int, end: int, size: int) -> Iterator[tuple[int, int, list[bytes]]]:
    """First post, the one after the last, and the raw elements of each segment."""
    for first in range(begin, end, posts.SEGMENT):
        last = min(first + posts.SEGMENT, end)
        yield first, last, [elements.told(made) for made in posts.some(first, last, size)]


class Line(msgspec.Struct):
    """That a segment is safe on disk. ``taken`` None: part of it was there before, so times would say nothing."""

    begin: int
    end: int
    taken: dict[str, float] | None


def note(log: str, line: Line) -> None:
    """Add a line to the log."""
    with Path(log).open("ab") as file:
        file.write(msgspec.json.encode(line) + b"\n")
