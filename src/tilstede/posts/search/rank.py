"""Hits by relevance, in two steps: the index weighs the newest hits, then the best are read.

The measure is BM25 (k 1.2, b 0.75, as in FTS5). The index tells which words a post has and how long it
is. How often it has them is counted only in the posts that are read: to the index, a word that stands
in every second post costs as much as all of those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from tilstede.core.match import Document, matches
from tilstede.core.query import And, Exact, Near, Node, Or, Words, wanted
from tilstede.posts.search import plan
from tilstede.posts.search.counts import LOOKED_AT, WINDOW
from tilstede.posts.search.engine import Numbers
from tilstede.posts.search.plan import Plan
from tilstede.posts.search.run import Hit
from tilstede.posts.search.walk import (
    Sight,
    confirmed,
    documents,
    engine,
    indexed,
    planned,
    sights,
    sights_of,
)

#: So many of the best are read.
READ = 100
#: Of more alternatives than these, the index does not ask which a post has.
_ALTERNATIVES = 8
_K = 1.2
_B = 0.75

Said = Words | Exact | Near


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, the most relevant first. ``next``: what to give as ``skip`` for those that follow, None
    when there are none. ``weighed``: how many hits; ``cut``: older ones were not."""

    hits: tuple[Hit, ...]
    weighed: int
    cut: bool
    next: int | None = None


def ranked(query: str | Node, *, public: bool, limit: int = 20, skip: int = 0) -> Ranking:
    """Hits by relevance, among the newest `WINDOW`. :raises QueryError: one not to be understood."""
    found = planned(query, public=public)
    if found.by_index:
        weighed = _weighed_by_index(indexed(found))
        heaviest = sights_of(weighed.heaviest(max(READ, skip + limit)))
        best = _by_weight(heaviest[:READ], weighed.rarity) + heaviest[READ:]
        count, cut = len(weighed.keys), weighed.cut
    else:
        looked_at = sights(found, below=found.high, limit=LOOKED_AT + 1)
        best = list(confirmed(found.tree, looked_at[:LOOKED_AT]))
        count, cut = len(best), len(looked_at) > LOOKED_AT
        best = _by_weight(best, dict.fromkeys(_said(found.tree), 1.0))
    hits = tuple(Hit(sight.key, sight.number) for sight in best[skip : skip + limit])
    return Ranking(hits, count, cut, skip + limit if count > skip + limit else None)


# --- what the index tells -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Weighed:
    """Keys, the score of each, and how rare each word searched for is among the hits."""

    keys: Numbers
    score: npt.NDArray[np.float64]
    rarity: dict[Said, float]
    cut: bool

    def heaviest(self, most: int) -> list[int]:
        """Keys of so many, the heaviest first. Those that are surely lighter are not sorted."""
        keys, score = self.keys, self.score
        if len(keys) > most:
            kept = score >= np.partition(score, -most)[-most]
            keys, score = keys[kept], score[kept]
        heaviest: list[int] = keys[np.lexsort((-keys, -score))][:most].tolist()
        return heaviest


def _weighed_by_index(found: Plan) -> _Weighed:
    keys, lengths = engine().lengths(found, WINDOW + 1)
    cut = len(keys) > WINDOW
    if cut:
        newest = keys > keys.min()
        keys, lengths = keys[newest], lengths[newest]
    rarity = dict.fromkeys(_said(found.tree), _rarity(len(keys), len(keys)))
    weight = np.full(len(keys), sum(rarity.values()))
    for said in list(_alternatives(found.tree))[:_ALTERNATIVES] if len(keys) else ():
        has = np.isin(keys, _having(found, said, int(keys.min())))
        weight -= rarity[said]
        rarity[said] = _rarity(int(has.sum()), len(keys))
        weight += rarity[said] * has
    mean = max(float(lengths.mean()), 1.0) if len(keys) else 1.0
    return _Weighed(keys, weight / (1 + _K * (1 - _B + _B * lengths / mean)), rarity, cut)


def _having(found: Plan, said: Said, low: int) -> Numbers:
    return engine().among(found, plan.term(said, engine().dialect), low)


def _rarity(having: int, of: int) -> float:
    return log(1 + (of - having + 0.5) / (having + 0.5))


def _said(tree: Node) -> Iterator[Said]:
    """The words, phrases and such that hits are found by."""
    return (leaf for leaf in wanted(tree) if isinstance(leaf, Said))


def _alternatives(tree: Node) -> Iterator[Said]:
    """Those of which not every hit has each."""
    match tree:
        case And(children):
            for child in children:
                yield from _alternatives(child)
        case Or():
            yield from _said(tree)


# --- what reading tells ---------------------------------------------------------------------------
def _by_weight(some: Sequence[Sight], rarity: dict[Said, float]) -> list[Sight]:
    read = list(documents(some))
    mean = sum(len(document.passage.words) for document in read) / max(len(read), 1)
    scores = {
        sight.key: _score(document, rarity, mean)
        for sight, document in zip(some, read, strict=True)
    }
    return sorted(some, key=lambda sight: (-scores[sight.key], -sight.key))


def _score(document: Document, rarity: dict[Said, float], mean: float) -> float:
    length = len(document.passage.words)
    rest = _K * (1 - _B + _B * length / max(mean, 1))
    return sum(
        rare * often / (often + rest)
        for said, rare in rarity.items()
        if (often := _count(said, document))
    )


def _count(said: Said, document: Document) -> int:
    if isinstance(said, Words):
        return len(document.passage.find(said))
    return int(matches(said, document))
