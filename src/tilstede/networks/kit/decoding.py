"""A body unpacked while it is read, never beyond its limit: a small gzip can hold gigabytes.

Source: RFC 9110 8.4.1 (gzip, deflate). Own code since the client libraries unpack a chunk whole
before anyone can count it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Protocol

from tilstede.networks.kit.errors import NotUnderstood, TooLarge, Unreachable

#: What we ask for and can unpack.
ACCEPTED = "gzip, deflate"
#: Of an answer, unpacked, where no other limit is given.
MAX_BYTES = 20 * 1024 * 1024


class _Decoder(Protocol):
    def feed(self, data: bytes, limit: int) -> bytes: ...
    def finished(self) -> bool: ...


class _Plain:
    def feed(self, data: bytes, limit: int) -> bytes:
        return data

    def finished(self) -> bool:
        return True


class _Zlib:
    """gzip and zlib by their headers; "deflate" without one (RFC 1951), as many servers send it."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        self._begun = False

    def feed(self, data: bytes, limit: int) -> bytes:
        if not data:
            return b""
        try:
            unpacked = self._inner.decompress(data, limit)
        except zlib.error as error:
            if self._begun:
                raise NotUnderstood(f"the packed answer is broken: {error}") from error
            self._inner = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
            self._begun = True
            return self.feed(data, limit)
        self._begun = True
        return unpacked

    def finished(self) -> bool:
        return self._inner.eof or not self._begun


def _decoder(encoding: str) -> _Decoder:
    name = encoding.strip().lower()
    if name in ("", "identity", "none"):
        return _Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Zlib()
    raise NotUnderstood(f"packed as {name}, which was not asked for")


def read(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The unpacked body.

    :raises TooLarge: over `limit` bytes. :raises NotUnderstood: broken, or packed in another way.
    :raises Unreachable: it broke off.
    """
    decoder = _decoder(encoding)
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        part = decoder.feed(chunk, limit - size + 1)
        size += len(part)
        if size > limit:
            raise TooLarge(f"the answer is larger than {limit} bytes")
        parts.append(part)
    if not decoder.finished():
        raise Unreachable("the packed answer broke off")
    return b"".join(parts)
