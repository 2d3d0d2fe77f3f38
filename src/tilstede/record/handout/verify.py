"""Check this bundle: python -I verify.py   (needs Python 3.9 or newer, and the package "cryptography")

Nothing is taken on trust from the one who made the bundle, except that the log's key is theirs:
compare the fingerprint that is printed with one you have from elsewhere, or give it with --key.

  --key KEY            the log's key (name+id+base64) or its fingerprint, from a place you trust
  --checkpoint FILE    a checkpoint you kept from before, older or newer: shows if the log was rewritten
  --witness KEY        the key of a witness; its signature on the checkpoint is then demanded
  --log ADDRESS        the log's address or a copy of it in a folder, for a checkpoint newer than this

Exit code 0: everything holds. 1: something does not. How it works: docs/record.md of tilstede.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ed25519
except ImportError:
    sys.exit('This needs the Python package "cryptography": pip install cryptography')

from tilstede.record.handout.stamp import check_stamp
from tilstede.record.handout.words import kind, say

Get = Callable[[int, int], bytes]  # (level, index) to the hash of a complete subtree

UNCOVERED = re.compile(r"verify\.(py|html)|README\.[a-z]+\.txt")
EVENT = re.compile(r"events/(0|[1-9][0-9]*)/entry\.json")
STAMP = re.compile(r"timestamps/([1-9][0-9]*)\.([1-9][0-9]*)\.tsr")


class Bad(Exception):
    """Something does not hold. The code is a key of WORDS."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Key(NamedTuple):
    """A public key: whose, of which kind (1 a log's, 4 a witness's), and its 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:4]

    @property
    def fingerprint(self) -> str:
        return sha256(self.public).hex()


class Checkpoint(NamedTuple):
    """A signed tree head: the text that was signed, the lines under it, and what the text says."""

    text: str
    lines: list[tuple[str, bytes]]
    origin: str
    size: int
    root: bytes


# --- the bundle's files ------------------------------------------------------------------------------


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

    def json(self, name: str) -> Any:
        """A JSON file, which must be written in the one canonical way (RFC 8785)."""
        data = self.read(name)
        try:
            value = json.loads(data)
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        except ValueError:
            raise Bad("form", file=name) from None
        if text.encode("utf-8", "replace") != data:
            raise Bad("form", file=name)
        return value

    def _open(self, name: str) -> BinaryIO:
        path = self.path / name
        if name not in self.names or path.is_symlink():
            raise Bad("missing", file=name)
        return path.open("rb")

    def versioned(self, name: str, keys: set[str]) -> dict[str, Any]:
        """A JSON object of the first version, with these keys and no others."""
        content: dict[str, Any] = self.json(name)
        if set(content) != keys or content["v"] != 1:
            raise Bad("form", file=name)
        return content

    def check_manifest(self) -> None:
        listed = self.versioned("manifest.json", {"files", "v"})["files"]
        for name in sorted(self.names - {"manifest.json"} - set(listed)):
            raise Bad("unlisted", file=name)
        for name in sorted(listed):
            if self.digest(name) != listed[name]:
                raise Bad("changed", file=name)


# --- hashes, keys, checkpoints -----------------------------------------------------------------------


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def decoded(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Bad("form", file=where) from None


def parse_key(text: str, where: str) -> Key:
    name, _, rest = text.strip().partition("+")
    given, _, material = rest.partition("+")
    key = decoded(material, where)
    if len(key) != 33:
        raise Bad("form", file=where)
    found = Key(name, key[0], key[1:])
    if found.id.hex() != given:
        raise Bad("form", file=where)
    return found


def parse_checkpoint(data: bytes, where: str) -> Checkpoint:
    text, blank, under = data.decode("utf-8", "replace").rpartition("\n\n")
    head = text.split("\n")
    rows = [row.split(" ") for row in under.split("\n")[:-1]]
    proper = (
        blank and under.endswith("\n") and len(head) >= 3 and re.fullmatch("0|[1-9][0-9]*", head[1])
    )
    if not proper or any(len(row) != 3 or row[0] != "—" for row in rows):
        raise Bad("form", file=where)
    lines = [(row[1], decoded(row[2], where)) for row in rows]
    return Checkpoint(text + "\n", lines, head[0], int(head[1]), decoded(head[2], where))


def check_signature(checkpoint: Checkpoint, key: Key, where: str) -> None:
    found = [line for name, line in checkpoint.lines if (name, line[:4]) == (key.name, key.id)]
    if not found:
        raise Bad("unsigned", file=where, name=key.name)
    for line in found:
        message, signature = checkpoint.text.encode(), line[4:]
        if key.kind == 4:  # a witness signs the time too (c2sp.org/tlog-cosignature)
            seconds = int.from_bytes(signature[:8], "big")
            message, signature = (
                f"cosignature/v1\ntime {seconds}\n".encode() + message,
                signature[8:],
            )
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Bad("signature", file=where, name=key.name) from None


# --- the tree (RFC 9162 § 2.1) ---------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right)


def subtree(hashes_: bytes) -> bytes:
    """The hash over a complete subtree, from the hashes below it."""
    row = [hashes_[at : at + 32] for at in range(0, len(hashes_), 32)]
    while len(row) > 1:
        row = [node(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def root_of_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root an inclusion path leads to (RFC 9162 § 2.1.3.2); None when it has the wrong length."""
    first, last, hashed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            hashed = node(sibling, hashed)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            hashed = node(hashed, sibling)
        first, last = first >> 1, last >> 1
    return None if last else hashed


