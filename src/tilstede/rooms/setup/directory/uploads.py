"""A file between its preview and the word to take it in: kept in the data folder under its digest, for an hour."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

#: Bytes of a file that is taken in.
LARGEST: Final = 20 * 1024 * 1024
#: Seconds that a file waits to be confirmed.
PATIENCE: Final = 3_600
_UNDERSTOOD: Final = ".understood"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def keep(data: bytes, *, now: float, understood: bytes = b"") -> str:
    """Keep a file; its digest, by which it is asked for. What has waited too long is thrown away.

    ``now``: seconds since 1970. ``understood``: what was made of it, so that it is not read once more.
    """
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder, now)
    digest = sha256(data).hexdigest()
    if understood:
        _write(folder / f"{digest}{_UNDERSTOOD}", understood, now)
    _write(folder / digest, data, now)
    return digest


def _write(path: Path, data: bytes, now: float) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    with open(handle, "wb") as file:
        file.write(data)
    os.utime(draft, (now, now))
    os.replace(draft, path)


def kept(digest: str, *, now: float) -> bytes | None:
    """The file of that digest; None when it is not there, or has waited too long."""
    if not _DIGEST.fullmatch(digest):
        return None
    path = _folder() / digest
    try:
        if path.stat().st_mtime < now - PATIENCE:
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return data if sha256(data).hexdigest() == digest else None


def understood(digest: str) -> bytes:
    """What was made of a file that is kept; "" where that is not known."""
    assert _DIGEST.fullmatch(digest), "of a file that is kept"
    try:
        return (_folder() / f"{digest}{_UNDERSTOOD}").read_bytes()
    except FileNotFoundError:
        return b""


def forget(digest: str) -> None:
    """Throw a file away that is taken in."""
    if _DIGEST.fullmatch(digest):
        for name in (digest, f"{digest}{_UNDERSTOOD}"):
            (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "uploads"


def _sweep(folder: Path, now: float) -> None:
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another sweeps at the same time
            if path.stat().st_mtime < now - PATIENCE:
                path.unlink()
