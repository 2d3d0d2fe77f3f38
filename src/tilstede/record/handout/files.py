"""The files of an unpacked bundle, and the forms they are written in: a part of the verify.py handed out."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, BinaryIO

from tilstede.record.handout.signed import Bad

UNCOVERED = re.compile(r"verify\.(py|html)|README\.[a-z]+\.txt")


def demand(proper: object, where: str) -> None:
    """The file must be written as it should be. :raises Bad: it is not."""
    if not proper:
        raise Bad("form", file=where)


def is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def is_text(value: object, form: re.Pattern[str] | None = None) -> bool:
    return isinstance(value, str) and (form is None or bool(form.fullmatch(value)))


class Folder:
    """The unpacked bundle. Every file must be listed in the manifest, and used by some check."""

    def __init__(self, path: Path) -> None:
        self.path = path
        files = [file for file in path.rglob("*") if not file.is_dir() or file.is_symlink()]
        names = [file.relative_to(path).as_posix() for file in files]
        self.names = frozenset(name for name in names if not UNCOVERED.fullmatch(name))
        self.unused = set(self.names)

    def digest(self, name: str, salt: bytes = b"") -> str:
        hashed = hashlib.sha256(salt)
        with self._open(name) as file:
            while chunk := file.read(1 << 20):
                hashed.update(chunk)
        return hashed.hexdigest()

    def read(self, name: str) -> bytes:
        with self._open(name) as file:
            self.unused.discard(name)
            return file.read()

    def json(self, name: str) -> dict[str, Any]:
        """A JSON object, which must be written in the one canonical way (RFC 8785)."""
        data = self.read(name)
        try:
            value = json.loads(data)
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        except (ValueError, RecursionError):
            raise Bad("form", file=name) from None
        demand(isinstance(value, dict) and text.encode("utf-8", "replace") == data, name)
        return dict(value)

    def _open(self, name: str) -> BinaryIO:
        path = self.path / name
        if name not in self.names or path.is_symlink():
            raise Bad("missing", file=name)
        return path.open("rb")

    def versioned(self, name: str, keys: set[str]) -> dict[str, Any]:
        """A JSON object of the first version, with these keys and no others."""
        content = self.json(name)
        demand(set(content) == {*keys, "v"} and is_number(content["v"]) and content["v"] == 1, name)
        return content

    def check_manifest(self) -> int:
        """Every file is listed, and is what it was. The event whose words the bundle says it proves."""
        manifest = self.versioned("manifest.json", {"files", "post"})
        listed, post = manifest["files"], manifest["post"]
        demand(is_number(post) and isinstance(listed, dict), "manifest.json")
        for name in sorted(self.names - {"manifest.json"} - set(listed)):
            raise Bad("unlisted", file=name)
        for name in sorted(listed):
            if self.digest(name) != listed[name]:
                raise Bad("changed", file=name)
        return int(post)
