"""How a draft will look at each network, as far as that is known: what is shortened, marked, hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tilstede.core.checks.kit import Length
from tilstede.outbox.drafting import asking, channels
from tilstede.outbox.drafting.channels import Channel
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Manuscript

_MARKED: Final = re.compile(
    r"(?P<link>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»])|(?P<tag>(?<!\w)#\w+)"
    r"|(?P<name>(?<![\w/])@[\w.-]+\w(?:@[\w.-]+\w)?)"
)
#: Letters of an address that are shown where a network counts all addresses alike; Mastodon and X do so.
_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. ``kind``: `text`, `link`, `tag`, `name`. ``shown``: as it looks there."""

    kind: str
    shown: str


@dataclass(frozen=True, slots=True)
class Part:
    """One post. ``has``, ``most``: its length by the network's rule, and the limit, 0 where none is known."""

    number: int
    pieces: tuple[Piece, ...]
    has: int
    most: int

    @property
    def left(self) -> int:
        """What is left of the limit; below 0 it is too long."""
        return self.most - self.has

    @property
    def over(self) -> int:
        """By how much it is too long."""
        return max(0, -self.left) if self.most else 0


@dataclass(frozen=True, slots=True)
class Card:
    """What goes out to one channel. ``own``: in words of its own."""

    channel: Channel
    parts: tuple[Part, ...]
    own: bool


def cards(
    manuscript: Manuscript, content: Content, chosen: Sequence[Channel], lengths: Sequence[Length]
) -> list[Card]:
    """One for each channel that is chosen."""
    return [_card(manuscript, content, one, lengths) for one in chosen]


def _card(
    manuscript: Manuscript, content: Content, channel: Channel, lengths: Sequence[Length]
) -> Card:
    told = channels.limits(channel.account)
    counted = {one.part: one for one in reversed(lengths) if one.channel == channel.key}
    sent = asking.as_sent(manuscript, content, channel.account)
    parts = (
        Part(place + 1, tuple(pieces(text, short=bool(told.url))), *_length(counted.get(place)))
        for place, text in enumerate(sent)
    )
    return Card(channel, tuple(parts), channel.key in content.variants)


def _length(counted: Length | None) -> tuple[int, int]:
    return (counted.has, counted.most) if counted else (0, 0)


def pieces(text: str, *, short: bool) -> Iterator[Piece]:
    """The text with what the network makes links of. ``short``: it shows the beginning of a long address."""
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield Piece("text", text[at : found.start()])
        kind = found.lastgroup or "text"
        yield Piece(kind, _shortened(found[0]) if short and kind == "link" else found[0])
        at = found.end()
    if at < len(text):
        yield Piece("text", text[at:])


def _shortened(address: str) -> str:
    bare = address.split("://", 1)[1].removeprefix("www.")
    return f"{bare[:_SHOWN]}…" if len(bare) > _SHOWN else bare
