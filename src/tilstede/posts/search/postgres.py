"""Walks through the index on PostgreSQL, month by month from the newest on.

Left alone, the planner guesses: for a rare word it may walk all posts backwards by key (15 seconds at
five million), for a common one fetch them all to sort them. So it is never asked a question where that
could be the answer: first the newest few posts are looked at, then one month, then two, four, eight,
each time only by the words' own index, until there are enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from tilstede.core import marks
from tilstede.posts.search import months
from tilstede.posts.search.engine import rows
from tilstede.posts.search.plan import Plan
from tilstede.posts.search.tsquery import Tsquery

#: So many of the newest posts, in so many of the newest months, are looked at before the index is asked.
_NEWEST = 1_000
_MONTHS = 3

_LOOK = (
    "SELECT key, length FROM (SELECT * FROM posts_index WHERE key >= %s AND key < %s"
    " ORDER BY key DESC LIMIT %s) newest WHERE words @@ %s::tsquery{visible}"
    " ORDER BY key DESC LIMIT %s"
)
# Materialized: found by the words alone, before order and limit come into it.
_ASK = (
    "WITH found AS MATERIALIZED (SELECT key, length FROM posts_index"
    " WHERE key >= %s AND key < %s AND words @@ %s::tsquery{visible})"
    " SELECT key, length FROM found ORDER BY key DESC LIMIT %s"
)
#: The index has a column for each mark of posts that are hidden: asking its words costs ten times more.
_LETS_PASS = {marks.PRIVATE: " AND NOT private", marks.WITHDRAWN: " AND NOT withdrawn"}


class Postgres:
    """`engine.Engine` on a tsvector of our own words, with a GIN index for each month."""

    def __init__(self) -> None:
        self.dialect = Tsquery(_has_long)

    def columns(self, found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
        keys = [key for key, _ in _newest(found, below, limit)]
        return rows(
            f'SELECT {wanted} FROM posts_post p WHERE p."key" = ANY(%s) ORDER BY p."key" DESC',
            [keys],
        )

    def lengths(self, found: Plan, limit: int) -> tuple[list[int], list[int]]:
        sizes = _newest(found, found.high, limit)
        return [key for key, _ in sizes], [length for _, length in sizes]

    def among(self, found: Plan, term: str, low: int) -> list[int]:
        both = self.dialect.all_of([found.term.text or "", term])
        keys = rows(
            "SELECT key FROM posts_index WHERE key >= %s AND key < %s AND words @@ %s::tsquery"
            + _visible(found),
            [low, found.high, both],
        )
        return [key for (key,) in keys]


def _newest(found: Plan, below: int, limit: int) -> list[tuple[int, int]]:
    """Key and length of the newest posts of the plan with low ≤ key < below."""
    low, term = found.low, found.term.text
    look, ask = (statement.format(visible=_visible(found)) for statement in (_LOOK, _ASK))
    with connection.cursor() as cursor:
        held = [month for month in months.held(cursor) if month.high > low and month.low < below]
        if held and limit < _NEWEST:
            floor = max(low, held[:_MONTHS][-1].low)
            cursor.execute(look, [floor, below, _NEWEST, term, limit])
            if cursor.rowcount == limit:
                return list(cursor.fetchall())
        sizes: list[tuple[int, int]] = []
        for some in _growing(held):
            floor, ceiling = max(low, some[-1].low), min(below, some[0].high)
            cursor.execute(ask, [floor, ceiling, term, limit - len(sizes)])
            sizes += cursor.fetchall()
            if len(sizes) == limit:
                break
    return sizes


def _visible(found: Plan) -> str:
    return "".join(_LETS_PASS[mark] for mark in found.hidden)


def _growing(held: list[months.Month]) -> Iterator[list[months.Month]]:
    """One month, then two, then four, from the newest on."""
    start, count = 0, 1
    while start < len(held):
        yield held[start : start + count]
        start, count = start + count, count * 2


def _has_long() -> bool:
    return bool(rows("SELECT EXISTS (SELECT 1 FROM posts_index_long)", [])[0][0])
