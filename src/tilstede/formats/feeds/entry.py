"""What a feed says, before it is RSS, Atom or JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

#: Characters that XML 1.0 cannot hold (section 2.2), not even as references.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A picture, film or sound that a reader can fetch. ``kind``: image, video, audio or file. ``alt`` None: its
    author gave none. ``size``: bytes. Width and height are pixels, 0 when not known."""

    url: str
    mime: str
    kind: str
    size: int
    alt: str | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote an entry."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An entry whose words may not be shown any more: since when, and what is said in their place."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. Moments are UTC and aware.

    ``id``: lasting, whatever host the feed is read from. ``url``: its page here; ``original``: where it was first
    published, if that is a web address. ``title``: as its author gave it, else empty; ``label``: a line that stands
    for it where a title is demanded. ``html``: sanitised. ``language``: a BCP 47 tag, empty when in doubt.
    ``updated``: equal to ``published`` for what was never changed. ``reply_to``: id of what it answers, and
    ``reply_address`` where that is read. ``sensitive``: its author would have readers asked first.
    """

    id: str
    url: str
    original: str = ""
    title: str = ""
    label: str
    html: str = ""
    text: str = ""
    author: Author
    published: datetime
    updated: datetime
    language: str = ""
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    reply_to: str = ""
    reply_address: str = ""
    sensitive: bool = False
    gone: Gone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A page of entries, newest first. ``id``: the same for all its pages and on any host. ``url``: of this page;
    ``first``, ``next``, ``previous``: of others; ``page``: the same view for people."""

    id: str
    title: str
    description: str
    author: Author
    language: str
    url: str
    page: str
    first: str
    icon: str
    updated: datetime
    entries: tuple[Entry, ...]
    next: str = ""
    previous: str = ""


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def stamp(at: datetime) -> str:
    """A moment as RFC 3339 has it, to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
