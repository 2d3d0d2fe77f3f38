"""A search run: the newest hits, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tilstede.core.order import HIGHEST
from tilstede.core.query import Node
from tilstede.posts.search.plan import Plan
from tilstede.posts.search.walk import confirmed, hits, planned, sights

#: So many posts are looked at one by one for a page, where the index alone cannot tell the hits.
MOST_LOOKED_AT = 5_000
_FIRST_LOOK = 100


class Hit(NamedTuple):
    """A post found: its place in time (`core.order`), and its public number."""

    key: int
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, the newest first. ``next``: what to give as ``before`` (or as ``after``, where that was given) for
    those that follow in the same direction; None when there are none. ``stopped``: the walk was long and
    stopped before the page was full."""

    hits: tuple[Hit, ...]
    next: int | None = None
    stopped: bool = False


def search(
    query: str | Node,
    *,
    public: bool,
    limit: int = 20,
    before: int = HIGHEST,
    after: int | None = None,
) -> Page:
    """The newest hits with a key below ``before``; or, with ``after``, those with the next keys above it.

    ``public``: only what anyone may see is searched. :raises QueryError: a search that cannot be understood.
    """
    found = planned(query, public=public)
    if after is not None:
        found = replace(found, low=max(found.low, after + 1), upward=True)
    if found.exact:
        some = hits(found, below=before, limit=limit + 1)
        return _page(found, [Hit._make(hit) for hit in some], limit)
    return _looked_at(found, before, limit)


def every(tree: Node, *, below: int, limit: int) -> list[Hit]:
    """The newest posts with a key under ``below``, whoever may see them. For a tree the index tells exactly."""
    found = replace(planned(tree, public=False), hidden=())
    return [Hit._make(hit) for hit in hits(found, below=below, limit=limit)]


def _page(found: Plan, some: Sequence[Hit], limit: int) -> Page:
    """Of hits in the plan's order, perhaps one more than the page takes."""
    page = some[:limit]
    on = page[-1].key if len(some) > limit else None
    return Page(_newest_first(found, page), on)


def _newest_first(found: Plan, some: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(reversed(some)) if found.upward else tuple(some)


def _looked_at(found: Plan, below: int, limit: int) -> Page:
    seen: list[Hit] = []
    looked_at, batch = 0, _FIRST_LOOK
    while looked_at < MOST_LOOKED_AT:
        some = sights(found, below=below, limit=batch)
        seen += [Hit(sight.key, sight.number) for sight in confirmed(found.tree, some)]
        if len(seen) > limit or len(some) < batch:
            return _page(found, seen, limit)
        looked_at += len(some)
        last = some[-1].key
        if found.upward:
            found = replace(found, low=last + 1)
        else:
            below = last
        batch = min(batch * 2, 1_000)
    return Page(_newest_first(found, seen), last, stopped=True)
