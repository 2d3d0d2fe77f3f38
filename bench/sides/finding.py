"""tilstede searches, as its pages and its command line do."""

from __future__ import annotations

from typing import Any

from bench.sides.asking import Query, asked
from tilstede.posts import read
from tilstede.posts.search import facets, ranked, search


def newest(path: str, warming: int) -> dict[str, Any]:
    """The newest 20 hits of each search: where they stand in time, and their numbers."""
    return asked(path, warming, _numbers)


def shown(path: str, warming: int) -> dict[str, Any]:
    """The same with all that a page shows of them: words, authors, pictures."""
    return asked(path, warming, lambda query: [post.number for post in read.shown(_numbers(query))])


def best(path: str, warming: int) -> dict[str, Any]:
    """The 20 most relevant among the newest 20,000 hits."""
    return asked(path, warming, _ranked)


def spread(path: str, warming: int) -> dict[str, Any]:
    """How the newest 20,000 hits are spread over networks, accounts, languages and years."""
    return asked(path, warming, lambda query: [facets(_typed(query), public=True).counted])


def _ranked(query: Query) -> list[int]:
    return [hit.number for hit in ranked(_typed(query), public=True, limit=20).hits]


def _numbers(query: Query) -> list[int]:
    return [hit.number for hit in search(_typed(query), public=True, limit=20).hits]


def _typed(query: Query) -> str:
    """As a person types it."""
    parts = list(query.get("every", ()))
    if "phrase" in query:
        parts.append(f'"{" ".join(query["phrase"])}"')
    parts += [f"-{word}" for word in query.get("without", ())]
    if "account" in query:
        parts.append(f"from:{query['account']}")
    return " ".join(parts)
