"""A takeout of YouTube: a zip, a folder, or one of its tables.

In ``Takeout/YouTube and YouTube Music/`` (in the account's language): tables of videos, comments, messages in live
chats and posts; the films themselves; the channel; and what was seen, searched for and subscribed to, which is nobody's
words: left alone and counted. Everything is found by what is in it.
"""

from __future__ import annotations

import mimetypes
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tilstede.core.post import Author, Post
from tilstede.networks.kit.archive import Archive, ArchiveError, open_archive
from tilstede.networks.kit.containers import CutOff
from tilstede.networks.kit.items import Attachment, Item, Left, Seen, SetAside
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.youtube import draft, history, names, rows, tables
from tilstede.networks.youtube.shapes import Kind

_FILMS: Final = (
    ".mp4",
    ".mov",
    ".webm",
    ".avi",
    ".mkv",
    ".mpg",
    ".mpeg",
    ".wmv",
    ".flv",
    ".3gp",
    ".m4v",
)
#: What Google puts in place of a character that a file's name cannot hold; and ``(1)`` after the second of a name.
_UNLIKE: Final = re.compile(r"[^\w]|_", re.UNICODE)
_ORDER: Final = {"video": 0, "note": 1, "comment": 2, "chat": 3}
#: Tables looked into to see whether it is a takeout of YouTube.
_LOOKED: Final = 200


def open_export(path: Path) -> Takeout | None:
    """What the path holds of YouTube, or None. :raises ValueError: an archive that cannot be entered."""
    if path.is_file() and path.suffix.lower() == ".csv":
        with path.open("rb") as stream:
            if tables.kind_in(stream) is None:
                return None
        return Takeout(Archive(path.parent, deep=False), only=path.name)
    if not path.is_dir() and not _may_be(path):
        return None
    try:
        archive = open_archive(path)
    except CutOff as error:
        if any(names.SITE in name or "YouTube" in name for name in error.names):
            raise
        return None
    if archive is None:
        return None
    with ExitStack() as closing:
        closing.callback(archive.close)
        takeout = Takeout(archive)
        if not takeout.known:
            return None
        closing.pop_all()
    return takeout


