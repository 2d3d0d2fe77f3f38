"""The letters of an mbox file, one at a time (RFC 4155, and the ways it is written in practice).

A letter begins behind an empty line with ``From `` and a time; a line of its own text that begins so has a ``>``
before it, which is taken away again (mboxrd). It is searched, not read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

CHUNK: Final = 1 << 20
_BEGINS: Final = re.compile(rb"From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n")
_NEXT: Final = re.compile(rb"\n\r?\n(?=From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n)")
_ESCAPED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
#: Where a letter begins is recognised within so many bytes.
_LINE: Final = 1_000


class Piece(NamedTuple):
    """One letter. ``raw``: without its ``From `` line; None when it is larger than ``most``. ``size``: bytes."""

    raw: bytes | None
    size: int


def begins(head: bytes) -> bool:
    """Whether a file that begins so is an mbox."""
    return _BEGINS.match(head) is not None


def pieces(stream: BinaryIO, most: int) -> Iterator[Piece]:
    """Every letter in the order they lie. ``most``: bytes of one that are held; a larger one is passed over."""
    held = bytearray()
    passed = 0  #: bytes of the letter under way that were let go
    searched = 0
    while chunk := stream.read(CHUNK):
        held += chunk
        while found := _NEXT.search(held, searched):
            yield _piece(held[: found.start() + 1], passed, most)
            del held[: found.end()]
            passed, searched = 0, 0
        searched = max(0, len(held) - _LINE)
        if len(held) + passed > most + _LINE:
            passed += searched
            del held[:searched]
            searched = 0
    if held or passed:
        yield _piece(held, passed, most)


def _piece(held: bytearray, passed: int, most: int) -> Piece:
    size = len(held) + passed
    if passed or size > most:
        return Piece(None, size)
    line = _BEGINS.match(held)
    raw = bytes(held[line.end() if line else 0 :])
    return Piece(_ESCAPED.sub(rb"\1", raw) if b">From " in raw else raw, size)
