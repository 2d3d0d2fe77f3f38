"""Writes the file: pieces that still say what stands as they were, all else in the style of docs/directory.md."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tilstede.core.directory.entries import PARTS, Body, Directory, Entry, Role, digest, plain
from tilstede.core.directory.layout import ALL, WHOLE, Kept, Standing, digest_of_all
from tilstede.formats.directory_yaml.scalars import flow, scalar

_ITEM: Final = re.compile(r"^( *)-(?=\s)", re.MULTILINE)
_ABOVE: Final = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*")
_BREAK: Final = re.compile(r"\r\n|\n|\r")
_FIRST: Final = "katalog: 1\n"


def write(directory: Directory, pieces: Sequence[Kept] = ()) -> bytes:
    """The file. ``pieces``: of the file as it was read last; none for a directory that never was a file."""
    if not pieces or pieces[0].part == ALL:
        if pieces and pieces[0].digest == digest_of_all(ALL, directory):
            return pieces[0].text.encode()
        return _anew(directory).encode()
    return _Writing(directory, pieces).text().encode()


def _anew(directory: Directory) -> str:
    lists = [_list(part, directory.part(part)) for part in PARTS if directory.part(part)]
    return "\n".join([_FIRST, *lists])


def _list(part: str, entries: Sequence[Entry]) -> str:
    return f"{part}:\n" + "".join(item(entry, "  ") for entry in entries)


class _Writing:
    """One file on its way out."""

    def __init__(self, directory: Directory, pieces: Sequence[Kept]) -> None:
        self._directory = directory
        self._pieces = pieces
        self._left = {part: Standing(directory.part(part)) for part in PARTS}
        self._indents = dict(_indents(pieces))
        breaks = Counter(found for piece in pieces for found in _BREAK.findall(piece.text))
        self._break = max(breaks, key=lambda one: breaks[one], default="\n")
        self._out: list[str] = []

    def text(self) -> str:
        """All pieces in their order; what is new at the end of its list, and new lists before the end."""
        last = {piece.part: place for place, piece in enumerate(self._pieces)}
        before = ("tail", "end") if last.keys() & {*PARTS} else ("end",)
        for place, piece in enumerate(self._pieces):
            if piece.part in before:
                self._new_lists(last)
            self._piece(piece)
            if last[piece.part] == place and piece.part in PARTS:
                self._new(piece.part)
        self._new_lists(last)
        return "".join(self._out)

    def _piece(self, piece: Kept) -> None:
        if piece.key == WHOLE:
            self._whole(piece)
        elif not piece.key:
            self._add(piece.text)
        elif (entry := self._left[piece.part].take(piece.key)) is not None:
            if digest(entry) == piece.digest:
                self._add(piece.text)
            else:
                above = _ABOVE.match(piece.text)
                self._add(above[0] if above else "")
                self._add(self._item(entry, piece.part))

    def _whole(self, piece: Kept) -> None:
        entries = self._left[piece.part].rest()
        if digest_of_all(piece.part, self._directory) == piece.digest:
            self._add(piece.text)
        else:
            self._add(self._broken(_list(piece.part, entries)))

    def _new(self, part: str) -> None:
        for entry in self._left[part].rest():
            self._add(self._item(entry, part))

    def _new_lists(self, last: dict[str, int]) -> None:
        for part in PARTS:
            entries = self._left[part].rest() if part not in last else ()
            if entries:
                self._add(self._broken("\n" + _list(part, entries)))

    def _item(self, entry: Entry, part: str) -> str:
        return self._broken(item(entry, self._indents.get(part, "  ")))

    def _broken(self, text: str) -> str:
        return text.replace("\n", self._break)

    def _add(self, text: str) -> None:
        """A file may end without a line break; what comes after it begins a new line."""
        if text and self._out and not self._out[-1].endswith(("\n", "\r")):
            self._out.append(self._break)
        if text:
            self._out.append(text)


def _indents(pieces: Sequence[Kept]) -> Iterator[tuple[str, str]]:
    """How far in the items of each list stand: those of one list must agree."""
    for piece in reversed(pieces):
        if piece.key not in ("", WHOLE) and (found := _ITEM.search(piece.text)):
            yield piece.part, found[1]


def item(entry: Entry, indent: str) -> str:
    """One entry: bodies and roles a field a line, holders and accounts on one line."""
    said = plain(entry)
    if not isinstance(entry, Body | Role):
        return f"{indent}- {flow(said)}\n"
    lines = [_field(name, value, indent) for name, value in said.items()]
    return f"{indent}- " + f"{indent}  ".join(lines)


def _field(name: str, value: Any, indent: str) -> str:
    if name == "contacts":
        rows = "".join(f"{indent}    - {flow(one)}\n" for one in value)
        return f"{name}:\n{rows}"
    if isinstance(value, dict | list | tuple):
        return f"{name}: {flow(value)}\n"
    said = value if name in ("from", "to") else scalar(value, inside=False)
    return f"{name}: {said}\n"
