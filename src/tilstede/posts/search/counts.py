"""How the hits are spread over networks, accounts, languages and years."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from tilstede.core import order
from tilstede.core.query import Node
from tilstede.posts.search.plan import Plan
from tilstede.posts.search.walk import columns, confirmed, planned, sights

#: Counted are the newest hits, no more than these.
WINDOW = 20_000
#: And of searches whose hits must be looked at one by one, the hits among so many of the newest posts.
LOOKED_AT = 2_000
_ACCOUNTS = 20


class Share(NamedTuple):
    """A network's name, an author's number, a language's code or a year, and its number of hits."""

    value: str | int
    hits: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The largest share first, years with the newest first. ``cut``: there are older hits, not counted."""

    networks: tuple[Share, ...]
    accounts: tuple[Share, ...]
    languages: tuple[Share, ...]
    years: tuple[Share, ...]
    counted: int
    cut: bool


def facets(query: str | Node, *, public: bool) -> Facets:
    """Of a search's newest hits. :raises QueryError: a search that cannot be understood."""
    found = planned(query, public=public)
    limit = WINDOW if found.exact else LOOKED_AT
    wanted = 'p."key", p.network, p.author_id, p.language'
    rows = columns(found, wanted, below=found.high, limit=limit + 1)
    cut = len(rows) > limit
    rows = rows[:limit]
    if not found.exact:
        hits = _hits(found, limit)
        rows = [row for row in rows if row[0] in hits]
    return Facets(
        networks=_largest(row[1] for row in rows),
        accounts=_largest(row[2] for row in rows)[:_ACCOUNTS],
        languages=_largest(row[3] for row in rows if row[3]),
        years=_years([row[0] for row in rows]),
        counted=len(rows),
        cut=cut,
    )


def _hits(found: Plan, limit: int) -> set[int]:
    looked_at = sights(found, below=found.high, limit=limit)
    return {sight.key for sight in confirmed(found.tree, looked_at)}


def _largest(values: Iterable[str | int]) -> tuple[Share, ...]:
    shares = (Share(value, hits) for value, hits in Counter(values).items())
    return tuple(sorted(shares, key=lambda share: (-share.hits, share.value)))


def _years(keys: Sequence[int]) -> tuple[Share, ...]:
    """Of keys from high to low, the years in the body's zone."""
    zone = timezone.get_default_timezone()
    shares: list[Share] = []
    while keys:
        year = order.time(keys[0]).astimezone(zone).year
        first = order.first(datetime(year, 1, 1, tzinfo=zone))
        older = bisect_right(keys, -first, key=lambda key: -key)
        shares.append(Share(year, older))
        keys = keys[older:]
    return tuple(shares)
