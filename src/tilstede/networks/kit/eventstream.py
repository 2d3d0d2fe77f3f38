"""Server-sent events (WHATWG HTML, 9.2), as they come over a connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tilstede.networks.kit.contract import NotUnderstood

#: Larger than any event.
MAX_BYTES: Final = 16 << 20


class Event(NamedTuple):
    """``name`` and ``data`` as told; both empty: a sign of life, nothing more."""

    name: str = ""
    data: bytes = b""


def events(pieces: Iterable[bytes]) -> Iterator[Event]:
    """Every event, and every comment as a sign of life. :raises NotUnderstood: one that never ends."""
    name, data = "", []
    for line in _lines(pieces):
        if line.startswith(b":"):
            yield Event()
        elif line:
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if field == b"event":
                name = value.decode("utf-8", "replace")
            elif field == b"data":
                data.append(value)
        else:
            if name or data:
                yield Event(name or "message", b"\n".join(data))
            name, data = "", []


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = bytearray()
    for piece in pieces:
        rest += piece
        if len(rest) > MAX_BYTES:
            raise NotUnderstood(f"an event of more than {MAX_BYTES} bytes")
        *whole, last = bytes(rest).replace(b"\r\n", b"\n").split(b"\n")
        rest = bytearray(last)
        yield from whole
