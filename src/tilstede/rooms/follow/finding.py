"""A search as its page shows it: hits with the words marked, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tilstede.core import match
from tilstede.core.query import Node, QueryError, visible
from tilstede.posts import read
from tilstede.posts.search import Hit, ranked, tree_of
from tilstede.rooms.follow.queries import PAGE, Card, cards, opened
from tilstede.rooms.follow.spread import Spread, spread
from tilstede.web.query_words import explain
from tilstede.web.text import Span

#: Characters of a text in which hits are marked; they are found in all of it.
_MARKED = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """Hits. ``older``, ``newer``: as `queries.Page` has them. ``stopped``: the walk was long and stopped before
    the page was full. ``skip``: where hits by relevance go on, if any; ``cut``: older hits were not weighed."""

    cards: tuple[Card, ...]
    spread: Spread
    older: int | None = None
    newer: int | None = None
    is_first: bool = True
    stopped: bool = False
    skip: int | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a search: the search parted where it is wrong, and what may have been meant."""

    said: str
    before: str
    at: str
    after: str
    better: str  #: the whole search as it may have been meant; "" when nobody can tell


def newest(query: str, *, before: int | None = None, after: int | None = None) -> Found:
    """The newest public hits, those older than the key ``before``, or those next above the key ``after``.

    :raises QueryError: it is no search.
    """
    tree = tree_of(query)
    page = opened(tree, before=before, after=after)
    return Found(
        _cards(page.hits, tree),
        spread(query, tree),
        older=page.older,
        newer=page.newer,
        is_first=page.is_first,
        stopped=page.stopped,
    )


def of_tree(tree: Node, *, limit: int = PAGE) -> Found:
    """The newest public hits of a search that is understood already, without how they are spread."""
    page = opened(tree, limit=limit)
    found = _cards(page.hits, tree)
    return Found(found, Spread((), 0, cut=False), older=page.older, stopped=page.stopped)


def best(query: str, *, skip: int = 0) -> Found:
    """Public hits by relevance, from number ``skip``. :raises QueryError: it is no search."""
    tree = tree_of(query)
    ranking = ranked(tree, public=True, limit=PAGE, skip=skip)
    found = _cards(ranking.hits, tree)
    return Found(found, spread(query, tree), is_first=not skip, skip=ranking.next, cut=ranking.cut)


def _cards(hits: Sequence[Hit], tree: Node) -> tuple[Card, ...]:
    shown = cards(read.shown([hit.number for hit in hits]))
    return tuple(_marked(card, tree) for card in shown)


def mistake(query: str, error: QueryError) -> Mistake:
    """The error, for people."""
    start, end = error.start, error.end
    better = query[:start] + error.suggestion + query[end:] if error.suggestion else ""
    before, at, after = (visible(part) for part in (query[:start], query[start:end], query[end:]))
    return Mistake(explain(error), before, at, after, better)


def _marked(card: Card, tree: Node) -> Card:
    if card.post is None:
        return card
    return replace(
        card, title_hits=_spans(card.post.title, tree), text_hits=_spans(card.post.text, tree)
    )


def _spans(text: str, tree: Node) -> tuple[Span, ...]:
    """Where the search struck, from and to which character."""
    spans, place = [], 0
    for fragment in match.highlight(text[:_MARKED], tree):
        if fragment.is_hit:
            spans.append((place, place + len(fragment.text)))
        place += len(fragment.text)
    return tuple(spans)
