"""A stream that only a passphrase opens: chunks under AES-256-GCM, in an order that cannot be changed or cut.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015): each chunk's nonce is its number, and
the last chunk is marked in its associated data, so a file that ends too early is noticed. The first chunk is empty:
it opens with the right passphrase alone, so a wrong one is told apart from damage further on. The key is scrypt's
(RFC 7914, N 2^17, r 8, p 1) of the passphrase.
"""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"tilstede backup 1\n"
CHUNK = 1 << 20
_TAG = 16
_SALT = 32


class NotOpened(ValueError):
    """Wrong passphrase, a damaged file, or no such file at all.

    ``code``: `not-a-backup`; `not-opened` (wrong passphrase, or damaged in its head); `damaged`.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << 17, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class Writer(io.RawIOBase):
    """Seals what is written to it into ``out``; `close` writes the last chunk and leaves ``out`` open."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        salt = os.urandom(_SALT)
        self._out = out
        self._cipher = _cipher(passphrase, salt)
        self._number = 0
        self._rest = bytearray()
        out.write(MAGIC + salt)
        self._seal(b"", last=False)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # any buffer, as RawIOBase promises
        self._rest += piece
        while len(self._rest) > CHUNK:
            self._seal(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._rest), last=True)
        super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number), chunk, b"last" if last else b""))
        self._number += 1


class Reader(io.RawIOBase):
    """What was sealed. :raises NotOpened: at once for a wrong passphrase, later for a damaged chunk."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        if source.read(len(MAGIC)) != MAGIC:
            raise NotOpened("not-a-backup", "it does not begin as one")
        self._source = source
        self._cipher = _cipher(passphrase, source.read(_SALT))
        self._number = 0
        self._ended = False
        self._rest = self._open(0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # any buffer, as RawIOBase promises
        if not self._rest and not self._ended:
            self._rest = self._open()
        piece = self._rest[: len(view)]
        view[: len(piece)] = piece
        self._rest = self._rest[len(piece) :]
        return len(piece)

    def _open(self, size: int = CHUNK) -> bytes:
        sealed = self._source.read(size + _TAG)
        last = self._number > 0 and (len(sealed) < size + _TAG or not self._more())
        try:
            chunk = self._cipher.decrypt(_nonce(self._number), sealed, b"last" if last else b"")
        except (InvalidTag, ValueError) as error:
            if self._number == 0:
                raise NotOpened("not-opened", "the first chunk does not open") from error
            raise NotOpened("damaged", f"chunk {self._number} does not open") from error
        self._number += 1
        self._ended = last
        return chunk

    def _more(self) -> bool:
        here = self._source.tell()
        more = bool(self._source.read(1))
        self._source.seek(here)
        return more
