"""One post with its wordings, its thread and what is proved of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from tilstede.core.decide import PUBLIC
from tilstede.core.post import Post
from tilstede.posts import proofs, read
from tilstede.record import checkpoint
from tilstede.record import read as record
from tilstede.rooms.follow import chain
from tilstede.rooms.follow.queries import Card, cards
from tilstede.web.difference import Change, changes


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a post, and what was changed in it. ``changes`` None: too long to compare here."""

    name: str  #: title, warning, text, alt, poll or links
    position: int  #: which picture an alt text belongs to, from 1; else 0
    changes: list[Change] | None

    @property
    def label(self) -> str:
        """The part's name for readers."""
        return _LABELS[self.name].format(number=self.position)


_LABELS = {
    "title": gettext_lazy("Title"),
    "warning": gettext_lazy("Content warning"),
    "text": gettext_lazy("Text"),
    "links": gettext_lazy("Links"),
    "alt": gettext_lazy("Alternative text of picture {number}"),
    "poll": gettext_lazy("Choices of the poll"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One version, with what was changed since the one before; ``parts`` is empty for the first."""

    version: read.Wording
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the record has of the post: the event that first saw it and the checkpoint that covers it.
    ``bundled``: the words shown are signed too, so that there is a bundle."""

    event: int
    at: datetime
    checkpoint: checkpoint.Signed | None
    bundled: bool


@dataclass(frozen=True, slots=True)
class PostPage:
    """All that the page of a post shows."""

    card: Card
    wordings: tuple[Wording, ...]
    before: tuple[Card, ...]
    after: tuple[Card, ...]
    cut_before: bool
    cut_after: bool
    missing_parent: bool
    proof: Proof
    parts: int = 1  #: posts that its author's text goes on over


def post(item: read.Shown) -> PostPage:
    """The page of a post."""
    thread = read.thread(item)
    shown = cards([*thread.before, item, *thread.after])
    place = len(thread.before)
    return PostPage(
        card=shown[place],
        wordings=tuple(_wordings(item)),
        before=tuple(shown[:place]),
        after=tuple(shown[place + 1 :]),
        cut_before=thread.cut_before,
        cut_after=thread.cut_after,
        missing_parent=thread.missing_parent,
        proof=proof(item.number, item),
        parts=len(chain.of(item, thread)),
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A thread by one author as one text. ``cut``: the thread is longer than is read here."""

    cards: list[Card]
    cut: bool

    @property
    def first(self) -> Card:
        """The post it begins with."""
        return self.cards[0]


def text(item: read.Shown) -> Text:
    """What its author wrote in one breath, over all its posts."""
    thread = read.thread(item)
    return Text(cards(chain.of(item, thread)), thread.cut)


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A post whose words are gone for good: when that was done, and by which law or rule."""

    at: datetime
    ground: str
    proof: Proof


def destroyed(number: int) -> Destroyed | None:
    """What is left to say of the post of that number; None when it was not destroyed."""
    event = record.destruction(number)
    about = record.payload(event.number, "about") if event else None
    told = json.loads(about) if about else {}
    if event is None or number not in told.get("posts", ()):
        return None
    return Destroyed(event.at, told["ground"], proof(number))


def versions(item: read.Shown) -> Iterator[tuple[read.Wording, Post]]:
    """Versions whose words may be shown, with them: none of a post that is withdrawn, none that was not public."""
    for version in read.versions(item.number) if item.post else ():
        if version.post and version.post.visibility in PUBLIC:
            yield version, version.post


def _wordings(item: read.Shown) -> Iterator[Wording]:
    previous: Post | None = None
    for version, post in versions(item):
        yield Wording(version, tuple(_changed(previous, post)) if previous else ())
        previous = post


def _changed(old: Post, new: Post) -> Iterator[Part]:
    before, after = dict(_parts(old)), dict(_parts(new))
    for name, position in dict.fromkeys([*before, *after]):
        was, now = before.get((name, position), ""), after.get((name, position), "")
        if was != now:
            yield Part(name, position, changes(was, now))


def _parts(post: Post) -> Iterable[tuple[tuple[str, int], str]]:
    """The parts that `core.post.content_digest` makes a version of, in reading order."""
    yield ("title", 0), post.title
    yield ("warning", 0), post.warning
    yield ("text", 0), post.text
    yield ("links", 0), "\n".join(link.url for link in post.links)
    for position, media in enumerate(post.media, 1):
        yield ("alt", position), media.alt or ""
    yield ("poll", 0), "\n".join(post.poll.options) if post.poll else ""


def proof(number: int, item: read.Shown | None = None) -> Proof:
    """What is proved of the post of that number. ``item``: the post, unless it was destroyed."""
    event, newest = record.event(number), checkpoint.latest()
    assert event is not None, "a post's number is that of the event that first saw it"
    bundled = bool(item and newest and proofs.covers(newest.size, item))
    return Proof(number, event.at, checkpoint.covering(number), bundled)
