"""An account's archive, read from end to end."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from tilstede.core.post import Author, Post
from tilstede.networks.kit.archive import Archive
from tilstede.networks.kit.containers import ArchiveError
from tilstede.networks.kit.contract import Attachment, Gone, Item, Left, Missing, Seen, SetAside
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.x import media, members, times
from tilstede.networks.x.account import Manifest, read_account, read_manifest
from tilstede.networks.x.article import article_post
from tilstede.networks.x.edits import Edits, Version
from tilstede.networks.x.members import File
from tilstede.networks.x.notes import Notes
from tilstede.networks.x.post import Translator, id_of
from tilstede.networks.x.tweet import Refusal, Tweet, header_of, note_of, tweet_of

JSON = "application/json"
#: RFC 7464: the tweet's bytes and those of its long text, each after a record separator.
JSON_SEQ = "application/json-seq"
RECORD = b"\x1e"

_MESSAGE = re.compile(rb'(?<!\\)"messageCreate"\s*:')


class Takeout:
    """The contract's Export. ``only``: a single file of the archive, when no more was asked for."""

    network = "x"

    def __init__(self, archive: Archive, only: str = "") -> None:
        """:raises ValueError: two accounts in one archive."""
        self._archive = archive
        self._all = members.files(archive.names())
        self._files = [file for file in self._all if only in ("", file.name)]
        self._manifest, self._problem = self._read_manifest()
        first = {file.base: file.name for file in reversed(self._all)}
        self._account = read_account(archive, first, self._manifest)
        self.account: Author | None = self._account.author if self._account else None
        self.title = f"X: @{self.account.handle}" if self.account else "X"
        self._media = media.media_files(archive.names())
        self._translator = Translator(self._account, self._media)
        self._notes = Notes()
        self._edits = Edits()
        self._gone: set[int] = set()
        self._only = only
        self._read: dict[str, int] = {}
        self._done = 0
        self._mark = archive.bytes_read
        self._size = sum(archive.size(file.name) for file in self._files)

    def items(self) -> Iterator[Item]:
        """Posts, then deleted ones, then edited ones version by version, at last what was left."""
        if not self._only:
            yield from self._unreadable()
        for file in members.of(self._files, members.NOTES):
            yield from self._take_notes(file)
        for file in members.of(self._files, members.POSTS + members.DELETED):
            yield from self._take_posts(file)
        for file in members.of(self._files, members.HEADERS):
            yield from self._take_headers(file)
        for file in members.of(self._files, members.ARTICLES):
            yield from self._take_articles(file)
        yield from self._take_edits()
        for where in self._notes.unclaimed():
            yield SetAside(where, "no-id", "a long text whose tweet is not in the archive")
        yield from self._missing()
        for file in members.left(self._files):
            yield from self._leave(file)
        self._done = self._size

    def progress(self) -> tuple[int, int]:
        return min(self._done + self._archive.bytes_read - self._mark, self._size), self._size

    def close(self) -> None:
        self._notes.close()
        self._edits.close()
        self._archive.close()

    def _read_manifest(self) -> tuple[Manifest, SetAside | None]:
        for file in members.of(self._all, ("manifest",)):
            try:
                return read_manifest(self._archive, file.name), None
            except (ArchiveError, Refusal) as error:
                return Manifest(), SetAside(file.name, error.reason, str(error))
        return Manifest(), None

    def _unreadable(self) -> Iterator[Item]:
        """What the archive itself has wrong."""
        if self._problem:
            yield self._problem
        for name, reason in self._archive.passed:
            yield SetAside(ascii(name[:200]), reason, "a file in the archive that is not read")

    def _elements(self, file: File) -> Iterator[tuple[str, bytes | SetAside]]:
        """The elements of a file, each with its place; what cannot be read is ready to be set
        aside.
        """
        number = 0
        try:
            with self._archive.open(file.name) as stream:
                for number, item in enumerate(elements(stream), 1):
                    where = f"{file.name}, item {number}"
                    if isinstance(item, Broken):
                        yield where, SetAside(where, item.reason, f"at byte {item.offset}")
                    else:
                        yield where, item
        except ArchiveError as error:
            yield file.name, SetAside(file.name, error.reason, str(error))
        self._read[file.name.rpartition("/")[2]] = number
        self._done += self._archive.size(file.name)
        self._mark = self._archive.bytes_read

    def _take_notes(self, file: File) -> Iterator[Item]:
        for where, item in self._elements(file):
            try:
                if isinstance(item, SetAside):
                    yield item
                else:
                    self._notes.add(item, where)
            except Refusal as error:
                yield SetAside(where, error.reason, str(error))

    def _take_posts(self, file: File) -> Iterator[Item]:
        seen: dict[int, int] = {}
        for where, item in self._elements(file):
            if isinstance(item, SetAside):
                yield item
                continue
            try:
                tweet, mended = tweet_of(item)
                tweet_id = id_of(tweet)
                content = zlib.crc32(item)
                if seen.setdefault(int(tweet_id), content) != content:
                    raise Refusal("same-id", f"an earlier tweet has the id {tweet_id} too")
                note = self._notes.of(tweet, tweet_id)
                version = Version(item, note, where, file.base)
                if tweet.edit_info and len(tweet.edit_info.versions()) > 1:
                    self._edits.add(int(tweet_id), version)
                else:
                    yield from self._post(tweet, mended, version)
            except Refusal as error:
                yield SetAside(where, error.reason, str(error))

    def _take_edits(self) -> Iterator[Item]:
        """Posts with several versions, each after the one it corrects."""
        for version in self._edits.ordered():
            try:
                yield from self._post(*tweet_of(version.raw), version)
            except Refusal as error:
                yield SetAside(version.where, error.reason, str(error))

    def _post(self, tweet: Tweet, mended: tuple[str, ...], version: Version) -> Iterator[Item]:
        raw, note, where, base = version
        post = self._translator.post(
            tweet,
            note_of(note) if note else None,
            mended=mended,
            followers_only=base == members.CIRCLE,
        )
        attached = self._attachments(post) if post.media else ()
        if note:
            yield Seen(json_seq(raw, note), JSON_SEQ, post, where, attached)
        else:
            yield Seen(raw, JSON, post, where, attached)
        if base in members.DELETED:
            self._gone.add(int(id_of(tweet)))
            yield Gone(raw, JSON, post.aliases, times.moment(tweet.deleted_at or ""), where)

    def _attachments(self, post: Post) -> tuple[Attachment, ...]:
        return tuple(
            Attachment(
                position, self._archive.as_file(one.file), one.mime, self._archive.size(one.file)
            )
            for position, one in enumerate(post.media)
            if one.file
        )

    def _take_headers(self, file: File) -> Iterator[Item]:
        """Deletions whose text X no longer had."""
        for where, item in self._elements(file):
            try:
                if isinstance(item, SetAside):
                    yield item
                    continue
                header = header_of(item)
                tweet_id = header.tweet_id or ""
                if int(tweet_id) not in self._gone:
                    when = times.moment(header.deleted_at or "")
                    yield Gone(item, JSON, (f"x:{tweet_id}",), when, where)
            except Refusal as error:
                yield SetAside(where, error.reason, str(error))

    def _take_articles(self, file: File) -> Iterator[Item]:
        for where, item in self._elements(file):
            try:
                if isinstance(item, SetAside):
                    yield item
                else:
                    yield Seen(item, JSON, article_post(item, self._account), where)
            except Refusal as error:
                yield SetAside(where, error.reason, str(error))

    def _missing(self) -> Iterator[Missing]:
        """Tweets that the manifest counts and that are not there."""
        for file in members.files(self._manifest.counts):
            stated, read = self._manifest.counts[file.name], self._read.get(file.name, 0)
            if file.base in members.POSTS + members.DELETED and read < stated and not self._only:
                detail = f"{file.name} should hold {stated} tweets, and {read} are there"
                yield Missing(None, None, "fewer-than-stated", detail)

    def _leave(self, file: File) -> Iterator[Item]:
        kind, count = members.kind_left(file), 0
        for _, item in self._elements(file):
            if isinstance(item, bytes):
                count += max(len(_MESSAGE.findall(item)), 1) if kind == "direct-messages" else 1
        if count:
            yield Left(kind, count, file.name)


def json_seq(*parts: bytes) -> bytes:
    """Several JSON texts as one, after RFC 7464."""
    return b"".join(RECORD + part + b"\n" for part in parts)
