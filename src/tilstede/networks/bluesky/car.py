"""A CAR file: blocks of bytes, each behind its content id. Nothing is decoded or copied before it is asked for.

Sources: ipld.io/specs/transport/car/carv1 and atproto.com/specs/repository, /data-model (2026). Content ids are
those of the AT Protocol alone: version 1, SHA-256, of DAG-CBOR or of raw bytes.
"""

from __future__ import annotations

import mmap
from hashlib import sha256
from typing import Any, Final

import libipld

from tilstede.networks.bluesky.reading import Refusal

Cid = bytes  #: 36 bytes: version, codec, hash's name and length, and the hash

CBOR: Final = b"\x01\x71\x12\x20"
RAW: Final = b"\x01\x55\x12\x20"
_CID: Final = 36


class Missing(KeyError):
    """A block that is not in the file."""


def cid_of(block: bytes) -> Cid:
    """The content id of a block of DAG-CBOR."""
    return CBOR + sha256(block).digest()


def written(cid: Cid) -> str:
    """As people and JSON have it: base32 with a ``b`` before it."""
    return str(libipld.encode_multibase("b", cid))


def decoded(block: bytes) -> Any:
    """What a block of DAG-CBOR says; links come as their 36 bytes. :raises Refusal: it is none."""
    try:
        return libipld.decode_dag_cbor(block)
    except (ValueError, RecursionError) as error:
        raise Refusal("unreadable-member", f"not DAG-CBOR: {error}") from error


class Car:
    """The blocks of a file, held by where they lie. ``cut``: the file ends in the middle of a block."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """:raises Refusal: it is no CAR file of version 1 with a root."""
        self._data = data
        self.cut = False
        self.read = 0  #: bytes of the blocks that were asked for
        self.size = len(data)
        try:
            length, start = _varint(data, 0)
        except IndexError:
            raise Refusal("unknown-format", "no header of a CAR file") from None
        header = decoded(data[start : start + length]) if 0 < length <= 1 << 16 else None
        roots = header.get("roots") if isinstance(header, dict) else None
        if not (isinstance(roots, list) and roots and isinstance(roots[0], bytes)):
            raise Refusal("unknown-format", "no header of a CAR file with a root")
        self.root: Cid = roots[0]
        self._places: dict[Cid, tuple[int, int]] = {}
        self._index(start + length)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, cid: Cid) -> bool:
        return cid in self._places

    def _index(self, at: int) -> None:
        data, places, end = self._data, self._places, self.size
        try:
            while at < end:
                length, at = _varint(data, at)
                stop = at + length
                if stop > end or length < _CID:
                    self.cut = True
                    return
                places[data[at : at + _CID]] = (at + _CID, stop)
                at = stop
        except IndexError:
            self.cut = True

    def block(self, cid: Cid) -> bytes:
        """The bytes behind a content id, which they have been held to.

        :raises Missing: they are not here. :raises Refusal: they are others.
        """
        place = self._places.get(cid)
        if place is None:
            raise Missing(cid)
        found = self._data[place[0] : place[1]]
        self.read += len(found)
        if sha256(found).digest() != cid[4:] or cid[:4] not in (CBOR, RAW):
            raise Refusal("unreadable-member", f"the bytes are not those of {written(cid)}")
        return found


def _varint(data: bytes | mmap.mmap, at: int) -> tuple[int, int]:
    """A number (unsigned LEB128) and where it ends. :raises IndexError: the data ends in it."""
    number = shift = 0
    while shift < 64:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
    raise IndexError("not a length")
