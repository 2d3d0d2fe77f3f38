"""The key behind sessions and stored tokens: made once, kept in the data folder, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def load(data: Path) -> str:
    """TILSTEDE_SECRET if set, else the key in ``data``/keys/secret, made at the first call."""
    given = os.environ.get("TILSTEDE_SECRET", "")
    if given:
        return given
    path = data / "keys" / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, secrets.token_urlsafe(64))
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Whole or not at all, and the first writer wins: server and worker may start side by side."""
    handle, draft = tempfile.mkstemp(
        prefix=f".{path.name}.", dir=path.parent
    )  # for its owner alone
    with open(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
