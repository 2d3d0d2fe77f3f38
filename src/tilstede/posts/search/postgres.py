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
    " ORDER BY key {order} LIMIT %s) first WHERE words @@ %s::tsquery{visible}"
    " ORDER BY key {order} LIMIT %s"
)
# Materialized: found by the words alone, before order and limit come into it.
_ASK = (
    "WITH found AS MATERIALIZED (SELECT key, length FROM posts_index"
    " WHERE key >= %s AND key < %s AND words @@ %s::tsquery{visible})"
    " SELECT key, length FROM found ORDER BY key {order} LIMIT %s"
)
#: The index has a column for each mark of posts that are hidden: asking its words costs ten times more.
_LETS_PASS = {marks.PRIVATE: " AND NOT private", marks.WITHDRAWN: " AND NOT withdrawn"}


class Postgres:
    """`engine.Engine` on a tsvector of our own words, with a GIN index for each month."""

    def __init__(self) -> None:
        self.dialect = Tsquery(_has_long)

    def columns(self, found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
        keys = [key for key, _ in _first(found, below, limit)]
        return rows(
            f'SELECT {wanted} FROM posts_post p WHERE p."key" = ANY(%s) ORDER BY p."key" {found.order}',
            [keys],
        )

    def lengths(self, found: Plan, limit: int) -> tuple[list[int], list[int]]:
        sizes = _first(found, found.high, limit)
        return [key for key, _ in sizes], [length for _, length in sizes]

    def among(self, found: Plan, term: str, low: int) -> list[int]:
        both = self.dialect.all_of([found.term.text or "", term])
        keys = rows(
            "SELECT key FROM posts_index WHERE key >= %s AND key < %s AND words @@ %s::tsquery"
            + _visible(found),
            [low, found.high, both],
        )
        return [key for (key,) in keys]


def _first(found: Plan, below: int, limit: int) -> list[tuple[int, int]]:
    """Key and length of the first posts of the plan, in its order, with low ≤ key < below."""
    low, term = found.low, found.term.text
    told = {"visible": _visible(found), "order": found.order}
    look, ask = (statement.format(**told) for statement in (_LOOK, _ASK))
    with connection.cursor() as cursor:
        held = [month for month in months.held(cursor) if month.high > low and month.low < below]
        if found.upward:
            held.reverse()
        if held and limit < _NEWEST:
            cursor.execute(look, [*_span(held[:_MONTHS], low, below), _NEWEST, term, limit])
            if cursor.rowcount == limit:
                return list(cursor.fetchall())
        sizes: list[tuple[int, int]] = []
        for some in _growing(held):
            cursor.execute(ask, [*_span(some, low, below), term, limit - len(sizes)])
            sizes += cursor.fetchall()
            if len(sizes) == limit:
                break
    return sizes


def _span(some: list[months.Month], low: int, below: int) -> tuple[int, int]:
    """The keys of some months, within these bounds."""
    return max(low, min(month.low for month in some)), min(below, max(month.high for month in some))


def _visible(found: Plan) -> str:
    return "".join(_LETS_PASS[mark] for mark in found.hidden)


def _growing(held: list[months.Month]) -> Iterator[list[months.Month]]:
    """One month, then two, then four, from the first on."""
    start, count = 0, 1
    while start < len(held):
        yield held[start : start + count]
        start, count = start + count, count * 2


def _has_long() -> bool:
    return bool(rows("SELECT EXISTS (SELECT 1 FROM posts_index_long)", [])[0][0])
