"""The tables of a takeout, line by line, each line with its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.youtube import rows
from tilstede.networks.youtube.shapes import Kind, Shapes

#: A record larger than this is none: a quotation mark is missing.
MOST: Final = 1 << 20


def records(stream: BinaryIO) -> Iterator[bytes | None]:
    """The records of a table (RFC 4180), the empty ones left out; None in place of one that does not end."""
    held: list[bytes] = []
    size, quotes = 0, 0
    while line := stream.readline(MOST):
        held.append(line)
        size, quotes = size + len(line), quotes + line.count(b'"')
        if quotes % 2 == 0 and line.endswith((b"\n", b"\r")):
            if size > len(line) or line.strip():
                yield b"".join(held)
            held, size, quotes = [], 0, 0
        elif size > MOST:
            yield None
            held, size, quotes = [], 0, 0
    if held:
        yield b"".join(held) if quotes % 2 == 0 else None


def kind_in(stream: BinaryIO) -> Kind | None:
    """What the lines of a table tell of, by the first few of them."""
    lines = records(stream)
    next(lines, None)  # the heading
    for _, record in zip(range(5), lines, strict=False):
        try:
            if record and (kind := Shapes(rows.cells_of(record)).kind()):
                return kind
        except Refusal:
            continue
    return None
