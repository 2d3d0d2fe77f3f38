"""An account's own archive: `.tar.gz`, `.zip` or unpacked, its outbox alone, a saved answer of the API, or one item.

As Mastodon makes it (docs.joinmastodon.org/user/moving, 2026): `outbox.json` is an OrderedCollection of
activities, `actor.json` the account, `media_attachments/` the files. Of `actor.json` only name and address are
ever used, since it may hold the account's private key. Likes and bookmarks are addresses of others' posts:
left alone and counted, like private messages.
"""

from __future__ import annotations

import io
import mimetypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from tilstede.core.post import Author, Post
from tilstede.networks.kit.archive import Archive, ArchiveError, CutOff, open_archive
from tilstede.networks.kit.contract import Attachment, Gone, Item, Left, Seen, SetAside
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.mastodon import answers, names, parse
from tilstede.networks.mastodon.activity import CARRIERS, Ignored, Removed, kind_in
from tilstede.networks.mastodon.answer_file import AnswerFile, begins_with_status
from tilstede.networks.mastodon.objects import POSTS
from tilstede.networks.mastodon.reading import MAX_BYTES, Fields, Refusal, load

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

OUTBOX: Final = "outbox.json"
_HEAD: Final = 1 << 16
_COLLECTION = re.compile(rb'"type"\s*:\s*"OrderedCollection"')
_LISTS: Final = ("likes.json", "bookmarks.json")  #: addresses of what the account liked and kept


def open_export(path: Path) -> MastodonExport | AnswerFile | None:
    """What the path holds of Mastodon, or None. :raises ValueError: an archive that cannot be entered."""
    if path.is_dir():
        return _Takeout(Archive(path)) if (path / OUTBOX).is_file() else None
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begins == b"[":
        return AnswerFile(path) if begins_with_status(head) else None
    if begins == b"{":
        return _open_json(path, head)
    try:
        archive = open_archive(path)
    except CutOff:
        if OUTBOX.encode() in head:  # the first member's name shows whose it would have been
            raise
        return None
    if archive is None or OUTBOX in archive:
        return _Takeout(archive) if archive else None
    archive.close()
    if archive.cut_off:  # no other network packs its archives as a tar
        raise CutOff(f"{path.name} ends before {OUTBOX}, which holds the posts", archive.names())
    return None


def _open_json(path: Path, head: bytes) -> MastodonExport | None:
    if b'"orderedItems"' in head and _COLLECTION.search(head):
        return _Outbox(path)
    if path.stat().st_size > MAX_BYTES:
        return None
    try:
        value = load(path.read_bytes())
    except Refusal:
        return None
    item = Fields(value)
    known = kind_in(item) in POSTS | CARRIERS | {"Announce", "Delete"}
    activity = known and "id" in item and ("actor" in item or "attributedTo" in item)
    return _Single(path) if activity or answers.READER.loose(value).is_status else None


class MastodonExport:
    """Items of one account, streamed. ``account``: None when nothing tells whose they are."""

    network = "mastodon"

    def __init__(self, path: Path, title: str, account: Author | None = None) -> None:
        self.path = path
        self.title = title
        self.account = account
        self._context = _context_of(account)
        self._left: Counter[tuple[str, str]] = Counter()
        self._read = 0
        self._size = 0
        self._stack = ExitStack()

    def items(self) -> Iterator[Item]:
        """The items in the order they lie, then what was left alone."""
        self._left.clear()
        for where, element in self._elements():
            found = element if isinstance(element, SetAside) else self._item(element, where)
            if found is not None:
                yield found
        self._read = self._size
        for (kind, where), count in self._left.items():
            yield Left(kind, count, where)

    def progress(self) -> tuple[int, int]:
        """Bytes of the outbox read, and bytes in all."""
        return min(self._read, self._size), self._size

    def close(self) -> None:
        """Let go of every file."""
        self._stack.close()

    def _elements(self) -> Iterator[tuple[str, bytes | SetAside]]:
        """Every element of the outbox with its place, or why there is none in that place."""
        raise NotImplementedError

    def _attachments(self, post: Post) -> tuple[Attachment, ...]:
        """The files that came with a post."""
        return ()

    def _item(self, element: bytes, where: str) -> Item | None:
        if element.startswith(b'"'):  # an address alone: somebody else's post, liked or kept
            self._left["other", self.path.name] += 1
            return None
        try:
            found, mime = parse.read(element, self._context)
        except Refusal as error:
            return SetAside(where, error.reason, error.detail)
        match found:
            case Removed(aliases, when):
                return Gone(element, mime, aliases, when, where)
            case Ignored():
                self._left["other", self.path.name] += 1
                return None
        return self._post(element, mime, found, where)

    def _post(self, element: bytes, mime: str, post: Post, where: str) -> Item | None:
        if post.visibility == "direct":
            self._left["direct-messages", self.path.name] += 1
            return None
        if self.account and post.author.id != self.account.id:
            return SetAside(where, "other-author", post.author.id)
        return Seen(element, mime, post, where, self._attachments(post))

    def _split(self, name: str, stream: BinaryIO) -> Iterator[tuple[str, bytes | SetAside]]:
        """The elements of a collection; a broken one is told, and what stops the reading too."""
        try:
            for number, element in enumerate(
                elements(self._counted(stream), key="orderedItems"), 1
            ):
                if isinstance(element, Broken):
                    yield "", SetAside(f"{name}, byte {element.offset}", element.reason)
                else:
                    yield f"{name}, item {number}", element
        except ArchiveError as error:
            yield "", SetAside(name, error.reason, str(error))

    def _counted(self, stream: BinaryIO) -> BinaryIO:
        return io.BufferedReader(_Counted(stream, self), 1 << 20)

    def advance(self, size: int) -> None:
        """So many more bytes were read."""
        self._read += size


