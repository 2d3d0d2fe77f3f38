"""How the hits are spread over networks, accounts, languages and years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import NamedTuple, TypeVar

import numpy as np
from django.utils import timezone

from tilstede.core import order
from tilstede.core.query import Node
from tilstede.posts.index.rows import bearer
from tilstede.posts.search.engine import Borne, Numbers
from tilstede.posts.search.walk import confirmed, engine, indexed, planned, sights

#: Counted are the newest hits, no more than these.
WINDOW = 20_000
#: And of searches whose hits must be looked at one by one, the hits among so many of the newest posts.
LOOKED_AT = 2_000
_ACCOUNTS = 20
#: What marks of these begin with (`core.marks`).
_NETWORK, _LANGUAGE = "n", "l"


V = TypeVar("V", str, int)


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
    if found.by_index:
        counted, cut = _without_last(engine().borne(indexed(found), WINDOW + 1), WINDOW)
    else:
        looked_at = sights(found, below=found.high, limit=LOOKED_AT + 1)
        some = list(confirmed(found.tree, looked_at[:LOOKED_AT]))
        keys = np.array([sight.key for sight in some], dtype=np.int64)
        counted = Borne(keys, [bearer(sight.marks) for sight in some])
        cut = len(looked_at) > LOOKED_AT
    accounts, tongues = _parted(Counter(counted.bearers))
    languages = _named(_LANGUAGE, tongues)
    networks = _named(_NETWORK, tongues)
    return Facets(
        networks=_largest(networks, len(networks)),
        accounts=_largest({int(mark[1:]): hits for mark, hits in accounts.items()}, _ACCOUNTS),
        languages=_largest(
            {name.replace("_", "-"): hits for name, hits in languages.items()}, len(languages)
        ),
        years=_years(np.sort(counted.keys)),
        counted=len(counted.bearers),
        cut=cut,
    )


def _without_last(counted: Borne, most: int) -> tuple[Borne, bool]:
    """No more than so many; and whether there was one more."""
    if len(counted.keys) <= most:
        return counted, False
    last = int(counted.keys.argmin())
    bearers = counted.bearers[:last] + counted.bearers[last + 1 :]
    return Borne(np.delete(counted.keys, last), bearers), True


def _parted(bearers: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each account's mark is borne, and the marks of language and network that follow it."""
    accounts: Counter[str] = Counter()
    tongues: Counter[str] = Counter()
    for marks, hits in bearers.items():
        account, _, others = marks.partition(" ")
        accounts[account] += hits
        tongues[others] += hits
    return accounts, tongues


def _named(kind: str, tongues: Counter[str]) -> Counter[str]:
    """Hits of each network, or of each language."""
    found: Counter[str] = Counter()
    for marks, hits in tongues.items():
        for mark in marks.split():
            if mark.startswith(kind):
                found[mark[1:]] += hits
    return found


def _largest(hits: Mapping[V, int], most: int) -> tuple[Share, ...]:
    """So many of the largest. Those that are surely smaller are not sorted: accounts are thousands."""
    least = min(nlargest(most, hits.values()), default=0)
    shares = [Share(value, count) for value, count in hits.items() if count >= least]
    return tuple(sorted(shares, key=lambda share: (-share.hits, share.value))[:most])


def _years(keys: Numbers) -> tuple[Share, ...]:
    """Of keys from low to high, the years in the body's zone."""
    zone = timezone.get_default_timezone()
    shares: list[Share] = []
    while len(keys):
        year = order.time(int(keys[-1])).astimezone(zone).year
        older = int(np.searchsorted(keys, order.first(datetime(year, 1, 1, tzinfo=zone))))
        shares.append(Share(year, len(keys) - older))
        keys = keys[:older]
    return tuple(shares)
