"""A payload as the record stores it, made where there is time for it: by the reader, so that the writer need not."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from tilstede.core import packing

#: Bytes of salt: random, so that nobody can guess a destroyed text from its digest.
SALT = 16


class Sealed(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """``digest``: SHA-256 over salt and payload, in hex. ``size``: of the payload, in bytes. ``data``: as
    packed by ``codec`` (`core.packing`)."""

    salt: bytes
    digest: str
    codec: int
    size: int
    data: bytes

    def payload(self) -> bytes:
        """The bytes that were sealed."""
        return packing.unpack(self.codec, self.size, self.data)


def seal(payload: bytes, salt: bytes) -> Sealed:
    """Salt, digest and pack. The salt is SALT random bytes, used for nothing else."""
    codec, data = packing.pack(payload)
    return Sealed(salt, sha256(salt + payload).hexdigest(), codec, len(payload), data)