class _Single(MastodonExport):
    """One activity or status in a file of its own."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, path.name)
        self._size = path.stat().st_size

    def _elements(self) -> Iterator[tuple[str, bytes | SetAside]]:
        yield self.path.name, self.path.read_bytes()


class _Outbox(MastodonExport):
    """An outbox without its archive, so without media."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, path.name)
        self._size = path.stat().st_size

    def _elements(self) -> Iterator[tuple[str, bytes | SetAside]]:
        with self.path.open("rb") as stream:
            yield from self._split(self.path.name, stream)


class _Takeout(MastodonExport):
    """A whole archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        account, self._broken = _account(archive)
        title = account.handle if account else archive.path.name
        super().__init__(archive.path, title, account)
        self._stack.callback(archive.close)
        self._size = archive.size(OUTBOX)

    def _elements(self) -> Iterator[tuple[str, bytes | SetAside]]:
        yield from (("", problem) for problem in self._problems())
        with self._archive.open(OUTBOX) as stream:
            yield from self._split(OUTBOX, stream)
        for name in _LISTS:
            self._left["other", name] += self._count(name)
        self._left = +self._left

    def _problems(self) -> Iterator[SetAside]:
        yield from self._broken
        for passed in self._archive.passed:
            yield SetAside(passed.name, passed.reason)
        if self._archive.cut_off:
            yield SetAside(self.path.name, "cut-off")

    def _count(self, name: str) -> int:
        if name not in self._archive:
            return 0
        try:
            with self._archive.open(name) as stream:
                return sum(1 for _ in elements(stream, key="orderedItems"))
        except ArchiveError:
            return 0

    def _attachments(self, post: Post) -> tuple[Attachment, ...]:
        return tuple(
            Attachment(
                position,
                self._archive.as_file(medium.file),
                medium.mime or mimetypes.guess_type(medium.file)[0] or "application/octet-stream",
                self._archive.size(medium.file),
            )
            for position, medium in enumerate(post.media)
            if medium.file and medium.file in self._archive
        )


def _context_of(account: Author | None) -> dict[str, str]:
    """What an archive tells of its account, for every item in it."""
    if account is None:
        return {}
    return {
        "actor": account.id,
        "handle": account.handle,
        "name": account.name,
        "url": account.url,
    }


def _account(archive: Archive) -> tuple[Author | None, list[SetAside]]:
    """Whose archive it is, as far as `actor.json` tells; or what is wrong with that file."""
    if "actor.json" not in archive:
        return None, []
    try:
        with archive.open("actor.json") as stream:
            actor = Fields(load(stream.read(MAX_BYTES + 1)))
    except Refusal as error:
        return None, [SetAside("actor.json", error.reason, error.detail)]
    except ArchiveError as error:
        return None, [SetAside("actor.json", error.reason, str(error))]
    uri = actor.name("id")
    if not uri:
        return None, [SetAside("actor.json", "no-id")]
    # ``webfinger`` (FEP-2c59) tells where the handle ends in something else than the server's own host.
    told = actor.name("webfinger")
    handle = told or names.handle(actor.name("preferredUsername"), names.host_of(uri))
    url = actor.name("url")
    return Author(id=uri, handle=handle, name=actor.name("name"), url=url), []


class _Counted(io.RawIOBase):
    """A stream that tells its export how far it has come."""

    def __init__(self, source: BinaryIO, export: MastodonExport) -> None:
        super().__init__()
        self._read: Callable[[int], bytes] = getattr(source, "read1", source.read)
        self._export = export

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._read(len(view))
        view[: len(data)] = data
        self._export.advance(len(data))
        return len(data)
