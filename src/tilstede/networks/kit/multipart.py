"""A form with a file, as browsers send it (RFC 7578), read from the disk piece by piece while it is sent."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

PIECE: Final = 1 << 16
#: What may stand in a header's quoted text as it is (RFC 7578, 4.2, as browsers do it).
_ESCAPED: Final = {'"': "%22", "\r": "%0D", "\n": "%0A"}


class File(NamedTuple):
    """``field``: the form's name for it; ``name``: as the receiver is told."""

    field: str
    path: Path
    mime: str
    name: str


class Form(NamedTuple):
    """What `Http.send` is given: the headers and the body."""

    headers: dict[str, str]
    content: Iterator[bytes]


def form(fields: Mapping[str, str], file: File) -> Form:
    """The fields first, then the file. :raises OSError: it cannot be read."""
    boundary = secrets.token_hex(16)
    head = b"".join(_field(boundary, name, value) for name, value in fields.items())
    head += _part(boundary, file.field, f'; filename="{_quoted(file.name)}"', file.mime)
    tail = f"\r\n--{boundary}--\r\n".encode()
    size = len(head) + file.path.stat().st_size + len(tail)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(size),
    }
    return Form(headers, _pieces(head, file.path, tail))


def _pieces(head: bytes, path: Path, tail: bytes) -> Iterator[bytes]:
    yield head
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
    yield tail


def _field(boundary: str, name: str, value: str) -> bytes:
    return _part(boundary, name, "", "text/plain; charset=utf-8") + value.encode() + b"\r\n"


def _part(boundary: str, name: str, more: str, mime: str) -> bytes:
    lines = (
        f"--{boundary}",
        f'Content-Disposition: form-data; name="{_quoted(name)}"{more}',
        f"Content-Type: {mime}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _quoted(text: str) -> str:
    return re.sub(r'["\r\n]', lambda found: _ESCAPED[found[0]], text)
