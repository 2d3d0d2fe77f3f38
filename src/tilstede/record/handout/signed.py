"""Keys, signed notes and checkpoints (c2sp.org/signed-note, tlog-checkpoint): a part of the verify.py handed out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

LOG, WITNESS = 1, 4  # kinds of keys
SIZE = re.compile("0|[1-9][0-9]{0,14}")


class Bad(Exception):
    """Something does not hold. The code is a key of WORDS."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Key(NamedTuple):
    """A public key: whose, of which kind, and its 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:4]

    @property
    def fingerprint(self) -> str:
        return sha256(self.public).hex()


class Note(NamedTuple):
    """A signed text: the bytes it came as, the text, and the lines under it."""

    whole: bytes
    text: str
    lines: list[tuple[str, bytes]]


class Checkpoint(NamedTuple):
    """A signed tree head: the note, and what its text says."""

    note: Note
    origin: str
    size: int
    root: bytes


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def text_of(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("form", file=where) from None


def decoded(text: str, where: str) -> bytes:
    """Base64, written in the one canonical way."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Bad("form", file=where) from None
    if base64.b64encode(data).decode() != text:
        raise Bad("form", file=where)
    return data


def parse_key(text: str, where: str, kind: int = LOG) -> Key:
    """A key as it is handed out: name+id+base64."""
    name, _, rest = text.partition("+")
    given, _, material = rest.partition("+")
    key = decoded(material, where)
    if not name or len(key) != 33 or key[0] != kind:
        raise Bad("form", file=where)
    found = Key(name, key[0], key[1:])
    if found.id.hex() != given:
        raise Bad("form", file=where)
    return found


def parse_note(data: bytes, where: str) -> Note:
    text, blank, under = text_of(data, where).rpartition("\n\n")
    rows = [row.split(" ") for row in under.split("\n")[:-1]]
    proper = blank and under.endswith("\n") and all(len(row) == 3 and row[0] == "—" for row in rows)
    if not proper:
        raise Bad("form", file=where)
    return Note(data, text + "\n", [(row[1], decoded(row[2], where)) for row in rows])


def parse_checkpoint(data: bytes, where: str) -> Checkpoint:
    note = parse_note(data, where)
    origin, size, root = [*note.text.split("\n"), "", ""][:3]
    if not SIZE.fullmatch(size):
        raise Bad("form", file=where)
    found = Checkpoint(note, origin, int(size), decoded(root, where))
    if len(found.root) != 32:
        raise Bad("form", file=where)
    return found


def check_signature(note: Note, key: Key, where: str) -> None:
    """The key has signed the note, and no line in its name is false."""
    if not check_lines(note, [key], where):
        raise Bad("unsigned", file=where, name=key.name)


def check_lines(note: Note, keys: Collection[Key], where: str) -> int:
    """How many lines are by these keys; each of them must be true. Others' lines say nothing to us."""
    count = 0
    for key in keys:
        for name, line in note.lines:
            if (name, line[:4]) == (key.name, key.id):
                check_line(note.text.encode(), line[4:], key, where)
                count += 1
    return count


def check_line(message: bytes, signature: bytes, key: Key, where: str) -> None:
    if key.kind == WITNESS:  # it signs the time too (c2sp.org/tlog-cosignature)
        seconds = int.from_bytes(signature[:8], "big")
        message, signature = f"cosignature/v1\ntime {seconds}\n".encode() + message, signature[8:]
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Bad("signature", file=where, name=key.name) from None
