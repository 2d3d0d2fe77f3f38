"""What a network hands over: posts as received, deletions, and what could not be taken in or seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from tilstede.core.post import Post

#: Why an item was set aside: code -> meaning. Shared by all networks; pages and the command line
#: translate the code, `SetAside.detail` adds what and where.
REASONS: Final[dict[str, str]] = {
    "broken-json": "not valid JSON",
    "cut-off": "the file ends in the middle of it",
    "broken-xml": "not readable as XML, even leniently",
    "not-text": "the bytes are in no known character set",
    "not-a-post": "of another kind than a post, or without what makes one",
    "empty": "nothing in it: no text, no title, no link, no media",
    "no-id": "nothing to know it by: neither id nor address nor content",
    "no-author": "who wrote it is not told",
    "other-author": "written by another account than the archive's own",
    "same-id": "two different items claim the same id",
    "private": "not meant for the public: draft, private or password-protected",
    "login-page": "a page for signing in, or another web page, where a post or feed should be",
    "too-large": "larger than what is taken in",
    "too-deep": "nested deeper than anything real",
    "bomb": "unpacks to far more than it says, or declares entities that do",
    "unsafe-path": "a path that leads out of the archive",
    "unreadable-member": "a file in the archive is damaged, encrypted or not a plain file",
    "unknown-format": "a file or version that is not known",
    "unknown-text": "text that is in no known form; a mapping file can say how to read it",
    "bad-mapping": "the file that says how to read the others is wrong",
    "media-file": "a picture, sound or film by itself",
    "document": "a document of an office program",
    "packed": "packed in a way that is not unpacked here",
    "ask-json": "a takeout as web pages or plain text, which the network also gives as JSON",
    "no-raw": "the item as it was received is not held, so it cannot be read again",
    "other-form": "read again it is of another network or form than it was",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A media file that came with the item (in an archive): which of `post.media`, and its bytes on demand.

    ``file`` gives it as a readable file, as `Archive.as_file` does; nothing is copied before `path` is asked.
    """

    position: int
    file: Callable[[], Path]
    mime: str
    size: int

    @property
    def path(self) -> Path:
        """The file, out of its archive; it stands for as long as this attachment is held.

        :raises ValueError: it is damaged, encrypted or a bomb: the post is taken in without it.
        """
        return self.file()


class Seen(msgspec.Struct, frozen=True):
    """One post as received. ``raw``: the element's own bytes (JSON element, or c14n of the XML entry). ``heard``: of a
    takeout, someone else's words that came with the account's own.
    """

    raw: bytes
    mime: str
    post: Post
    where: str = ""  #: for messages: "data/tweets.js, item 12"
    attachments: tuple[Attachment, ...] = ()
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The source says a post was deleted by its author (tombstone, 404/410 on a known post, deleted list)."""

    raw: bytes
    mime: str
    aliases: tuple[str, ...]
    when: datetime | None = None  #: when it was deleted, if the source tells
    where: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """An item that could not be taken in. ``reason`` is a code from REASONS, ``detail`` says what and where."""

    where: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Things left alone on purpose (private messages, ad data): counted in the report, not among N.

    ``joined`` are not left: a takeout told of them by themselves, and they came with the post they are part of.
    """

    kind: str  #: 'direct-messages', 'ads', 'other', 'joined'
    count: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A stretch of time the source can no longer show (page limit reached, feed rolled over)."""

    since: datetime | None
    until: datetime | None
    why: str  #: a code: 'rolled-over', 'page-limit', 'login-needed', 'fewer-than-stated'
    detail: str = ""


Item = Seen | Gone | SetAside | Left | Missing
