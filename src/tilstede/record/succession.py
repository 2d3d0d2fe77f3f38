"""The log's signing keys, one after the other: each later one is signed for by the one before it.

Event 0 names the first. A later event of kind `key` names the next, and holds a note (c2sp.org/signed-note)
signed by both. From the checkpoint that covers the event, the new key signs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from tilstede.core import note, packing
from tilstede.record import store


class Key(NamedTuple):
    """A signing key of the log's. ``since``: the event that brought it; ``time``: when, in milliseconds.

    ``change``: the note by which the key before and this one signed; empty for the first.
    """

    since: int
    time: int
    verifier: note.Verifier
    change: str


def change_text(verifier: note.Verifier, number: int) -> str:
    """What the old key and the new one sign: that event ``number`` brings the new one."""
    return f"tilstede.key-change/v1\n{verifier.name}\n{number}\n{verifier}\n"


def every() -> list[Key]:
    """The keys in their order; none while there is no log. :raises ValueError: an event that is no key's."""
    rows = [row for page in store.events_after(-1, ("key",)) for row in page]
    return [read(row[0], row[1]) for row in rows]


def read(number: int, time: int) -> Key:
    """The key that an event of kind `key` brings. :raises ValueError: its payload does not say."""
    held = store.payloads_between(number, number + 1, ("about",))
    if not held:
        raise note.NoteError("bad-key", f"event {number} does not say what key it brings")
    _id, _role, _salt, codec, size, data = held[0]
    about: dict[str, Any] = json.loads(packing.unpack(codec, size, data))
    verifier = note.parse_verifier(str(about.get("verifier")))
    return Key(number, time, verifier, str(about.get("note", "")))


def at(keys: Sequence[Key], size: int) -> note.Verifier:
    """The key that signs the tree of so many events. :raises NoteError: there is none."""
    held = [key.verifier for key in keys if key.since < max(size, 1)]
    if not held:
        raise note.NoteError("bad-key", "event 0 does not say whose log this is")
    return held[-1]


def demand(old: note.Verifier, new: Key) -> None:
    """Both keys have signed the change, and the log is the same. :raises NoteError: they have not."""
    signed = note.parse(new.change.encode())
    if signed.text != change_text(new.verifier, new.since) or new.verifier.name != old.name:
        raise note.NoteError("bad-key", "the note says something else")
    note.check(signed, old)
    note.check(signed, new.verifier)
