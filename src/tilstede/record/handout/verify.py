"""Check this bundle: python -I verify.py   (needs Python 3.9 or newer, and the package "cryptography")

Nothing is taken on trust from the one who made the bundle, except that the log's key is theirs:
compare the fingerprint that is printed with one you have from elsewhere, or give it with --key.

  --key KEY            a key of the log's (name+id+base64) or its fingerprint, from a place you trust
  --checkpoint FILE    a checkpoint you kept from before, older or newer: shows if the log was rewritten
  --witness KEY        the key of a witness; its signature on the checkpoint is then demanded
  --log ADDRESS        the log's address or a copy of it in a folder, for a checkpoint newer than this

Exit code 0: everything holds. 1: something does not. 2: nothing was checked. How it works: docs/record.md of tilstede.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

try:
    import cryptography as cryptography
except ImportError:
    sys.exit('This needs the Python package "cryptography": pip install cryptography')

from tilstede.record.handout.files import Folder, demand, is_number, is_text
from tilstede.record.handout.history import History, Tiles
from tilstede.record.handout.signed import (
    WITNESS,
    Bad,
    Checkpoint,
    Key,
    check_lines,
    check_signature,
    decoded,
    parse_checkpoint,
    parse_key,
    parse_note,
    sha256,
    text_of,
)
from tilstede.record.handout.stamp import check_stamp
from tilstede.record.handout.tree import root_of_path, two_roots
from tilstede.record.handout.words import kind, say

EVENT = re.compile(r"events/(0|[1-9][0-9]{0,14})/entry\.json")
STAMP = re.compile(r"timestamps/([1-9][0-9]{0,14})\.([1-9][0-9]*)\.tsr")
DIGEST = re.compile("[0-9a-f]{64}")
SALT = re.compile("([0-9a-f]{2})+")


# --- events ----------------------------------------------------------------------------------------


class Event(NamedTuple):
    """An event that is in the log. ``files``: role to the payload's file; ``absent``: roles without one."""

    number: int
    kind: str
    time: str
    files: dict[str, str]
    absent: list[str]

    def file(self, role: str) -> str:
        return f"events/{self.number}/{self.files[role]}"


def check_event(folder: Folder, number: int, head: Checkpoint) -> Event:
    """From the payloads to the checkpoint: digests, entry, leaf, path, root."""
    place = f"events/{number}/"
    entry, held = folder.json(place + "entry.json"), folder.json(place + "salts.json")
    demand(is_entry(entry, number), place + "entry.json")
    demand(is_salts(held, entry["digests"]), place + "salts.json")
    for role, payload in held.items():
        name = place + payload["file"]
        if folder.digest(name, bytes.fromhex(payload["salt"])) != entry["digests"][role]:
            raise Bad("changed", file=name)
        folder.unused.discard(name)
    leaf = sha256(b"\0" + folder.read(place + "entry.json"))
    check_proof(folder.read(place + "proof.tlog-proof"), leaf, number, head, place)
    files = {role: payload["file"] for role, payload in held.items()}
    absent = sorted(set(entry["digests"]) - set(held))
    return Event(number, entry["kind"], entry["time"], files, absent)


def is_entry(entry: dict[str, Any], number: int) -> bool:
    if set(entry) != {"digests", "kind", "number", "time", "v"}:
        return False
    numbers = is_number(entry["number"]) and is_number(entry["v"])
    digests = entry["digests"]
    return (
        numbers
        and (entry["number"], entry["v"]) == (number, 1)
        and is_text(entry["kind"])
        and is_text(entry["time"])
        and isinstance(digests, dict)
        and all(is_text(digest, DIGEST) for digest in digests.values())
    )


def is_salts(held: dict[str, Any], digests: dict[str, str]) -> bool:
    return set(held) <= set(digests) and all(
        isinstance(payload, dict)
        and set(payload) == {"file", "salt"}
        and is_text(payload["file"])
        and is_text(payload["salt"], SALT)
        for payload in held.values()
    )


def check_proof(data: bytes, leaf: bytes, number: int, head: Checkpoint, place: str) -> None:
    """c2sp.org/tlog-proof@v1. Its checkpoint must be the bundle's own."""
    where = place + "proof.tlog-proof"
    top, blank, under = data.partition(b"\n\n")
    lines = text_of(top, where).split("\n")
    demand(blank and lines[:2] == ["c2sp.org/tlog-proof@v1", f"index {number}"], where)
    if under != head.note.whole:
        raise Bad("other-checkpoint", file=where)
    path = [decoded(line, where) for line in lines[2:]]
    if number >= head.size or root_of_path(leaf, number, head.size, path) != head.root:
        raise Bad("not-in-log", number=number)


