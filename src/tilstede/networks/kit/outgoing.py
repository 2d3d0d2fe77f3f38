"""A post as a person cleared it, on its way out, and what the network made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from tilstede.core.post import Post, Visibility


@dataclass(frozen=True, slots=True)
class Captions:
    """Subtitles of a film, WebVTT. ``language``: a BCP 47 tag."""

    path: Path
    language: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture, film, sound or file that goes with a post. ``alt`` None: none was written; ``""``: decorative.
    ``sound``: whether a film has any; None: not known. ``address``: of ours, where a network that fetches files itself
    (`Fetching`) finds it while the post is being sent; ``""``: nowhere."""

    path: Path
    mime: str
    name: str = ""
    alt: str | None = None
    captions: tuple[Captions, ...] = ()
    sound: bool | None = None
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """How a link is to be shown where the network does not look it up itself."""

    url: str
    title: str
    description: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """A poll to be held. ``lasts``: seconds."""

    options: tuple[str, ...]
    lasts: int
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A post in the record that is answered, quoted, boosted, hidden. ``raw``: as it was received, ``mime`` of it."""

    post: Post
    raw: bytes = b""
    mime: str = ""
    root: Post | None = None  #: the first of its thread, where it is held


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One post, in the wording for one channel. Never changed on its way: it is sent whole or not at all.

    ``key``: its own for ever, so that it can be known again. ``made``: when it was cleared, UTC; the same at every
    try. ``title``: of a film, an article, a letter.
    """

    key: str
    made: datetime
    text: str
    title: str = ""
    language: str = ""
    warning: str = ""
    visibility: Visibility = "public"
    media: tuple[Enclosure, ...] = ()
    card: Card | None = None
    poll: Ballot | None = None
    tags: tuple[str, ...] = ()
    reply_to: Target | None = None
    quote_of: Target | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What the network made of it. ``id``: by which the network knows it (`read`, `edit`, `delete`).
    ``aliases``: the names its post will have in the record, as the network's parser gives them."""

    id: str
    aliases: tuple[str, ...]
    url: str = ""


@runtime_checkable
class Fetching(Protocol):
    """A network that takes files from no one: it fetches them itself, from an address of ours that all can reach."""

    fetched: frozenset[str]  #: those of its abilities that need such an address
