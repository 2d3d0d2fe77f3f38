"""How many hits a search has in each of some stretches of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from tilstede.core import order
from tilstede.core.query import Node
from tilstede.posts.search.counts import LOOKED_AT, WINDOW
from tilstede.posts.search.walk import confirmed, hits, planned, sights


@dataclass(frozen=True, slots=True)
class Course:
    """Hits in each of some stretches of time, the earliest first. ``since``: hits before it were not counted, as there
    were too many; None: all were."""

    hits: tuple[int, ...]
    since: datetime | None = None


def course(query: str | Node, edges: Sequence[datetime], *, public: bool) -> Course:
    """How many of a search's hits lie between each two moments. :raises QueryError: one not to be understood."""
    found = planned(query, public=public)
    found = replace(found, low=max(found.low, order.first(edges[0])))
    below = min(found.high, order.first(edges[-1]))
    if found.exact:
        keys = [key for key, _number in hits(found, below=below, limit=WINDOW + 1)]
        cut = len(keys) > WINDOW
    else:
        looked_at = sights(found, below=below, limit=LOOKED_AT + 1)
        keys = [sight.key for sight in confirmed(found.tree, looked_at[:LOOKED_AT])]
        cut = len(looked_at) > LOOKED_AT
    places = np.searchsorted(np.sort(np.array(keys, dtype=np.int64)), [*map(order.first, edges)])
    last = order.time(min(keys)) if cut and keys else None
    return Course(tuple(np.diff(places).tolist()), last)