def check_words(events: dict[int, Event], post: int) -> None:
    """The bundle holds the words of the post it is said to prove, and of every wording it names."""
    if post not in events or "post" not in {*events[post].files, *events[post].absent}:
        raise Bad("no-post", number=post)
    for event in events.values():
        if "post" in event.absent:
            raise Bad("no-words", number=event.number)


def check_same(folder: Folder, events: dict[int, Event], post: int) -> None:
    """Every event is about this post: it shares a name with it, or with another that does. Or it brings a key."""
    names = names_of(folder, events[post])
    left = [event for event in events.values() if event.kind != "key" and event.number != post]
    while left:
        linked = [event for event in left if names & names_of(folder, event)]
        if not linked:
            raise Bad("other-post", number=left[0].number, post=post)
        names = names.union(*(names_of(folder, event) for event in linked))
        left = [event for event in left if event not in linked]


def names_of(folder: Folder, event: Event) -> set[str | int]:
    """What the event calls its post: the names networks know it by, and its number here."""
    names: set[str | int] = {event.number} if event.kind in ("seen", "heard") else set()
    for role in {"post", "about"} & set(event.files):
        try:
            told = json.loads(folder.read(event.file(role)))
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict):
            aliases = told.get("aliases")
            names.update(filter(is_text, aliases if isinstance(aliases, list) else ()))
            names.update({told["post"]} if is_number(told.get("post")) else ())
    return names


# --- the log's keys ----------------------------------------------------------------------------------


class Keys:
    """The keys of the log, by its own word: the first in event 0, each later one signed for by the one before.

    An event of kind "key" says from which number on the next key signs.
    """

    def __init__(self, folder: Folder, events: dict[int, Event]) -> None:
        self._since: dict[int, Key] = {}
        self.said: list[str] = []
        for event in events.values():
            if event.kind == "key":
                self._add(folder, event)
        if 0 not in self._since:
            raise Bad("no-key-event")

    def _add(self, folder: Folder, event: Event) -> None:
        if event.absent or "about" not in event.files:
            raise Bad("no-key-event")
        where = event.file("about")
        about = folder.json(where)
        demand(is_text(about.get("origin")) and is_text(about.get("verifier")), where)
        key = parse_key(about["verifier"], where)
        if key.name != about["origin"]:
            raise Bad("other-key")
        if event.number:
            self._check_change(about, key, event, where)
        self._since[event.number] = key

    def _check_change(self, about: dict[str, Any], key: Key, event: Event, where: str) -> None:
        """The key before and the new one have both signed the change."""
        if not self._since:
            raise Bad("no-key-event")
        old = self.every[-1]
        demand(is_text(about.get("note")), where)
        note = parse_note(about["note"].encode("utf-8", "replace"), where)
        text = f"tilstede.key-change/v1\n{key.name}\n{event.number}\n{about['verifier']}\n"
        if note.text != text or key.name != old.name:
            raise Bad("key-change", number=event.number)
        check_signature(note, old, where)
        check_signature(note, key, where)
        values = {"old": old.fingerprint, "new": key.fingerprint}
        self.said.append(say("key-changed", number=event.number, time=event.time, **values))

    @property
    def every(self) -> list[Key]:
        return list(self._since.values())

    def at(self, size: int) -> Key:
        """The key that signs when the log has that many events."""
        return [key for number, key in self._since.items() if number < max(size, 1)][-1]

    def until(self, key: Key) -> int:
        """The event by which the key was replaced."""
        return list(self._since)[self.every.index(key) + 1]

    def check(self, checkpoint: Checkpoint, where: str) -> None:
        """Signed by the key of its time, and no line by another of the log's keys is false."""
        check_signature(checkpoint.note, self.at(checkpoint.size), where)
        check_lines(checkpoint.note, self.every, where)


# --- time-stamps ---------------------------------------------------------------------------------


def check_stamps(folder: Folder, head: Checkpoint, history: History, keys: Keys) -> list[str]:
    """Every time-stamp in the bundle, in words."""
    stamps = [found for found in map(STAMP.fullmatch, sorted(folder.names)) if found]
    return [check_one_stamp(folder, found, head, history, keys) for found in stamps]


def check_one_stamp(
    folder: Folder, parts: re.Match[str], head: Checkpoint, history: History, keys: Keys
) -> str:
    """A time-stamp on a checkpoint of this log, which the bundle's own must continue."""
    size, name = int(parts[1]), parts[0]
    where = f"timestamps/{size}.checkpoint"
    message = folder.read(where)
    stamped = parse_checkpoint(message, where)
    keys.check(stamped, where)
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
    post = folder.check_manifest()
    key = read_key(folder)
    head = parse_checkpoint(folder.read("checkpoint.txt"), "checkpoint.txt")
    check_signature(head.note, key, "checkpoint.txt")
    history = History(folder, head)
    numbers = sorted(int(found[1]) for found in map(EVENT.fullmatch, folder.names) if found)
    events = {number: check_event(folder, number, head) for number in numbers}
    keys = Keys(folder, events)
    if keys.at(head.size) != key or head.origin != key.name:
        raise Bad("other-key")
    keys.check(head, "checkpoint.txt")
    check_words(events, post)
    check_same(folder, events, post)
    stamps = check_stamps(folder, head, history, keys)
    for name in sorted(folder.unused):
        raise Bad("unlisted", file=name)
    said = [line for event in events.values() for line in said_of(event)]
    said.append(say("log", name=key.name, size=head.size, fingerprint=key.fingerprint))
    said += [*keys.said, *stamps, *check_given(given, head, history, keys)]
    whole = not any(event.absent for event in events.values())
    return [*said, say("good" if whole else "good-part")]


