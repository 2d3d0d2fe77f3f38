"""The takeout: ``Basic_LinkedInDataExport_….zip`` or the larger one, a folder, or ``Shares.csv`` alone.

Shares and comments are taken in. Messages are counted and left, and so are reactions; all else is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tilstede.core.post import Author
from tilstede.networks.kit.archive import Archive, ArchiveError, open_archive
from tilstede.networks.kit.contract import Item, Left, Seen, SetAside
from tilstede.networks.kit.csvrows import MIME, BrokenRow, Row, rows
from tilstede.networks.linkedin import parse

_READ: Final = (("shares", parse.SHARE), ("comments", parse.COMMENT))
_LEFT: Final = {"messages": "direct-messages", "reactions": "other"}
_NAME: Final = frozenset({"First Name", "Last Name"})


def open_export(path: Path) -> Takeout | None:
    """:raises ValueError: it is one, and cannot be read."""
    if path.is_dir():
        return _opened(Archive(path)) if any(path.glob("Shares*.csv")) else None
    if not path.is_file():
        return None
    if path.suffix.lower() == ".csv":
        return _single(path)
    try:
        archive = open_archive(path)
    except ArchiveError:
        return None
    return _opened(archive) if archive is not None else None


def _single(path: Path) -> Takeout | None:
    with path.open("rb") as file:
        if next(rows(file, parse.SHARE.issubset), None) is None:
            return None
    return Takeout(Archive(path.parent, deep=False), only=path.name)


def _opened(archive: Archive) -> Takeout | None:
    """The archive as LinkedIn's, or closed again."""
    with ExitStack() as closing:
        closing.callback(archive.close)
        for name in _named(archive, "shares"):
            with archive.open(name) as file:
                if next(rows(file, parse.SHARE.issubset), None) is not None:
                    closing.pop_all()
                    return Takeout(archive)
    return None


def _named(archive: Archive, kind: str) -> Iterator[str]:
    """``Shares.csv``, ``Shares_123.csv``."""
    for name in archive.names():
        base = name.rpartition("/")[2].lower()
        if base.endswith(".csv") and base.removesuffix(".csv").partition("_")[0] == kind:
            yield name


class Takeout:
    """The contract's Export."""

    network: str = parse.NETWORK
    title = "LinkedIn"
    account: Author | None

    def __init__(self, archive: Archive, only: str = "") -> None:
        self._archive = archive
        self._files = [
            (name, header)
            for kind, header in _READ
            for name in ([only] if only and kind == "shares" else _named(archive, kind))
        ]
        self._name = self._owner()
        own = f"{parse.NETWORK}:member:{self._name}"
        self.account = Author(id=own, handle=self._name, name=self._name) if self._name else None
        self._size = sum(archive.size(name) for name, _ in self._files)
        self._done = 0

    def _owner(self) -> str:
        """The member's name, of `Profile.csv`."""
        for name in _named(self._archive, "profile"):
            with self._archive.open(name) as file:
                for row in rows(file, _NAME.issubset):
                    if not isinstance(row, BrokenRow):
                        return f"{row.fields['First Name']} {row.fields['Last Name']}".strip()
        return ""

    def items(self) -> Iterator[Item]:
        """One bad row never ends it."""
        self._done = 0
        for name, header in self._files:
            try:
                with self._archive.open(name) as file:
                    for row in rows(file, header.issubset):
                        yield self._item(f"{name}, line {row.line}", row)
            except (ArchiveError, OSError) as error:
                yield SetAside(name, getattr(error, "reason", "unreadable-member"), str(error))
            self._done += self._archive.size(name)
        yield from self._left()

    def _item(self, where: str, row: Row | BrokenRow) -> Item:
        if isinstance(row, BrokenRow):
            return SetAside(where, "unreadable-member", row.why)
        try:
            return Seen(row.raw, MIME, parse.read(row.fields, self._name), where)
        except ValueError as error:
            return SetAside(where, "empty", str(error))

    def _left(self) -> Iterator[Left]:
        for kind, code in _LEFT.items():
            for name in _named(self._archive, kind):
                with self._archive.open(name) as file:
                    if count := sum(1 for _ in rows(file, _is_any)):
                        yield Left(code, count, name)

    def progress(self) -> tuple[int, int]:
        return self._done, self._size

    def close(self) -> None:
        self._archive.close()


def _is_any(values: Sequence[str]) -> bool:
    return len(values) > 1
