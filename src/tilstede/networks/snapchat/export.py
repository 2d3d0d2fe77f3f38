"""The takeout (*My Data*): a zip or folder with ``json/account.json`` and a file for each kind of thing.

Stories are taken in: those shown to all as public, others as for followers. Chats, snaps, memories, friends and places
are private: left alone, and messages counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import msgspec

from tilstede.core.post import Author
from tilstede.networks.kit.archive import Archive, ArchiveError, open_archive
from tilstede.networks.kit.contract import Item, Left, Seen, SetAside
from tilstede.networks.snapchat import parse

LARGEST: Final = 128 << 20
_ACCOUNT: Final = "account.json"
#: File -> the names its list of stories has had.
_STORIES: Final = {
    "shared_story.json": ("Shared Story", "Shared Stories"),
    "story_history.json": ("Your Story Views", "Your Story"),
}
_MESSAGES: Final = ("chat_history.json", "snap_history.json")


class _Basic(msgspec.Struct):
    name: str = msgspec.field(default="", name="Username")


class _Account(msgspec.Struct):
    """``Basic Information`` is what tells this file from others of its name."""

    basic: _Basic = msgspec.field(name="Basic Information")


def open_export(path: Path) -> Takeout | None:
    """:raises ValueError: it is one, and cannot be read."""
    if path.is_dir():
        lying = (path / "json" / _ACCOUNT).is_file() or (path / _ACCOUNT).is_file()
        return _opened(Archive(path)) if lying else None
    if not path.is_file():
        return None
    try:
        archive = open_archive(path)
    except ArchiveError:
        return None
    return _opened(archive) if archive is not None else None


def _opened(archive: Archive) -> Takeout | None:
    """The archive as Snapchat's, or closed again."""
    with ExitStack() as closing:
        closing.callback(archive.close)
        files = {
            name.rpartition("/")[2]: name for name in archive.names() if name.endswith(".json")
        }
        if _ACCOUNT not in files:
            return None
        try:
            account = msgspec.json.decode(_read(archive, files[_ACCOUNT]), type=_Account)
        except (ValueError, RecursionError):
            return None
        closing.pop_all()
        return Takeout(archive, files, account.basic.name.strip())


def _read(archive: Archive, name: str) -> bytes:
    if archive.size(name) > LARGEST:
        raise ArchiveError(f"{name} is larger than {LARGEST >> 20} MiB")
    with archive.open(name) as file:
        return file.read(LARGEST)


class Takeout:
    """The contract's Export."""

    network: str = parse.NETWORK
    title = "Snapchat"
    account: Author | None

    def __init__(self, archive: Archive, files: dict[str, str], handle: str) -> None:
        self._archive = archive
        self._files = files
        self._handle = handle
        url = f"https://www.snapchat.com/add/{handle}"
        own = f"{parse.NETWORK}:{handle}"
        self.account = Author(id=own, handle=handle, url=url) if handle else None
        self._size = sum(archive.size(name) for name in files.values())
        self._done = 0

    def items(self) -> Iterator[Item]:
        """One bad story never ends it."""
        self._done = 0
        for file, lists in _STORIES.items():
            if file in self._files:
                yield from self._stories(self._files[file], lists)
                self._done += self._archive.size(self._files[file])
        yield from self._left()
        self._done = self._size

    def _stories(self, name: str, lists: tuple[str, ...]) -> Iterator[Item]:
        try:
            told = msgspec.json.decode(_read(self._archive, name), type=dict[str, msgspec.Raw])
            found = [
                msgspec.json.decode(told[one], type=list[msgspec.Raw])
                for one in lists
                if one in told
            ]
        except (ValueError, RecursionError, OSError) as error:
            yield SetAside(name, getattr(error, "reason", "broken-json"), str(error))
            return
        for number, raw in enumerate((raw for one in found for raw in one), 1):
            yield self._story(f"{name}, story {number}", bytes(raw))

    def _story(self, where: str, raw: bytes) -> Item:
        try:
            return Seen(raw, "application/json", parse.parse(raw, self._handle), where)
        except ValueError as error:
            return SetAside(where, "not-a-post", str(error))

    def _left(self) -> Iterator[Left]:
        for file in _MESSAGES:
            if file not in self._files:
                continue
            try:
                told = msgspec.json.decode(_read(self._archive, self._files[file]))
            except (ValueError, RecursionError, OSError):
                told = [None]  # how many cannot be told; that there are some must be
            if count := _counted(told):
                yield Left("direct-messages", count, self._files[file])

    def progress(self) -> tuple[int, int]:
        return self._done, self._size

    def close(self) -> None:
        self._archive.close()


def _counted(value: Any) -> int:
    """Entries of lists, whatever the names above them."""
    if isinstance(value, list):
        return len(value)
    return sum(map(_counted, value.values())) if isinstance(value, dict) else 0
