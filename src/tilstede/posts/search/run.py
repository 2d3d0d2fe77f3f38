"""A search run: the newest hits, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tilstede.core.query import Node
from tilstede.posts.search.plan import HIGHEST, Plan
from tilstede.posts.search.walk import Sight, columns, confirmed, newest, planned

#: So many posts are looked at one by one for a page, where the index alone cannot tell the hits.
MOST_LOOKED_AT = 5_000
_FIRST_LOOK = 100


class Hit(NamedTuple):
    """A post found: its place in time (`core.order`), and its public number."""

    key: int
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, the newest first. ``next``: what to give as ``before`` for those that follow; None when
    there are none. ``stopped``: the walk was long and stopped before the page was full."""

    hits: tuple[Hit, ...]
    next: int | None = None
    stopped: bool = False


def search(query: str | Node, *, public: bool, limit: int = 20, before: int = HIGHEST) -> Page:
    """The newest hits with a key below ``before``. ``public``: only what anyone may see is searched.

    :raises QueryError: a search that cannot be understood.
    """
    found = planned(query)
    if found.exact:
        wanted = 'p."key", p.number'
        return _page(columns(found, wanted, below=before, limit=limit + 1, public=public), limit)
    return _looked_at(found, before, limit, public)


def _page(found: Sequence[tuple[Any, ...]], limit: int) -> Page:
    """Of rows that begin with key and number, perhaps one more than the page takes."""
    hits = tuple(Hit(row[0], row[1]) for row in found[:limit])
    return Page(hits, hits[-1].key if len(found) > limit else None)


def _looked_at(found: Plan, below: int, limit: int, public: bool) -> Page:
    hits: list[Sight] = []
    looked_at, batch = 0, _FIRST_LOOK
    while looked_at < MOST_LOOKED_AT:
        rows = newest(found, below=below, limit=batch, public=public)
        hits.extend(confirmed(found.tree, rows))
        if len(hits) > limit or len(rows) < batch:
            return _page(hits, limit)
        looked_at += len(rows)
        below = rows[-1].key
        batch = min(batch * 2, 1_000)
    return Page(tuple(Hit(row.key, row.number) for row in hits), below, stopped=True)
