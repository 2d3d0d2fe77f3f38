"""The takeout: ``user_data_tiktok.json`` (before 2024 ``user_data.json``), alone or in the zip it came in.

Only what was published is taken in. Messages, what was watched, liked and searched for, where somebody was and what
was bought are left alone and counted; they are never decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from tilstede.core.post import Author
from tilstede.networks.kit.archive import Archive, ArchiveError, open_archive
from tilstede.networks.kit.contract import Item, Left, Seen, SetAside
from tilstede.networks.tiktok import parse

NAMES: Final = ("user_data_tiktok.json", "user_data.json")
LARGEST: Final = 512 << 20
_HEAD: Final = 1 << 16
#: Names of which at least two stand at the top of a takeout, of 2020 to 2026.
_PARTS: Final = (
    b'"Profile',
    b'"Your Activity"',
    b'"Activity"',
    b'"Comment"',
    b'"Post"',
    b'"Video"',
)

#: Where there is nothing the list is empty, absent or null.
_Raw = list[msgspec.Raw] | None
_NOTHING: Final = msgspec.Raw(b"null")


class _Videos(msgspec.Struct):
    films: _Raw = msgspec.field(default=None, name="VideoList")


class _Posts(msgspec.Struct):
    posts: _Videos = msgspec.field(default_factory=_Videos, name="Posts")
    videos: _Videos = msgspec.field(default_factory=_Videos, name="Videos")


class _Comments(msgspec.Struct):
    comments: _Raw = msgspec.field(default=None, name="CommentsList")


class _Comment(_Comments):
    under: _Comments = msgspec.field(default_factory=_Comments, name="Comments")


class _ProfileMap(msgspec.Struct):
    name: str = msgspec.field(default="", name="userName")


class _ProfileInfo(msgspec.Struct):
    told: _ProfileMap = msgspec.field(default_factory=_ProfileMap, name="ProfileMap")


class _Profile(msgspec.Struct):
    now: _ProfileInfo = msgspec.field(default_factory=_ProfileInfo, name="Profile Info")
    before: _ProfileInfo = msgspec.field(default_factory=_ProfileInfo, name="Profile Information")


class _Takeout(msgspec.Struct):
    profile: _Profile = msgspec.field(default_factory=_Profile, name="Profile")
    post: _Posts = msgspec.field(default_factory=_Posts, name="Post")
    video: _Posts = msgspec.field(default_factory=_Posts, name="Video")
    comment: _Comment = msgspec.field(default_factory=_Comment, name="Comment")
    messages: msgspec.Raw = msgspec.field(default=_NOTHING, name="Direct Messages")
    message: msgspec.Raw = msgspec.field(default=_NOTHING, name="Direct Message")


_decoder = msgspec.json.Decoder(_Takeout)


def open_export(path: Path) -> Takeout | None:
    """:raises ValueError: it is one, and cannot be read; says why."""
    if path.is_dir() or not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return Takeout(path, path.name, _single(path)) if _looks(path, head) else None
    return _packed(path)


def _looks(path: Path, head: bytes) -> bool:
    """By name and content; the parts may lie far apart, so a file of the name is looked at whole."""
    if sum(part in head for part in _PARTS) >= 2:
        return b'"ProfileMap"' in head or b"List" in head
    return path.name in NAMES and path.stat().st_size <= LARGEST


def _single(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise ArchiveError(f"{path.name} is larger than {LARGEST >> 20} MiB")
    return path.read_bytes()


def _packed(path: Path) -> Takeout | None:
    try:
        archive = open_archive(path)
    except ArchiveError:
        return None
    if archive is None:
        return None
    with archive:
        name = _named(archive)
        if not name:
            return None
        with archive.open(name) as file:
            return Takeout(path, name, file.read(LARGEST))


def _named(archive: Archive) -> str:
    for name in archive.names():
        if name.rpartition("/")[2] in NAMES and archive.size(name) <= LARGEST:
            return name
    return ""


class Takeout:
    """The contract's Export."""

    network: str = parse.NETWORK
    title = "TikTok"
    account: Author | None

    def __init__(self, path: Path, name: str, content: bytes) -> None:
        try:
            self._told = _decoder.decode(content.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise ArchiveError(f"{name}: {error}") from error
        self._name = name
        profile = self._told.profile
        handle = (profile.now.told.name or profile.before.told.name).strip()
        self._handle = handle
        address = f"https://www.tiktok.com/@{handle}"
        self.account = (
            Author(id=f"{parse.NETWORK}:@{handle}", handle=handle, url=address) if handle else None
        )
        self._items = [*self._films(), *self._comments()]
        self._size, self._done = len(content), 0

    def _films(self) -> Iterator[tuple[str, msgspec.Raw]]:
        for part in (self._told.post, self._told.video):
            for number, raw in enumerate(_all(part.posts.films, part.videos.films), 1):
                yield f"film {number}", raw

    def _comments(self) -> Iterator[tuple[str, msgspec.Raw]]:
        told = self._told.comment
        for number, raw in enumerate(_all(told.comments, told.under.comments), 1):
            yield f"comment {number}", raw

    def items(self) -> Iterator[Item]:
        """One bad entry never ends it."""
        for number, (what, raw) in enumerate(self._items, 1):
            yield self._item(f"{self._name}, {what}", bytes(raw))
            self._done = self._size * number // len(self._items)
        self._done = self._size
        if messages := sum(map(_messages, (self._told.messages, self._told.message))):
            yield Left("direct-messages", messages, self._name)

    def _item(self, where: str, raw: bytes) -> Item:
        try:
            return Seen(raw, "application/json", parse.parse(raw, self._handle), where)
        except ValueError as error:
            return SetAside(where, getattr(error, "reason", "not-a-post"), str(error))

    def progress(self) -> tuple[int, int]:
        return self._done, self._size

    def close(self) -> None:
        self._items = []


def _all(*lists: _Raw) -> list[msgspec.Raw]:
    return [raw for one in lists for raw in one or ()]


def _messages(raw: msgspec.Raw) -> int:
    """How many messages lie below, whatever the names between: what lies in lists."""
    return _counted(msgspec.json.decode(raw))


def _counted(value: Any) -> int:
    if isinstance(value, list):
        return len(value)
    return sum(map(_counted, value.values())) if isinstance(value, dict) else 0