def two_roots(old: int, new: int, get: Get) -> tuple[bytes, bytes]:
    """The roots of the first ``old`` and the first ``new`` leaves, from the same subtrees.

    The new tree is taken apart where the old one ended; what lies before that place makes the old root.
    """
    before: list[bytes] = []

    def span(begin: int, end: int) -> bytes:
        width = end - begin
        if (end <= old or begin >= old) and width & (width - 1) == 0 and begin % width == 0:
            found = get(width.bit_length() - 1, begin // width)
            if end <= old:
                before.append(found)
            return found
        middle = begin + (1 << (width - 1).bit_length() - 1)
        left = span(begin, middle)
        return node(left, span(middle, end))

    newer = span(0, new)
    older = before.pop()
    while before:
        older = node(before.pop(), older)
    return older, newer


class History:
    """By which any earlier checkpoint is compared with the bundle's own: the leaves' hashes while the
    log is small, else hashes of the subtrees that the checkpoints signed before have in common with it.
    """

    def __init__(self, folder: Folder, head: Checkpoint) -> None:
        content = folder.versioned("history.json", {"leaves", "nodes", "sizes", "v"})
        self._leaves = decoded(content["leaves"], "history.json")
        self._size = head.size
        self._roots: dict[int, bytes] = {}
        nodes = {name: decoded(text, "history.json") for name, text in content["nodes"].items()}
        used: set[str] = set()

        def get(level: int, index: int) -> bytes:
            used.add(f"{level}/{index}")
            return nodes.get(f"{level}/{index}", b"")

        for size in content["sizes"]:
            self._roots[size], newer = two_roots(size, head.size, get)
            if newer != head.root:
                raise Bad("history")
        if used != set(nodes) or (self._leaves and self.root(head.size) != head.root):
            raise Bad("history")

    def root(self, size: int) -> bytes | None:
        """The root the log had at that size; None when the bundle does not tell."""
        if self._leaves and 0 < size <= self._size:
            return two_roots(size, size, self._from_leaves)[0]
        return self._roots.get(size)

    def _from_leaves(self, level: int, index: int) -> bytes:
        return subtree(self._leaves[32 * (index << level) : 32 * (index + 1 << level)])


class Tiles:
    """The log's own tiles (c2sp.org/tlog-tiles), by HTTP or from a folder, for a tree of ``size``."""

    def __init__(self, address: str, size: int) -> None:
        self._address, self._size = address.rstrip("/"), size
        self._read: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, made from the hashes of the tile it lies in."""
        first = index << level % 8
        at = 32 * (first & 255)
        return subtree(self._tile(level // 8, first >> 8)[at : at + (32 << level % 8)])

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._read:
            width = min(256, (self._size >> 8 * level) - number * 256)
            digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
            parts = re.findall("...", digits)
            place = "/".join(["x" + part for part in parts[:-1]] + parts[-1:])
            name = f"tile/{level}/{place}" + (f".p/{width}" if width < 256 else "")
            data = self._fetch(name)
            if len(data) != 32 * width:
                raise Bad("tiles", address=f"{self._address}/{name}")
            self._read[level, number] = data
        return self._read[level, number]

    def _fetch(self, name: str) -> bytes:
        address = f"{self._address}/{name}"
        try:
            if address.startswith(("https://", "http://")):
                with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - only these
                    return bytes(answer.read(8193))
            return Path(address).read_bytes()
        except OSError:
            raise Bad("tiles", address=address) from None


# --- events ----------------------------------------------------------------------------------------


def check_event(folder: Folder, number: int, head: Checkpoint) -> dict[str, Any]:
    """From the payloads to the checkpoint: digests, entry, leaf, path, root."""
    place = f"events/{number}/"
    entry: dict[str, Any] = folder.json(place + "entry.json")
    held = folder.json(place + "salts.json")
    if entry["number"] != number or entry["v"] != 1 or not set(held) <= set(entry["digests"]):
        raise Bad("form", file=place + "entry.json")
    for role, payload in held.items():
        name = place + payload["file"]
        if folder.digest(name, bytes.fromhex(payload["salt"])) != entry["digests"][role]:
            raise Bad("changed", file=name)
        folder.unused.discard(name)
    leaf = sha256(b"\0" + folder.read(place + "entry.json"))
    check_proof(folder.read(place + "proof.tlog-proof"), leaf, number, head, place)
    entry["absent"] = sorted(set(entry["digests"]) - set(held))
    return entry


def check_proof(data: bytes, leaf: bytes, number: int, head: Checkpoint, place: str) -> None:
    """c2sp.org/tlog-proof@v1. Its checkpoint must be the bundle's own."""
    where = place + "proof.tlog-proof"
    top, blank, under = data.partition(b"\n\n")
    lines = top.decode("utf-8", "replace").split("\n")
    if not blank or lines[:2] != ["c2sp.org/tlog-proof@v1", f"index {number}"]:
        raise Bad("form", file=where)
    if parse_checkpoint(under, where) != head:
        raise Bad("other-checkpoint", file=where)
    path = [decoded(line, where) for line in lines[2:]]
    if number >= head.size or root_of_path(leaf, number, head.size, path) != head.root:
        raise Bad("not-in-log", number=number)


def check_key_event(folder: Folder, entries: dict[int, dict[str, Any]], key: Key) -> None:
    """Event 0 says whose log it is, and is itself in the tree."""
    if 0 not in entries or entries[0]["kind"] != "key" or entries[0]["absent"]:
        raise Bad("no-key-event")
    about = json.loads(folder.read("events/0/about.json"))
    if (about["origin"], parse_key(about["verifier"], "events/0/about.json")) != (key.name, key):
        raise Bad("other-key")


# --- time-stamps ---------------------------------------------------------------------------------


def check_stamps(folder: Folder, head: Checkpoint, history: History, key: Key) -> list[str]:
    """Every time-stamp in the bundle, in words."""
    stamps = [found for found in map(STAMP.fullmatch, sorted(folder.names)) if found]
    return [check_one_stamp(folder, found, head, history, key) for found in stamps]


def check_one_stamp(
    folder: Folder, parts: re.Match[str], head: Checkpoint, history: History, key: Key
) -> str:
    """A time-stamp on a checkpoint of this log, which the bundle's own must continue."""
    size, name = int(parts[1]), parts[0]
    where = f"timestamps/{size}.checkpoint"
    message = folder.read(where)
    stamped = parse_checkpoint(message, where)
    check_signature(stamped, key, where)
    root = head.root if size == head.size else history.root(size)
    if (stamped.size, stamped.root) != (size, root):
        raise Bad("history")
    token, pem = folder.read(name), folder.read(name[:-4] + ".pem")
    try:
        time, authority, top = check_stamp(token, pem, message)
    except ValueError as error:
        raise Bad("stamp", file=name, why=str(error)) from None
    return say("stamped", size=size, time=time, name=authority, root=top)


# --- the whole, in words ---------------------------------------------------------------------------


def check(folder: Folder, given: argparse.Namespace) -> list[str]:
    """Every check there is, in words. :raises Bad: the first that does not hold."""
    folder.check_manifest()
    key = parse_key(folder.read("key.txt").decode("utf-8", "replace"), "key.txt")
    head = parse_checkpoint(folder.read("checkpoint.txt"), "checkpoint.txt")
    check_signature(head, key, "checkpoint.txt")
    if head.origin != key.name:
        raise Bad("other-key")
    history = History(folder, head)
    numbers = sorted(int(found[1]) for found in map(EVENT.fullmatch, folder.names) if found)
    entries = {number: check_event(folder, number, head) for number in numbers}
    check_key_event(folder, entries, key)
    stamps = check_stamps(folder, head, history, key)
    for name in sorted(folder.unused):
        raise Bad("unlisted", file=name)
    said = []
    for entry in entries.values():
        number, what = entry["number"], kind(entry["kind"])
        said.append(say("event", number=number, time=entry["time"], kind=what))
        if entry["absent"]:
            said.append(say("absent", number=number, roles=", ".join(entry["absent"])))
    said.append(say("log", name=key.name, size=head.size, fingerprint=key.fingerprint))
    return said + stamps + check_given(given, head, history, key)


def check_given(
    given: argparse.Namespace, head: Checkpoint, history: History, key: Key
) -> list[str]:
    """What the reader brought: a key, a witness's key, a kept checkpoint."""
    said = []
    if not given.key:
        said.append(say("compare"))
    elif given.key.strip().lower() != key.fingerprint and parse_key(given.key, "--key") != key:
        raise Bad("given-key", fingerprint=key.fingerprint)
    for text in given.witness:
        witness = parse_key(text, "--witness")
        check_signature(head, witness, "checkpoint.txt")
        said.append(say("witnessed", name=witness.name))
    if given.checkpoint:
        kept = read_kept(Path(given.checkpoint))
        if kept.origin != key.name:
            raise Bad("other-log", name=kept.origin)
        check_signature(kept, key, given.checkpoint)
        check_kept(kept, head, history, given.log)
        said.append(say("kept", size=kept.size, held=head.size))
    return said


def read_kept(path: Path) -> Checkpoint:
    """A checkpoint as mail or paper may give it back. The bundle's own would be compared with itself."""
    if not path.is_file():
        raise Bad("missing", file=str(path))
    if path.resolve().parent == Path(__file__).resolve().parent:
        raise Bad("own-checkpoint", file=path.name)
    data = path.read_bytes().replace(b"\xef\xbb\xbf", b"").replace(b"\r\n", b"\n")
    return parse_checkpoint(data.strip(b"\n") + b"\n", str(path))


def check_kept(kept: Checkpoint, head: Checkpoint, history: History, log: str) -> None:
    """Whether the checkpoint kept from before and the bundle's own are of one history."""
    first, last = sorted((kept, head), key=lambda one: one.size)
    if first.size == 0:
        older, newer = sha256(b""), last.root
    elif first.size == last.size:
        older, newer = first.root, first.root
    elif first is kept and (known := history.root(kept.size)):
        older, newer = known, head.root
    elif log:
        older, newer = two_roots(first.size, last.size, Tiles(log, last.size).get)
        if newer != last.root:
            raise Bad("other-tiles", address=log, size=last.size)
    else:
        code = "unknown-size" if first is kept else "newer"
        raise Bad(code, size=kept.size, held=head.size, name=head.origin)
    if (older, newer) != (first.root, last.root):
        raise Bad("rewritten", size=kept.size)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--key", default="")
    parser.add_argument("--checkpoint", default="")
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--log", default="")
    given = parser.parse_args()
    write = sys.stdout.write
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        said = check(Folder(Path(__file__).resolve().parent), given)
    except Bad as bad:
        write(say("bad") + "\n" + say(bad.code, **bad.values) + "\n")
        return 1
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        write(say("bad") + f"\n{type(error).__name__}: {error}\n")
        return 1
    write("\n".join([*said, say("good")]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
