"""Walks through the index on PostgreSQL, some months at a time from the newest on.

Left alone, the planner guesses: for a rare word it may walk all posts backwards by key (15 seconds at
five million), for a common one fetch them all to sort them. So it is never asked a question where that
could be the answer: first the newest few posts are looked at, then a month, then as many as it should
take by what was found so far, each time only by the words' own index, until there are enough.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from django.db import connection

from tilstede.core import marks
from tilstede.posts.index import periods
from tilstede.posts.index.periods import Month
from tilstede.posts.search.engine import Borne, Numbers, integers, number_of, rows
from tilstede.posts.search.plan import Plan
from tilstede.posts.search.tsquery import Tsquery

#: So many of the newest posts, in so many of the newest months, are looked at before the index is asked.
_NEWEST = 1_000
_MONTHS = 6
#: Of so many months the index is asked by their marks; of more, by the bounds of keys alone.
_MARKED = 3
#: How many times more months than before are asked at most.
_GROWTH = 4

_LOOK = (
    "SELECT key, length, bearer FROM (SELECT * FROM posts_index WHERE key >= %s AND key < %s"
    " ORDER BY key {order} LIMIT %s) first WHERE words @@ %s::tsquery{visible}"
)
_ASK = (
    "SELECT key, length, bearer FROM posts_index"
    " WHERE key >= %s AND key < %s AND words @@ %s::tsquery{visible}"
)
# Materialized: found by the words alone, before order and limit come into it. One line of text for all rows.
_TELL = (
    "WITH found AS MATERIALIZED ({found}),"
    " first AS (SELECT * FROM found{held} ORDER BY key {order} LIMIT %s)"
    " SELECT count(*), string_agg(key::text, ','), string_agg({column}, %s) FROM first"
)
#: A question for each row that was found, so that the planner does not begin with the posts.
_HELD = ' WHERE (SELECT {condition} FROM posts_post p WHERE p."key" = found.key)'
#: The index has a column for each mark of posts that are hidden: asking its words costs ten times more.
_LETS_PASS = {marks.PRIVATE: " AND NOT private", marks.WITHDRAWN: " AND NOT withdrawn"}


class Postgres:
    """`engine.Engine` on a tsvector of our own words, with a GIN index for each quarter."""

    def __init__(self) -> None:
        self.dialect = Tsquery(_has_long)

    def columns(self, found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
        keys = [key for key, _ in self.hits(found, below=below, limit=limit)]
        return rows(
            f'SELECT {wanted} FROM posts_post p WHERE p."key" = ANY(%s) ORDER BY p."key" {found.order}',
            [keys],
        )

    def hits(self, found: Plan, *, below: int, limit: int) -> list[tuple[int, int]]:
        number = f"({number_of('first.key')})::text"
        keys, numbers = _Walk(found, below, number, ",").told(limit)
        hits = zip(integers(keys).tolist(), integers(numbers).tolist(), strict=True)
        return sorted(hits, reverse=not found.upward)

    def lengths(self, found: Plan, limit: int) -> tuple[Numbers, Numbers]:
        keys, lengths = _Walk(found, found.high, "length::text", ",").told(limit)
        return integers(keys), integers(lengths)

    def borne(self, found: Plan, limit: int) -> Borne:
        keys, bearers = _Walk(found, found.high, "bearer", "\n").told(limit)
        return Borne(integers(keys), bearers.split("\n") if bearers else [])

    def among(self, found: Plan, term: str, low: int) -> Numbers:
        both = self.dialect.all_of([found.term.text or "", term])
        told = rows(
            "SELECT string_agg(key::text, ',') FROM posts_index"
            f" WHERE key >= %s AND key < %s AND words @@ %s::tsquery{_visible(found)}",
            [low, found.high, both],
        )
        return integers(told[0][0])


class _Walk:
    """Keys, and a column, of the first posts of the plan, in its order, with low ≤ key < below."""

    def __init__(self, found: Plan, below: int, column: str, sign: str) -> None:
        self._found, self._below, self._sign = found, below, sign
        held = _HELD.format(condition=found.held_to.sql) if found.held_to else ""
        self._wanted = {"order": found.order, "column": column, "held": held}
        self._keys: list[str] = []
        self._others: list[str] = []
        self._count = 0

    def told(self, limit: int) -> tuple[str, str]:
        """Both as text: keys with commas between, the column with its sign."""
        with connection.cursor() as cursor:
            months = self._months(cursor)
            few = limit < _NEWEST and self._found.by_row is None
            if months and few and self._look(cursor, months[:_MONTHS], limit) == limit:
                return self._text()
            asked = 0
            while self._count < limit and asked < len(months):
                count = self._next(asked, limit)
                self._ask(cursor, months[asked : asked + count], limit - self._count)
                asked += count
        return self._text()

    def _months(self, cursor: Any) -> list[Month]:
        """Those that may have posts of the plan, in its order."""
        months = [month for quarter in periods.held(cursor) for month in quarter.months]
        low, below = self._found.low, self._below
        months = [month for month in months if month.high > low and month.low < below]
        return months[::-1] if self._found.upward else months

    def _next(self, asked: int, limit: int) -> int:
        """How many months to ask for what is missing."""
        if not self._count:
            return max(1, asked * _GROWTH)
        missing = (limit - self._count) * asked / self._count
        return min(ceil(missing), asked * _GROWTH)

    def _look(self, cursor: Any, some: list[Month], limit: int) -> int:
        """How many were found; those count only if they are enough."""
        term = self._found.term.text
        found = self._tell(cursor, _LOOK, [*self._span(some), _NEWEST, term], limit)
        if found[0] == limit:
            self._take(found)
        return found[0]

    def _ask(self, cursor: Any, some: list[Month], limit: int) -> None:
        term = self._found.term.text or ""
        if len(some) <= _MARKED:
            dialect = Tsquery(bool)
            term = dialect.all_of([term, dialect.marked(tuple(month.mark for month in some))])
        self._take(self._tell(cursor, _ASK, [*self._span(some), term], limit))

    def _tell(
        self, cursor: Any, statement: str, given: list[Any], limit: int
    ) -> tuple[int, str | None, str | None]:
        found = statement.format(visible=_visible(self._found), **self._wanted)
        held_to = self._found.held_to.parameters if self._found.held_to else ()
        given = [*given, *held_to, limit, self._sign]
        cursor.execute(_TELL.format(found=found, **self._wanted), given)
        told: tuple[int, str | None, str | None] = cursor.fetchone()
        return told

    def _take(self, told: tuple[int, str | None, str | None]) -> None:
        count, keys, others = told
        self._count += count
        self._keys.append(keys or "")
        self._others.append(others or "")

    def _text(self) -> tuple[str, str]:
        return ",".join(filter(None, self._keys)), self._sign.join(filter(None, self._others))

    def _span(self, some: list[Month]) -> tuple[int, int]:
        """The keys of some months, within the plan's bounds."""
        low, high = min(some).low, max(some).high
        return max(self._found.low, low), min(self._below, high)


def _visible(found: Plan) -> str:
    return "".join(_LETS_PASS[mark] for mark in found.hidden)


def _has_long() -> bool:
    return bool(rows("SELECT EXISTS (SELECT 1 FROM posts_index_long)", [])[0][0])
