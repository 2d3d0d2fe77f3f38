"""C2SP's signed notes (c2sp.org/signed-note), checkpoints and cosignatures.

Pure: signing and verifying are handed bytes and hand back bytes; keys lie with `record.keys`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519: Final = 1  #: signature type of a log's own line
COSIGNATURE: Final = 4  #: signature type of a witness's line
LARGEST: Final = 1024 * 1024  #: bytes in a note we care to read
_SIGNATURE = 64

Sign = Callable[[bytes], bytes]


class NoteError(ValueError):
    """Not a note, not a checkpoint, or not signed by the one asked for. ``code`` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Verifier(NamedTuple):
    """A public key with its name and signature type."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ LF ‖ type ‖ public key)[:4]."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the public key, hexadecimal: what people read to each other."""
        return sha256(self.public).hexdigest()

    def __str__(self) -> str:
        """The vkey: ``name+id+base64(type ‖ public key)``."""
        return f"{self.name}+{self.key_id.hex()}+{_encoded(bytes([self.kind]) + self.public)}"


class Signature(NamedTuple):
    """One signature line."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {_encoded(self.key_id + self.signature)}"


class Note(NamedTuple):
    """``text`` with its last line end, and the lines under it."""

    text: str
    signatures: tuple[Signature, ...]


class Checkpoint(NamedTuple):
    """A tree head: the log's name, how many leaves, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The note's text."""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"


def parse_verifier(text: str) -> Verifier:
    """A vkey. :raises NoteError: `bad-key`."""
    name, _, rest = text.strip().partition("+")
    key_id, _, material = rest.partition("+")
    try:
        decoded = base64.b64decode(material, validate=True)
    except binascii.Error as error:
        raise NoteError("bad-key", f"the key is not base64: {error}") from error
    if not name or len(decoded) != 33 or decoded[0] not in (ED25519, COSIGNATURE):
        raise NoteError("bad-key", "not an Ed25519 verifier key: name+id+base64")
    verifier = Verifier(name, decoded[0], decoded[1:])
    if verifier.key_id.hex() != key_id:
        raise NoteError("bad-key", f"the key's id should be {verifier.key_id.hex()}, not {key_id}")
    return verifier


def parse(data: bytes) -> Note:
    """A signed note. :raises NoteError: `bad-note`."""
    if len(data) > LARGEST:
        raise NoteError("bad-note", "the note is too large")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("bad-note", "the note is not UTF-8") from error
    if any(letter < " " and letter != "\n" for letter in text):
        raise NoteError("bad-note", "the note holds control characters")
    body, blank, lines = text.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteError("bad-note", "no empty line before the signatures")
    return Note(body + "\n", tuple(map(_signature, lines.splitlines())))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not parts[1] or "+" in parts[1]:
        raise NoteError("bad-note", f"not a signature line: {line[:80]}")
    try:
        decoded = base64.b64decode(parts[2], validate=True)
    except binascii.Error as error:
        raise NoteError("bad-note", f"the signature is not base64: {line[:80]}") from error
    if len(decoded) < 5:
        raise NoteError("bad-note", f"the signature is too short: {line[:80]}")
    return Signature(parts[1], decoded[:4], decoded[4:])


def parse_checkpoint(text: str) -> Checkpoint:
    """A note's text as a checkpoint, with or without extension lines.

    :raises NoteError: `bad-checkpoint`.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteError(
            "bad-checkpoint", "a checkpoint has three lines or more, none of them empty"
        )
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or str(int(size)) != size:
        raise NoteError("bad-checkpoint", f"the size is no number: {size[:40]}")
    try:
        decoded = base64.b64decode(root, validate=True)
    except binascii.Error as error:
        raise NoteError("bad-checkpoint", "the root is not base64") from error
    if len(decoded) != 32:
        raise NoteError("bad-checkpoint", "the root is not 32 bytes")
    return Checkpoint(origin, int(size), decoded)


def signed(text: str, verifier: Verifier, sign: Sign) -> str:
    """The note: ``text`` and the key's signature line."""
    return signed_by(text, [(verifier, sign)])


def signed_by(text: str, keys: Iterable[tuple[Verifier, Sign]]) -> str:
    """The note: ``text`` and a signature line by each key."""
    lines = [Signature(key.name, key.key_id, sign(text.encode())) for key, sign in keys]
    return "\n".join([text, *map(str, lines), ""])


def cosigned(text: str, verifier: Verifier, sign: Sign, seconds: int) -> Signature:
    """A witness's line on a checkpoint: at this POSIX time it had seen no other history."""
    signature = sign(_cosigned_message(text, seconds))
    return Signature(verifier.name, verifier.key_id, seconds.to_bytes(8) + signature)


def check(note: Note, verifier: Verifier) -> Signature:
    """The line by which ``verifier`` signed the note.

    :raises NoteError: `unsigned`, or `bad-signature` when its line is there but false.
    """
    found = [
        line
        for line in note.signatures
        if (line.name, line.key_id) == (verifier.name, verifier.key_id)
    ]
    if not found:
        raise NoteError("unsigned", f"not signed by {verifier.name} ({verifier.key_id.hex()})")
    for line in found:
        _check_line(note.text, line, verifier)
    return found[0]


def _check_line(text: str, line: Signature, verifier: Verifier) -> None:
    message, signature = text.encode(), line.signature
    if verifier.kind == COSIGNATURE:
        message, signature = _cosigned_message(text, cosigned_at(line)), signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature, message)
    except InvalidSignature as error:
        raise NoteError("bad-signature", f"the signature by {verifier.name} is false") from error


def cosigned_at(line: Signature) -> int:
    """The POSIX time in a witness's line. :raises NoteError: `bad-signature`."""
    if len(line.signature) != 8 + _SIGNATURE:
        raise NoteError("bad-signature", f"the cosignature by {line.name} has the wrong length")
    return int.from_bytes(line.signature[:8])


def _cosigned_message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
