"""Posts, one or many, with their wordings, threads and proofs; and how the hits of a search are spread."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import UNSET

from tilstede.core.query import Node
from tilstede.posts import models, read
from tilstede.posts.search import Share
from tilstede.posts.search import facets as counted
from tilstede.record import checkpoint, succession
from tilstede.rooms.follow import history, queries
from tilstede.rooms.follow.api import narrowing, paging, problems, shapes, shaping
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.api.parameters import Narrowed, Nothing, OfAnyone, OfOne
from tilstede.web import words


def posts(asked: OfAnyone, addresses: Addresses) -> shapes.Posts:
    """What was said, of all accounts."""
    return page(narrowing.tree(asked), asked, addresses)


def page(wanted: Node, asked: OfOne, addresses: Addresses) -> shapes.Posts:
    """A page of the posts a search finds."""
    found = paging.hits(wanted, asked, has_words=asked.q is not UNSET)
    return shapes.Posts(
        posts=shaping.posts(read.shown(found.some), addresses),
        stopped=found.stopped,
        cut=found.cut,
        **found.links(addresses),
    )


def post(asked: Nothing, addresses: Addresses, number: int) -> shapes.Post:
    """One post as it stands."""
    [found] = shaping.posts([the(number)], addresses)
    return found


def the(number: int) -> read.Shown:
    """The post of that number. :raises Refused: there is none that may be shown; or it was destroyed."""
    if item := read.one(number):
        return item
    if gone := history.destroyed(number):
        raise problems.destroyed(gone)
    raise problems.not_found()


def versions(asked: Nothing, addresses: Addresses, number: int) -> shapes.Versions:
    """Every wording that is public; none of a post whose words are not shown."""
    item = the(number)
    return shapes.Versions(
        post=number,
        versions=tuple(_versions(item, addresses)),
        addresses=addresses.post(number, has_bundle=history.proof(number, item).bundled),
    )


def _versions(item: read.Shown, addresses: Addresses) -> Iterator[shapes.Version]:
    for wording, post in history.versions(item):
        held = item.media if wording.event == item.row.event else ()
        pictures = queries.pictures(item.number, post, held)
        yield shaping.version(wording, post, pictures, addresses)


def thread(asked: Nothing, addresses: Addresses, number: int) -> shapes.Thread:
    """What it answers, and what answers it."""
    item = the(number)
    found = read.thread(item)
    shown = shaping.posts([*found.before, item, *found.after], addresses)
    place = len(found.before)
    return shapes.Thread(
        before=shown[:place],
        post=shown[place],
        after=shown[place + 1 :],
        cut=found.cut,
        missing_parent=found.missing_parent,
    )


def proof(asked: Nothing, addresses: Addresses, number: int) -> shapes.Proof:
    """Where it stands in the log."""
    item = the(number)
    told = history.proof(number, item)
    signed = told.checkpoint
    return shapes.Proof(
        post=number,
        index=number,
        current=item.row.event,
        recorded=told.at,
        checkpoint=noted(signed, succession.every(), addresses) if signed else None,
        bundle=addresses.post(number, has_bundle=told.bundled).bundle,
        tiles=addresses.of("tile", "0").removesuffix("0"),
    )


def noted(
    signed: checkpoint.Signed, keys: Sequence[succession.Key], addresses: Addresses
) -> shapes.Checkpoint:
    """A checkpoint with the key that signed it."""
    return shapes.Checkpoint(
        size=signed.size,
        root=b64encode(signed.root).decode(),
        signed=signed.at,
        key=str(succession.at(keys, signed.size)),
        address=addresses.of("checkpoint-at", signed.size),
    )


# --- how hits are spread -------------------------------------------------------------------------------
def facets(asked: Narrowed, addresses: Addresses) -> shapes.Facets:
    """Over networks, accounts, languages and years."""
    found = counted(narrowing.tree(asked), public=True)
    authors = models.Author.objects.in_bulk([share.value for share in found.accounts])

    def shares(
        told: Iterable[Share], name: Callable[[str], str], filters: Callable[[str], dict[str, str]]
    ) -> tuple[shapes.Share, ...]:
        return tuple(
            shapes.Share(
                value=value,
                name=name(value),
                hits=share.hits,
                posts=addresses.narrowed(**filters(value)),
            )
            for share in told
            if (value := str(share.value))
        )

    def account(value: str) -> str:
        author = authors[int(value)]
        return author.name or author.handle or author.native_id

    return shapes.Facets(
        networks=shares(found.networks, words.network, lambda value: {"network": value}),
        accounts=shares(found.accounts, account, lambda value: {"account": value}),
        languages=shares(found.languages, words.language, lambda value: {"language": value}),
        years=shares(found.years, str, lambda value: _year(asked, value)),
        counted=found.counted,
        cut=found.cut,
    )


def _year(asked: Narrowed, year: str) -> dict[str, str]:
    """The year, or what of it was asked for."""
    days = {"since": asked.since, "until": asked.until}
    return {
        name: day if isinstance(day, str) and day.startswith(year) else year
        for name, day in days.items()
    }