def _may_be(path: Path) -> bool:
    """Takeouts come as zip or tgz."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4).startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"))


class Takeout:
    """The contract's Export. ``only``: a single table, when no more was asked for."""

    network = draft.NETWORK

    def __init__(self, archive: Archive, only: str = "") -> None:
        self._archive = archive
        self._only = only
        self._tables, self._others = self._look(only)
        self._left = history.found(archive) if not only else {}
        self.known = bool(self._tables or self._left)
        self.account = self._account()
        self._called = self.account.name if self.account else ""
        self.title = f"YouTube: {self.account.name}" if self.account else "YouTube"
        self._films = self._films_by_title()
        self._titles: Counter[str] = Counter()
        self._mark = archive.bytes_read
        self._size = sum(archive.size(name) for name in self._tables)

    def _look(self, only: str) -> tuple[dict[str, Kind], list[str]]:
        """The tables of what was said, by kind; and the other tables."""
        found: dict[str, Kind] = {}
        others = []
        wanted = [name for name in self._archive.names() if name.lower().endswith(".csv")]
        for name in wanted[:_LOOKED]:
            if only not in ("", name):
                continue
            try:
                with self._archive.open(name) as stream:
                    kind = tables.kind_in(stream)
            except ArchiveError:
                kind = None
            if kind:
                found[name] = kind
            else:
                others.append(name)
        return dict(sorted(found.items(), key=lambda pair: _ORDER[pair[1]])), others

    def items(self) -> Iterator[Item]:
        """Videos, posts, comments, messages in chats; then what was left alone."""
        self._archive.bytes_read = self._mark
        if not self._only:
            yield from self._unreadable()
        self._count_titles()
        for name in self._tables:
            yield from self._table(name)
        for name in self._others if self._tables and not self._only else ():
            if count := self._lines(name):
                yield Left("other", count, name)
        for name, count in self._left.items():
            yield Left("other", count, name)
        self._archive.bytes_read = self._mark + self._size

    def progress(self) -> tuple[int, int]:
        return min(max(self._archive.bytes_read - self._mark, 0), self._size), self._size

    def close(self) -> None:
        self._archive.close()

    def _unreadable(self) -> Iterator[Item]:
        for passed in self._archive.passed:
            yield SetAside(ascii(passed.name[:200]), passed.reason)
        if self._archive.cut_off:
            yield SetAside(self._archive.path.name, "cut-off")

    def _records(self, name: str) -> Iterator[bytes | None]:
        with self._archive.open(name) as stream:
            yield from tables.records(stream)

    def _table(self, name: str) -> Iterator[Item]:
        heading, headed = b"", [""]
        try:
            for number, record in enumerate(self._records(name)):
                if number == 0:
                    heading = _ended((record or b"").removeprefix(b"\xef\xbb\xbf"))
                    headed = _heading(heading)
                elif record is None:
                    yield SetAside(
                        f"{name}, line {number}", "cut-off", "a quotation without an end"
                    )
                else:
                    yield self._item(heading, headed, record, f"{name}, line {number}")
        except ArchiveError as error:
            yield SetAside(name, error.reason, str(error))

    def _item(self, heading: bytes, headed: list[str], record: bytes, where: str) -> Item:
        try:
            row = rows.row_of(headed, rows.cells_of(record))
            film = self._film(row.title) if row.title else ""
            post = rows.post_of(row, {"name": self._called, "file": film})
        except Refusal as error:
            return SetAside(where, error.reason, error.detail)
        attached = self._attachments(post) if film else ()
        return Seen(heading + record, draft.CSV, post, where, attached)

    # --- whose it is, and its films ---------------------------------------------------------------

    def _account(self) -> Author | None:
        """The channel, by the first thing it said; its name by the table that tells of it."""
        channel = ""
        for name in self._tables:
            channel = channel or self._first_channel(name)
        return draft.author(channel, name=self._name(channel)) if channel else None

    def _first_channel(self, name: str) -> str:
        for cells in self._cells(name):
            for cell in cells:
                if names.CHANNEL.fullmatch(cell.strip()):
                    return cell.strip()
        return ""

    def _name(self, channel: str) -> str:
        """A table that holds one line with the channel and no time tells of the channel itself."""
        for name in self._others:
            lines = list(zip(range(3), self._cells(name), strict=False))
            if len(lines) != 2 or channel not in lines[1][1]:
                continue
            told = rows.titled(lines[0][1], lines[1][1])
            if told:
                return told
        return ""

    def _cells(self, name: str) -> Iterator[list[str]]:
        try:
            for record in self._records(name):
                if record is not None:
                    yield rows.cells_of(record)
        except (ArchiveError, Refusal):
            return

    def _lines(self, name: str) -> int:
        try:
            return max(sum(1 for _ in self._records(name)) - 1, 0)
        except ArchiveError:
            return 0

    def _count_titles(self) -> None:
        """Titles that several videos have tell nothing about whose a film is."""
        self._titles.clear()
        if not self._films:
            return
        read = self._archive.bytes_read
        for name, kind in self._tables.items():
            for cells in self._cells(name) if kind == "video" else ():
                self._titles.update({_plain(cell) for cell in cells})
        self._archive.bytes_read = read

    def _films_by_title(self) -> dict[str, str]:
        films: dict[str, list[str]] = {}
        for name in self._archive.names() if not self._only else ():
            if name.lower().endswith(_FILMS):
                stem = name.rpartition("/")[2].rpartition(".")[0]
                films.setdefault(_plain(stem), []).append(name)
        return {stem: several[0] for stem, several in films.items() if len(several) == 1}

    def _film(self, title: str) -> str:
        """The film's file, where one alone has the video's title for its name."""
        key = _plain(title)
        return self._films.get(key, "") if self._titles[key] == 1 else ""

    def _attachments(self, post: Post) -> tuple[Attachment, ...]:
        return tuple(
            Attachment(
                position,
                self._archive.as_file(one.file),
                mimetypes.guess_type(one.file)[0] or "video/mp4",
                self._archive.size(one.file),
            )
            for position, one in enumerate(post.media)
            if one.file
        )


def _heading(record: bytes) -> list[str]:
    try:
        return rows.cells_of(record)
    except Refusal:
        return []  # then the order tells


def _plain(title: str) -> str:
    return _UNLIKE.sub("", title).lower()


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n"
