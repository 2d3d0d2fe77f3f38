"""Payloads too large for a row: files under DATA/payloads, named by their salted digest.

A file is on the disk, and its name in the folder, before the row that speaks of it: after a power
cut there may be a file too many, never one too few. What is too many is taken away by `sweep`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_CHUNK = 1024 * 1024


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA) / "payloads"


def path(digest: bytes) -> Path:
    """Where the payload with this salted digest lies."""
    name = digest.hex()
    return folder() / name[:2] / name


def keep(salt: bytes, payload: bytes | Path) -> tuple[bytes, int]:
    """Write the payload's file and wait for the disk; the salted digest and the size in bytes."""
    drafts = folder() / "drafts"
    drafts.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=drafts)
    draft = Path(name)
    try:
        with open(handle, "wb") as target:
            digest, size = _copy(salt, payload, target)
            target.flush()
            os.fsync(target.fileno())
        _place(draft, path(digest))
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return digest, size


def _copy(salt: bytes, payload: bytes | Path, target: BinaryIO) -> tuple[bytes, int]:
    hashed = sha256(salt)
    if isinstance(payload, bytes):
        hashed.update(payload)
        target.write(payload)
        return hashed.digest(), len(payload)
    size = 0
    with payload.open("rb") as source:
        while chunk := source.read(_CHUNK):
            hashed.update(chunk)
            target.write(chunk)
            size += len(chunk)
    return hashed.digest(), size


def _place(draft: Path, final: Path) -> None:
    made = not final.parent.exists()
    final.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(final)
    _sync(final.parent)
    if made:
        _sync(final.parent.parent)
        _sync(final.parent.parent.parent)


def _sync(directory: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def salted_digest(salt: bytes, digest: bytes) -> bytes | None:
    """SHA-256(salt ‖ contents) of the file kept under ``digest``; None when it is not there."""
    hashed = sha256(salt)
    try:
        with path(digest).open("rb") as source:
            while chunk := source.read(_CHUNK):
                hashed.update(chunk)
    except FileNotFoundError:
        return None
    return hashed.digest()


def remove(digest: bytes) -> None:
    """Take a file away; no error when it is gone already."""
    path(digest).unlink(missing_ok=True)


def names() -> Iterator[bytes]:
    """The digests of all files kept."""
    for file in folder().glob("[0-9a-f][0-9a-f]/*"):
        yield bytes.fromhex(file.name)


def sweep(wanted: Callable[[bytes], bool]) -> int:
    """Remove files that no row speaks of, left by a crash or a rollback; how many there were.

    Only for the one who holds the record's lock: a batch under way has files without rows.
    """
    gone = 0
    for digest in names():
        if not wanted(digest):
            remove(digest)
            gone += 1
    shutil.rmtree(folder() / "drafts", ignore_errors=True)
    return gone
