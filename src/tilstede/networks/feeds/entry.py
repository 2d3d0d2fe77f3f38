"""What the kinds of feed have in common, before it is a post; and what is known of the feed around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, Protocol, Self
from urllib.parse import urlsplit

from tilstede.core.post import Author, Form, Media
from tilstede.networks.kit.markup import Markup


class Unusable(ValueError):
    """An entry that cannot be a post, or a document that is no feed. ``reason``: a code from REASONS."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class Entry:
    """An entry as its feed tells it: nothing resolved, nothing cleaned.

    ``dated`` is true when the feed gave a date, even one that could not be understood. ``reply_to`` is
    the id, ``reply_address`` the web address of the entry this one answers (RFC 4685).
    """

    guid: str = ""
    permalink: bool = True  #: whether the id may stand for a missing link, where it looks like one
    link: str = ""
    title: Markup = field(default_factory=Markup)
    body: Markup = field(default_factory=Markup)
    keep_lines: bool = False
    base: str = ""
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    dated: bool = False
    tags: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    video: str = ""  #: YouTube's id of the video
    reply_to: str = ""
    reply_address: str = ""
    sensitive: bool = False
    form: Form = "feed"


class Raw(NamedTuple):
    """One entry as received: its bytes, their MIME type, and which one it is, from 1."""

    data: bytes
    mime: str
    number: int


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself. ``address``: its own (rel=self, feed_url), if it says."""

    title: str = ""
    site: str = ""
    address: str = ""
    language: str = ""
    image: str = ""


class Reading(Protocol):
    """A feed's document taken apart. Its entries can be walked several times."""

    head: Head

    def entries(self) -> Iterator[Raw | Unusable]:
        """Each entry in the order of the document; what cannot even be cut out, with the reason."""


_TEXTS: Final = ("address", "title", "site", "language", "image", "base")


@dataclass(frozen=True, slots=True)
class Origin:
    """The feed around an entry. ``address`` is its permanent name, wherever it has moved since.

    ``base``: what relative addresses are relative to, where that is not ``address``.
    ``now``: when it was read, to tell a date in the future; None where that is not known.
    """

    address: str
    title: str = ""
    site: str = ""
    language: str = ""
    image: str = ""
    base: str = ""
    now: datetime | None = None

    @classmethod
    def of(cls, context: Mapping[str, str]) -> Self:
        """From the context of `Network.parse`. :raises ValueError: ``now`` is no date."""
        now = context.get("now")
        texts = {name: context.get(name, "") for name in _TEXTS}
        return cls(**texts, now=datetime.fromisoformat(now) if now else None)

    @property
    def author(self) -> Author:
        """The feed as one who writes: what it publishes is signed by the publisher, not by a person."""
        host = urlsplit(self.address).hostname or urlsplit(self.site).hostname or ""
        return Author(
            avatar=self.image,
            handle=host.removeprefix("www."),
            id=self.address or self.site or "feed:unknown",
            name=self.title or host,
            url=self.site or self.address,
        )
