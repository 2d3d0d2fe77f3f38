"""Posts as entries of feeds, and as things of ActivityStreams."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tilstede.formats.activitystreams.page import Medium, Thing
from tilstede.formats.feeds.entry import Author, Enclosure, Entry, Gone
from tilstede.record import read as record
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.outputs import naming
from tilstede.rooms.follow.outputs.naming import Names
from tilstede.rooms.follow.queries import Card, Relation

#: What a template leaves of the parts that a post does not have.
_BLANK = re.compile(r"\n\s*\n")
#: Characters of a post that stand for its title where one is demanded.
_LABEL = 80


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all entries: names, addresses, and the sizes of media by event and role."""

    names: Names
    addresses: Addresses
    sizes: dict[tuple[int, str], int]


def entries(cards: Sequence[Card], addresses: Addresses) -> tuple[Entry, ...]:
    """Entries of a feed: a fixed number of queries however many there are."""
    changed = _changes(cards)
    sizes = record.sizes({medium.event for card in cards for medium in card.shown.media})
    known = _Known(naming.names(), addresses, sizes)
    return tuple(_entry(card, changed[card.number], known) for card in cards)


def things(cards: Sequence[Card], addresses: Addresses) -> tuple[Thing, ...]:
    """The same as things."""
    changed = _changes(cards)
    return tuple(_thing(card, addresses, changed[card.number]) for card in cards)


def html(card: Card, addresses: Addresses) -> str:
    """What a post says, for readers that know nothing of our styles."""
    root = addresses.of("stream").rstrip("/")
    made = render_to_string("follow/outputs/entry.html", {"card": card, "root": root}).strip()
    return made if "<pre" in made else _BLANK.sub("\n", made)


def _changes(cards: Sequence[Card]) -> dict[int, datetime]:
    """When each post was last other than before: written, edited, withdrawn, or seen to be so."""
    events = {card.number: card.row.gone_event or card.row.event for card in cards}
    seen = record.times(events.values())
    return {card.number: _changed(card, seen[events[card.number]]) for card in cards}


def _changed(card: Card, seen: datetime) -> datetime:
    row = card.row
    if row.gone_event is not None:
        told = row.withdrawn or seen
    elif card.post and card.post.edited:
        told = card.post.edited
    elif row.versions > 1:
        told = seen
    else:
        told = row.at
    return max(told, row.at)


def _gone(card: Card, changed: datetime) -> Gone | None:
    if card.post:
        return None
    if card.shown.withdrawn:
        return Gone(at=changed, words=_("Withdrawn by its author."))
    event = record.destruction(card.row.event)
    words = _("The words of this post have been lawfully destroyed.")
    return Gone(at=event.at if event else changed, words=words)


def _entry(card: Card, changed: datetime, known: _Known) -> Entry:
    post, addresses = card.post, known.addresses
    reply = next((one for one in card.relations if one.kind == "reply"), None)
    return Entry(
        id=known.names.post(card.number),
        url=addresses.of("post", card.number),
        original=_web(post.url) if post else "",
        title=post.title if post else "",
        label=_label(card),
        html=html(card, addresses) if post else "",
        text=post.text if post else "",
        author=Author(name=card.name, url=addresses.of("account", card.row.author_id)),
        published=card.row.at,
        updated=changed,
        language=card.lang,
        tags=post.tags if post else (),
        enclosures=_enclosures(card, known),
        reply_to=_answered(reply, known.names),
        reply_address=_address(reply, addresses),
        sensitive=bool(post and post.sensitive),
        gone=_gone(card, changed),
    )


def _label(card: Card) -> str:
    start = " ".join(card.post.text.split()) if card.post else ""
    short = Truncator(start).chars(_LABEL)
    return f"{card.name}: {short}" if short else card.name


def _enclosures(card: Card, known: _Known) -> tuple[Enclosure, ...]:
    """What we have a copy of; readers are never sent to a third party."""
    told = {picture.position: picture.told for picture in card.media if picture.held}
    return tuple(
        Enclosure(
            url=known.addresses.of("media", card.number, medium.position),
            mime=medium.mime,
            kind=told[medium.position].kind,
            size=known.sizes.get((medium.event, medium.role), 0),
            alt=told[medium.position].alt,
            width=told[medium.position].width,
            height=told[medium.position].height,
        )
        for medium in card.shown.media
        if medium.position in told
    )


def _answered(reply: Relation | None, names: Names) -> str:
    if reply is None:
        return ""
    return names.post(reply.shown.number) if reply.shown else reply.url


def _address(relation: Relation | None, addresses: Addresses) -> str:
    if relation is None:
        return ""
    return addresses.of("post", relation.shown.number) if relation.shown else relation.url


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


# --- things --------------------------------------------------------------------------------------------
def _thing(card: Card, addresses: Addresses, changed: datetime) -> Thing:
    post, gone = card.post, _gone(card, changed)
    kinds = {one.kind: one for one in card.relations}
    poll = post.poll if post else None
    return Thing(
        id=addresses.of("post", card.number),
        original=_web(post.url) if post else "",
        title=post.title if post else "",
        html=html(card, addresses) if post else "",
        warning=post.warning if post else "",
        sensitive=bool(post and post.sensitive),
        language=card.lang,
        actor=_web(card.shown.author.native_id) or addresses.of("account", card.row.author_id),
        actor_name=card.name,
        published=card.row.at,
        updated=changed,
        reply_to=_address(kinds.get("reply"), addresses),
        shares=_address(kinds.get("boost"), addresses),
        tags=post.tags if post else (),
        media=_media(card, addresses),
        options=poll.options if poll else (),
        multiple=bool(poll and poll.multiple),
        closes=poll.closes if poll else None,
        deleted=gone.at if gone else None,
    )


def _media(card: Card, addresses: Addresses) -> tuple[Medium, ...]:
    mimes = {medium.position: medium.mime for medium in card.shown.media}
    return tuple(
        Medium(
            url=addresses.of("media", picture.number, picture.position),
            mime=mimes[picture.position],
            kind=picture.told.kind,
            alt=picture.told.alt,
            width=picture.told.width,
            height=picture.told.height,
        )
        for picture in card.media
        if picture.held
    )
