"""Posts in the record, as a network is told of them when they are answered, quoted, boosted or hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from tilstede.core.post import Author, Post, Visibility
from tilstede.networks.kit.outgoing import Target
from tilstede.outbox.models import Delivery
from tilstede.posts import read
from tilstede.record import read as record

#: How an item begins -> what it is.
_BEGINNINGS: Final = (
    (b"{", "application/json"),
    (b"[", "application/json"),
    (b"<", "application/xml"),
)


def of(number: int) -> Target | None:
    """The post of that number; None where there is none, or it was withdrawn."""
    shown = read.one(number, public=False)
    if shown is None or shown.post is None:
        return None
    raw = record.payload(shown.row.event, "raw") or record.payload(number, "raw") or b""
    first = read.root(number)
    root = read.one(first, public=False) if first != number else None
    return Target(shown.post, raw, _mime(raw), root.post if root else None)


def visibility(number: int) -> Visibility | None:
    """Who can see the post of that number, as its source said last; None where there is none, or it was withdrawn."""
    shown = read.one(number, public=False)
    return cast("Visibility", shown.row.visibility) if shown and shown.post else None


def of_delivery(delivery: Delivery, root: Post | None) -> Target:
    """A post of ours, for the next part of its thread: as it was read back, or else by what the network named it.

    ``root``: the first of the thread, where that is another post.
    """
    number = number_of(delivery.aliases)
    found = of(number) if number is not None else None
    if found is not None:
        return found
    post = Post(
        aliases=tuple(delivery.aliases),
        author=Author(id=delivery.native_id, handle=delivery.handle),
        form="api",
        network=delivery.network,
        parser=f"{delivery.network}/0",
        text=delivery.cleared.text,
        url=delivery.url,
    )
    return Target(post, root=root)


def number_of(aliases: Sequence[str]) -> int | None:
    """Of the post that is known by one of these names, once it is in the record."""
    return next((found for name in aliases if (found := read.by_alias(name)) is not None), None)


def _mime(raw: bytes) -> str:
    bare = raw.lstrip()[:1]
    return next((mime for begins, mime in _BEGINNINGS if bare == begins), "message/rfc822")
