"""What goes out: a post as a person cleared it, and what a network must be able to do to send it.

A sender does one thing at a time and keeps nothing. Whether something is sent again is decided above
(`outbox.pump`), by what the sender can find out: `Sender.find`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tilstede.core.post import Post, Visibility
from tilstede.networks.kit.contract import Seen
from tilstede.networks.kit.limits import Limits

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http


@dataclass(frozen=True, slots=True)
class Captions:
    """Subtitles of a film, WebVTT. ``language``: a BCP 47 tag."""

    path: Path
    language: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture, film, sound or file that goes with a post. ``alt`` None: none was written; ``""``: decorative."""

    path: Path
    mime: str
    name: str = ""
    alt: str | None = None
    captions: tuple[Captions, ...] = ()


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


class Sender(Protocol):
    """One object per network. Methods whose ability is not declared are never called.

    Every method raises `NetworkError`: `Expired` (connect again), `Refused` (this is not allowed), `Rejected` (not as
    it is), `Throttled` (``retry_after``), `Unreachable`. **What an error leaves open must be told**: ``reached`` is
    true when the network may have done what was asked. Acts (`delete`, `boost`, `like`, `follow`, `hide`) done twice
    leave things as done once; of something that is gone already they say nothing.
    """

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """What the network takes: as the server tells when it can be asked, else as documented."""

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """Send it, once. Pictures first. With the network's idempotency key or a name of our own made of
        ``what.key`` and ``what.made``, where it has such."""

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """The post as sent by an earlier try, or None when it is certain that there is none.
        :raises CannotTell: it cannot be found out."""

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        """The post as it stands there now, as `fetch` would give it; None when it is gone."""

    def edit(
        self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime
    ) -> Sent: ...

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None: ...

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        """Hide an answer under one of our posts from others, or show it again."""

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None: ...

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None: ...

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None: ...
