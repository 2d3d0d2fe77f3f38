"""Input that is wrong on purpose: files of no network, bytes of no item, items broken in places."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st


def foreign_files(folder: Path) -> list[Path]:
    """Files and folders that are no network's takeout."""
    contents = {
        "empty": b"",
        "noise": bytes(range(256)) * 4096,
        "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(2000),
        "letter.txt": "Hei,\n\nvi har fått brevet.\n".encode() * 100,
        "page.html": b"<!doctype html><html><head><title>Logg inn</title></head></html>",
        "list.json": b"[]",
        "object.json": b'{"name": "noe annet", "items": "nei"}',
        "half.json": b'{"orderedItems": [{',
        "drawing.xml": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "table.csv": b"navn;dato\nFjordvik;2026-01-01\n",
        "cut.zip": b"PK\x03\x04" + bytes(40),
        "cut.tar.gz": b"\x1f\x8b\x08" + bytes(40),
        "other.zip": _zip({"readme.txt": b"hei"}),
        "other.tar.gz": _tar({"readme.txt": b"hei"}),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "folder").mkdir()
    (folder / "folder" / "note.txt").write_bytes(b"hei")
    return [folder / "folder", *(folder / name for name in contents)]


def _zip(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _tar(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


#: Bytes that are no item of any network.
HOSTILE: Final = (
    b"",
    b"null",
    b"true",
    b'""',
    b"0",
    b"[]",
    b"{}",
    b"\x00",
    b"\xff\xfe\x00\xd8",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"<a>" * 100_000,
    b'<!DOCTYPE a [<!ENTITY b "%s"><!ENTITY c "%s">]><a>&c;</a>' % (b"b" * 100, b"&b;" * 100),
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec=None), max_size=20),
    st.sampled_from([[], {}, "\ud800", "\u202e", "\x00", "9999-99-99", 10**400, -1]),
)

_BYTES = st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b"&", b'"', b"]]>", b"\xc3"]))


@st.composite
def mutated(draw: st.DrawFn, raw: bytes, mime: str) -> bytes:
    """An item with something wrong in it: parts gone or changed (JSON), bytes gone or changed."""
    if mime == "application/json" and draw(st.booleans()):
        value = json.loads(raw)
        for _ in range(draw(st.integers(1, 3))):
            value = _replaced(draw, value)
        return json.dumps(value).encode()
    changed = bytearray(raw)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(changed)))
        stop = start + draw(st.integers(0, 40))
        changed[start:stop] = draw(_BYTES)
    return bytes(changed)


def _replaced(draw: st.DrawFn, value: Any) -> Any:
    """`value` with one part, at any depth, become something else."""
    inner = _parts(value)
    if not inner or draw(st.integers(0, 4)) == 0:
        return draw(_SCALARS)
    key, part = draw(st.sampled_from(inner))
    changed = value.copy()
    if draw(st.integers(0, 4)) == 0:
        del changed[key]
    else:
        changed[key] = _replaced(draw, part)
    return changed


def _parts(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
