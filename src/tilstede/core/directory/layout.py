"""A file cut into pieces that each belong to one entry or to none, so that what nobody changed is written again
letter by letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from tilstede.core.directory.entries import PARTS, Directory, Entry, digest, key
from tilstede.core.directory.problems import Problem
from tilstede.core.directory.written import Fields

#: The key of a piece that holds a whole list, or all of them.
WHOLE: Final = "*"
#: The part of a piece that holds all lists.
ALL: Final = "all"


class Block(msgspec.Struct, frozen=True):
    """A piece of a file as it was read; all of them after one another are the file.

    ``position``: of the entry in its list; None where it holds none. ``whole``: it holds a whole list.
    """

    part: str
    text: str
    position: int | None = None
    whole: bool = False


class Reading(msgspec.Struct):
    """What a format made of a file.

    ``columns``: the fields that a table has; what stands of an entry's other fields is not touched.
    ``owner_names``: owner -> its name, as a table has it.
    """

    written: dict[str, list[Fields]]
    blocks: list[Block] = []
    problems: list[Problem] = []
    columns: tuple[str, ...] = ()
    owner_names: dict[str, str] = {}


class Kept(msgspec.Struct, frozen=True):
    """A piece as it is kept. ``key``: of the entry it holds, or WHOLE, or ``""``; ``digest``: of what it says."""

    part: str
    text: str
    key: str = ""
    digest: str = ""


def kept(blocks: Iterable[Block], directory: Directory) -> list[Kept]:
    """The pieces, with what they say. ``directory``: as read from them."""
    return [_kept(block, directory) for block in blocks]


def _kept(block: Block, directory: Directory) -> Kept:
    if block.whole:
        return Kept(block.part, block.text, WHOLE, digest_of_all(block.part, directory))
    if block.position is None:
        return Kept(block.part, block.text)
    entry = directory.part(block.part)[block.position]
    return Kept(block.part, block.text, key(entry), digest(entry))


def digest_of_all(part: str, directory: Directory) -> str:
    """The same for lists that say the same in the same order. ``part``: one of them, or ALL."""
    parts: Sequence[str] = PARTS if part == ALL else (part,)
    said = ((name, [digest(entry) for entry in directory.part(name)]) for name in parts)
    return sha256(msgspec.json.encode(list(said))).hexdigest()


class Standing:
    """The entries of one list that are still to be written, by key."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {key(entry): entry for entry in entries}

    def take(self, name: str) -> Entry | None:
        """The entry of that key, which is written hereby; None when it is gone."""
        return self._entries.pop(name, None)

    def rest(self) -> list[Entry]:
        """Those that stand in no piece, in their order."""
        entries, self._entries = list(self._entries.values()), {}
        return entries
