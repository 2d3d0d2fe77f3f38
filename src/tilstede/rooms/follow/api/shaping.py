"""From what the pages show to what the API answers with: the same cards, accounts and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from django.utils import timezone

from tilstede.core.post import Post
from tilstede.intake.models import Source
from tilstede.intake.words import state
from tilstede.posts import models, proofs, read
from tilstede.record import checkpoint
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.api import shapes
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.offices import Offices


def web(url: str) -> str | None:
    """An address that leads to the web; None for all else a stranger may have put there."""
    return url if url.startswith(("https://", "http://")) else None


def posts(shown: Sequence[read.Shown], addresses: Addresses) -> tuple[shapes.Post, ...]:
    """Posts with all that is told of them: a fixed number of queries however many there are."""
    signed = checkpoint.latest()
    size = signed.size if signed else 0
    return tuple(_post(card, addresses, size) for card in queries.cards(shown))


def _post(card: queries.Card, addresses: Addresses, size: int) -> shapes.Post:
    row = card.row
    return shapes.Post(
        id=card.number,
        key=str(row.key),
        network=row.network,
        author=_author(card, addresses),
        published=row.at,
        language=row.language,
        language_sure=row.language_sure,
        state=_state(card.shown),
        withdrawn=row.withdrawn,
        edited=card.edited,
        versions=row.versions,
        content=content(card.post, card.media, addresses) if card.post else None,
        relations=tuple(_relation(one, addresses) for one in card.relations),
        addresses=addresses.post(card.number, has_bundle=proofs.covers(size, card.shown)),
    )


def _state(item: read.Shown) -> Literal["stands", "withdrawn", "destroyed"]:
    if item.withdrawn:
        return "withdrawn"
    return "stands" if item.post else "destroyed"


def _author(card: queries.Card, addresses: Addresses) -> shapes.Author:
    told, known = card.post.author if card.post else None, card.shown.author
    return shapes.Author(
        account=card.row.author_id,
        name=card.name,
        handle=(told.handle if told else "") or known.handle,
        office=card.office,
        addresses=addresses.account(card.row.author_id),
    )


def content(post: Post, media: Iterable[queries.Picture], addresses: Addresses) -> shapes.Content:
    """What one wording says. ``media``: as it stands on the page of the post."""
    return shapes.Content(
        title=post.title,
        warning=post.warning,
        text=post.text,
        sensitive=post.sensitive,
        url=web(post.url),
        links=tuple(
            shapes.Link(url=one.url, title=one.title) for one in post.links if web(one.url)
        ),
        media=tuple(_medium(one, addresses) for one in media),
        poll=_poll(post),
        tags=post.tags,
        mentions=post.mentions,
    )


def _poll(post: Post) -> shapes.Poll | None:
    told = post.poll
    if told is None:
        return None
    return shapes.Poll(options=told.options, multiple=told.multiple, closes=told.closes)


def _medium(picture: queries.Picture, addresses: Addresses) -> shapes.Medium:
    told, place = picture.told, (picture.number, picture.position)
    return shapes.Medium(
        kind=told.kind,
        mime=told.mime,
        alt=told.alt,
        text=told.text,
        width=told.width,
        height=told.height,
        copy=addresses.of("media", *place) if picture.held else None,
        thumbnail=addresses.of("thumb", *place) if picture.shown else None,
    )


def _relation(relation: queries.Relation, addresses: Addresses) -> shapes.Relation:
    other = relation.shown
    return shapes.Relation(
        kind=relation.kind,
        name=relation.name,
        url=relation.url or None,
        post=other.number if other else None,
        address=addresses.of("api-post", other.number) if other else None,
    )


def version(
    wording: read.Wording, post: Post, media: Iterable[queries.Picture], addresses: Addresses
) -> shapes.Version:
    """One wording, with the words it has."""
    return shapes.Version(
        event=wording.event,
        written=wording.at,
        seen=wording.seen,
        language=wording.language,
        language_sure=wording.language_sure,
        content=content(post, media, addresses),
    )


# --- accounts and sources ------------------------------------------------------------------------------
def entry(
    author: models.Author, offices: Offices, today: date, addresses: Addresses
) -> shapes.AccountEntry:
    """An account in the list."""
    listed = offices.account(author)
    return shapes.AccountEntry(
        id=author.id,
        network=author.network,
        native_id=author.native_id,
        name=author.name,
        handle=author.handle,
        url=web(author.url),
        capacity=listed.capacity if listed else None,
        office=offices.at(author, today),
        addresses=addresses.account(author.id),
    )


def account(about: queries.AccountPage, known: shapes.AccountEntry) -> shapes.Account:
    """An account with all that its page tells."""
    return shapes.Account(
        **{name: getattr(known, name) for name in known.__struct_fields__},
        body=about.body,
        held=tuple(
            shapes.Holding(
                person=one.who, title=one.title, body=one.body, since=one.since, until=one.until
            )
            for one in about.held
        ),
        gaps=tuple(_gap(one) for one in about.gaps),
        source=about.source.id if about.source else None,
    )


def source(row: queries.SourceRow, addresses: Addresses) -> shapes.Source:
    """A source with its state."""
    told = row.source
    return shapes.Source(
        id=told.id,
        network=told.network,
        address=told.address,
        title=told.title,
        state=told.state,
        why=_reason(told.why),
        detail=""
        if told.why == "decided"
        else told.detail,  # a colleague's words are for colleagues
        failures=told.failures,
        last_success=told.last_success,
        next_try=told.next_try if told.state == Source.State.FOLLOWED else None,
        gaps=tuple(_gap(one) for one in row.gaps),
        account=addresses.of("api-account", row.author_id) if row.author_id else None,
        page=f"{addresses.of('sources')}#source-{told.id}",
    )


def today() -> date:
    """The day it is in the body's zone."""
    return timezone.localdate()


def _gap(stretch: read.Stretch) -> shapes.Gap:
    why = _reason(stretch.why)
    assert why is not None, "a gap says why"
    return shapes.Gap(
        event=stretch.event, since=stretch.since, until=stretch.until, why=why, open=stretch.open
    )


def _reason(code: str) -> shapes.Reason | None:
    return shapes.Reason(code=code, text=state(code)) if code else None
