"""The pieces a stream comes in: events of an event stream, frames of a WebSocket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO


def events(stream: BinaryIO) -> Iterator[bytes]:
    """Each event or comment with the empty line that ends it (WHATWG HTML, 9.2.5)."""
    piece = b""
    while line := stream.readline():
        piece += line
        if not line.strip() or (piece == line and line.startswith(b":")):
            yield piece
            piece = b""
    if piece:
        yield piece


def frames(stream: BinaryIO) -> Iterator[bytes]:
    """Each frame as it is (RFC 6455, 5.2)."""
    while len(head := stream.read(2)) == 2:
        size, masked = head[1] & 0x7F, head[1] & 0x80
        longer = stream.read({126: 2, 127: 8}.get(size, 0))
        size = int.from_bytes(longer, "big") if longer else size
        yield head + longer + stream.read(size + (4 if masked else 0))
