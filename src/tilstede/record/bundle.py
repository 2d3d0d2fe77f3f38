"""The proof of one post, to be handed out: checked by anyone, with no word from us.

What is in it and how it is checked is told in docs/record.md. Every file is listed by its SHA-256 in
manifest.json, except the checking programs themselves and the README files.
"""

from __future__ import annotations

import base64
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO

from tilstede.core import merkle
from tilstede.core.canonical import dumps
from tilstede.record import checkpoint, handout, read, succession, timestamp
from tilstede.record.tiles import Tree

#: Up to this many events, all leaf hashes go with the bundle: 32 bytes each.
_LEAVES = 4096
#: Beyond this many signed sizes, only the last one of each older day is told of.
_SIZES = 10_000
_CHUNK = 1024 * 1024
_DATED = (1980, 1, 1, 0, 0, 0)  # a zip's own file times say nothing here

_KINDS = (
    (re.compile(rb"\xff\xd8\xff"), ".jpg"),
    (re.compile(rb"\x89PNG\r\n"), ".png"),
    (re.compile(rb"GIF8"), ".gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), ".webp"),
    (re.compile(rb"....ftyp", re.DOTALL), ".mp4"),
    (re.compile(rb"\s*[{\[]"), ".json"),
    (re.compile(rb"\s*<"), ".xml"),
)


def write(numbers: Iterable[int], out: Path | IO[bytes]) -> None:
    """Write the bundle of these events as a zip, with the newest checkpoint.

    The log's own events that name its keys go along. Which events anyone may have is not asked here.
    :raises LookupError: an event that is not there, or that no checkpoint covers yet; or none holds a post's words.
    """
    wanted = sorted({0, *numbers})
    head = checkpoint.latest()
    if head is None or wanted[-1] >= head.size or wanted[0] < 0:
        raise LookupError(f"no checkpoint covers event {wanted[-1]}: make one first")
    if isinstance(out, Path):
        _write_whole(wanted, head, out)
    else:
        _fill(wanted, head, out)


def _write_whole(wanted: Sequence[int], head: checkpoint.Signed, out: Path) -> None:
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with open(handle, "wb") as file:
            _fill(wanted, head, file)
        os.chmod(name, 0o644)
        os.replace(name, out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fill(wanted: Sequence[int], head: checkpoint.Signed, out: IO[bytes]) -> None:
    keys = [key for key in succession.every() if key.since < head.size]
    verifier = succession.at(keys, head.size)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        _Writer(target, head).fill(wanted, keys)
        for name, text in handout.uncovered(verifier):
            target.writestr(zipfile.ZipInfo(name, _DATED), text)


class _Writer:
    """Puts files into the zip and remembers their hashes for the manifest."""

    def __init__(self, target: zipfile.ZipFile, head: checkpoint.Signed) -> None:
        self._target = target
        self._head = head
        self._tree = Tree(head.size)
        self._hashes: dict[str, str] = {}
        self._posts: list[int] = []  # the events that hold a post's words

    def fill(self, wanted: Sequence[int], keys: Sequence[succession.Key]) -> None:
        self._add("key.txt", f"{keys[-1].verifier}\n".encode())
        self._add("checkpoint.txt", self._head.text.encode())
        for number in sorted({*wanted, *(key.since for key in keys)}):
            self._event(number)
        if not self._posts:
            raise LookupError(f"no words of a post in event {', '.join(map(str, wanted))}")
        stamped = self._stamps(wanted[-1])
        self._add("history.json", _history(self._tree, stamped))
        manifest = dumps({"files": self._hashes, "post": self._posts[0], "v": 1})
        self._target.writestr(zipfile.ZipInfo("manifest.json", _DATED), manifest)

    def _event(self, number: int) -> None:
        event = read.event(number)
        if event is None:
            raise LookupError(f"there is no event {number}")
        place = f"events/{number}/"
        self._add(place + "entry.json", event.entry)
        self._add(place + "proof.tlog-proof", proof(self._tree, number, self._head.text))
        salts = {}
        for role, payload in sorted(read.payloads(number).items()):
            name = _file_name(role, payload)
            self._add_payload(place + name, payload)
            salts[role] = {"file": name, "salt": payload.salt.hex()}
            if role == "post":
                self._posts.append(number)
        self._add(place + "salts.json", dumps(salts))

    def _stamps(self, number: int) -> int:
        """The earliest time-stamps that cover all the events; the size they are of, 0 when none."""
        stamps = timestamp.earliest(number, self._head.size)
        for place, stamp in enumerate(stamps, 1):
            base = f"timestamps/{stamp.size}"
            self._add(f"{base}.checkpoint", stamp.note.encode())
            self._add(f"{base}.{place}.tsr", stamp.token)
            self._add(f"{base}.{place}.pem", stamp.chain)
        return stamps[0].size if stamps else 0

    def _add(self, name: str, data: bytes) -> None:
        if name not in self._hashes:
            self._hashes[name] = sha256(data).hexdigest()
            self._target.writestr(zipfile.ZipInfo(name, _DATED), data)

    def _add_payload(self, name: str, payload: read.Payload) -> None:
        if payload.data is not None:
            self._add(name, payload.data)
            return
        assert payload.path is not None
        info = zipfile.ZipInfo(name, _DATED)
        info.file_size = payload.size
        hashed = sha256()
        with payload.path.open("rb") as source, self._target.open(info, "w") as file:
            while chunk := source.read(_CHUNK):
                hashed.update(chunk)
                file.write(chunk)
        self._hashes[name] = hashed.hexdigest()


def _file_name(role: str, payload: read.Payload) -> str:
    """The role with an ending people's machines understand; it is not part of what is proved."""
    if payload.path is None:
        beginning = payload.content[:64]
    else:
        with payload.path.open("rb") as file:
            beginning = file.read(64)
    return role + next((ending for kind, ending in _KINDS if kind.match(beginning)), ".bin")


def proof(tree: Tree, number: int, checkpoint_text: str) -> bytes:
    """The proof of one event as a file of its own (c2sp.org/tlog-proof@v1)."""
    path = [base64.b64encode(hashed).decode() for hashed in tree.inclusion(number)]
    lines = ["c2sp.org/tlog-proof@v1", f"index {number}", *path, "", checkpoint_text]
    return "\n".join(lines).encode()


def _history(tree: Tree, stamped: int) -> bytes:
    """By which earlier checkpoints are compared with this one.

    All leaf hashes while the log is small: then any size can be told. Else subtree hashes for the
    sizes that were signed.
    """
    if tree.size <= _LEAVES:
        leaves = base64.b64encode(tree.leaves()).decode()
        return dumps({"leaves": leaves, "nodes": {}, "sizes": [], "v": 1})
    sizes = sorted({*_told(tree.size), *([stamped] if stamped else [])})
    names = {name for size in sizes for name in merkle.shared_subtrees(size, tree.size)}
    nodes = {
        f"{level}/{index}": base64.b64encode(tree.node(level, index)).decode()
        for level, index in sorted(names)
    }
    return dumps({"leaves": "", "nodes": nodes, "sizes": sizes, "v": 1})


def _told(newest: int) -> Iterator[int]:
    """The sizes signed before the newest: all while they are few, else older ones by the day."""
    day = None
    for count, signed in enumerate(checkpoint.every(newest_first=True)):
        if signed.size < newest and (count < _SIZES or signed.at.date() != day):
            yield signed.size
        day = signed.at.date()
