"""Comments under an account's own posts, found by how many there are: Meta has no list of all of them.

Each visit asks how many comments each of the newest posts has; where there are others than before, those newer than
the newest seen are read. A comment under a post older than those is not noticed. The cursor::

    counts    {post: comments it had}
    seen      {post: when the newest comment read was made}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tilstede.networks.kit.errors import NotFound
from tilstede.networks.kit.jsonfields import moment_of
from tilstede.networks.kit.meta.graph import Graph

_PAGES: Final = 20  #: of comments under one post, in one visit


class Counted(NamedTuple):
    """A post, and how many comments it has."""

    id: str
    comments: int


class Listing(NamedTuple):
    """``posts`` with ``asked`` gives the newest posts, ``counted`` reads one of them; ``comments`` with ``each`` gives
    the comments of a post, newest first where ``newest_first``; ``when``: the time of one."""

    posts: str
    asked: Mapping[str, str]
    counted: Callable[[bytes], Counted | None]
    comments: str
    each: Mapping[str, str]
    when: Callable[[bytes], datetime | None]
    newest_first: bool = True


def new_comments(
    graph: Graph, listing: Listing, cursor: dict[str, Any]
) -> Iterator[tuple[str, list[bytes]]]:
    """Post by post its new comments. The cursor has moved when they are handed out."""
    page = graph.page(listing.posts, listing.asked)
    found = [one for element in page.data if (one := listing.counted(bytes(element)))]
    counts, seen = cursor.setdefault("counts", {}), cursor.setdefault("seen", {})
    for held in (counts, seen):
        for gone in held.keys() - {one.id for one in found}:
            del held[gone]
    for post in found:
        if post.comments != counts.get(post.id, 0):
            comments = _comments(graph, listing, post.id, seen)
            counts[post.id] = post.comments
            yield post.id, comments


def _comments(graph: Graph, listing: Listing, post_id: str, seen: dict[str, str]) -> list[bytes]:
    """Those made since the newest one seen; of one second all, since another may have come in it."""
    known = seen.get(post_id, "")
    floor = moment_of(known) if known else None
    found: list[bytes] = []
    times: list[datetime] = []
    try:
        for page in graph.pages(listing.comments.format(post_id), listing.each, _PAGES):
            dated = [(listing.when(bytes(one)), bytes(one)) for one in page.data]
            times += [moment for moment, _ in dated if moment]
            found += [
                one for moment, one in dated if floor is None or moment is None or moment >= floor
            ]
            if listing.newest_first and floor and any(m and m < floor for m, _ in dated):
                break
    except NotFound:
        return []
    if times:
        seen[post_id] = max(times).isoformat()
    return found
