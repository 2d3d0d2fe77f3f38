"""Files as Meta gives them out."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any


def broken(value: Any) -> bytes:
    """JSON as Meta writes it: each byte of UTF-8 as a character of its own."""
    text = json.dumps(value, ensure_ascii=False, indent=1).encode().decode("latin-1")
    return "".join(c if ord(c) < 128 else f"\\u{ord(c):04x}" for c in text).encode()


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def write_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path