def read_key(folder: Folder) -> Key:
    text = text_of(folder.read("key.txt"), "key.txt")
    demand(text.endswith("\n"), "key.txt")
    return parse_key(text[:-1], "key.txt")


def said_of(event: Event) -> Iterator[str]:
    yield say("event", number=event.number, time=event.time, kind=kind(event.kind))
    if "post" in event.files:
        yield say("words", file=event.file("post"))
    if event.absent:
        yield say("absent", number=event.number, roles=", ".join(event.absent))


def check_given(
    given: argparse.Namespace, head: Checkpoint, history: History, keys: Keys
) -> list[str]:
    """What the reader brought: a key, a witness's key, a kept checkpoint."""
    said = [check_given_key(given.key, keys, keys.at(head.size))] if given.key else [say("compare")]
    for text in given.witness:
        witness = read_given_witness(text)
        check_signature(head.note, witness, "checkpoint.txt")
        said.append(say("witnessed", name=witness.name))
    if given.checkpoint:
        kept = read_kept(Path(given.checkpoint))
        if kept.origin != head.origin:
            raise Bad("other-log", name=kept.origin)
        check_kept_signature(kept, head, keys, given.checkpoint)
        check_kept(kept, head, history, given.log)
        said.append(say("kept", size=kept.size, held=head.size))
    return said


def read_given(given: argparse.Namespace) -> None:
    """Before anything is checked: what the reader brought can be read. :raises Bad: a mistake of the reader's."""
    if given.key:
        read_given_key(given.key)
    for text in given.witness:
        read_given_witness(text)
    if given.checkpoint:
        read_kept(Path(given.checkpoint))


def read_given_key(text: str) -> tuple[str, Key | None]:
    """A fingerprint, or a key."""
    fingerprint = re.sub(r"[\s:]", "", text).lower()
    try:
        return fingerprint, None if DIGEST.fullmatch(fingerprint) else parse_key(
            text.strip(), "--key"
        )
    except Bad:
        raise Bad("not-key", text=text[:100]) from None


def read_given_witness(text: str) -> Key:
    try:
        return parse_key(text.strip(), "--witness", WITNESS)
    except Bad:
        raise Bad("not-witness-key", text=text[:100]) from None


def check_given_key(text: str, keys: Keys, now: Key) -> str:
    """A fingerprint or a key. An earlier key of the log's will do: it has signed for the next one itself."""
    fingerprint, given = read_given_key(text)
    for key in keys.every:
        if given == key or (given is None and fingerprint == key.fingerprint):
            return say("given") if key == now else say("given-earlier", number=keys.until(key))
    raise Bad("given-key", fingerprint=now.fingerprint)


def read_kept(path: Path) -> Checkpoint:
    """A checkpoint as mail or paper may give it back. The bundle's own would be compared with itself."""
    if not path.is_file():
        raise Bad("no-file", file=str(path))
    if path.resolve().parent == Path(__file__).resolve().parent:
        raise Bad("own-checkpoint", file=path.name)
    data = path.read_bytes().replace(b"\xef\xbb\xbf", b"").replace(b"\r\n", b"\n")
    try:
        return parse_checkpoint(data.strip(b"\n") + b"\n", str(path))
    except Bad:
        raise Bad("not-checkpoint", file=str(path)) from None


def check_kept_signature(kept: Checkpoint, head: Checkpoint, keys: Keys, where: str) -> None:
    try:
        keys.check(kept, where)
    except Bad as bad:
        if bad.code == "unsigned" and kept.size > head.size:
            raise Bad("newer-key", size=kept.size, held=head.size) from None
        raise


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
        read_given(given)
    except (Bad, OSError) as error:
        why = say(error.code, **error.values) if isinstance(error, Bad) else str(error)
        write(say("not-checked", why=why) + "\n")
        return 2
    try:
        said = check(Folder(Path(__file__).resolve().parent), given)
    except Bad as bad:
        write(say("bad") + "\n" + say(bad.code, **bad.values) + "\n")
        return 1
    except (LookupError, TypeError, ValueError, AttributeError, OSError) as error:
        write(say("bad") + f"\n{type(error).__name__}: {error}\n")
        return 1
    write("\n".join(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
