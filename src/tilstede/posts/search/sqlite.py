"""Walks through the index on SQLite, whose row numbers are the posts' keys counted down from the highest.

So the newest first is FTS5's own direction. Backwards it must read each page whole before it can start at
the end of it, and in the long lists of common words it loses the index that lets it skip ahead: at five
million posts a phrase with a rare word in it takes 20 ms instead of 0.2.
"""

from __future__ import annotations

from typing import Any

from tilstede.core.order import HIGHEST
from tilstede.posts.index.rows import row_number
from tilstede.posts.search.engine import Borne, Numbers, held, integers, number_of, rows
from tilstede.posts.search.fts5 import Fts5
from tilstede.posts.search.plan import Plan

_WITHIN = "posts_index MATCH %s AND i.rowid > %s AND i.rowid <= %s"
_KEY = f"{HIGHEST} - i.rowid"


class Sqlite:
    """`engine.Engine` on FTS5."""

    dialect = Fts5()

    def columns(self, found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
        # CROSS JOIN keeps SQLite from starting at the posts.
        condition, parameters = held(found)
        return rows(
            f'SELECT {wanted} FROM posts_index i CROSS JOIN posts_post p ON p."key" = {_KEY}'
            f" WHERE {_WITHIN}{condition} ORDER BY i.rowid {_order(found)} LIMIT %s",
            [found.term.text, *_bounds(found.low, below), *parameters, limit],
        )

    def hits(self, found: Plan, *, below: int, limit: int) -> list[tuple[int, int]]:
        if found.held_to is not None:
            return self.columns(found, 'p."key", p.number', below=below, limit=limit)
        return rows(
            f"SELECT {_KEY}, {number_of(_KEY)} FROM posts_index i WHERE {_WITHIN}"
            f" ORDER BY i.rowid {_order(found)} LIMIT %s",
            [self._shown(found), *_bounds(found.low, below), limit],
        )

    def lengths(self, found: Plan, limit: int) -> tuple[Numbers, Numbers]:
        keys, lengths = self._told(found, "length", ",", limit)
        return integers(keys), integers(lengths)

    def borne(self, found: Plan, limit: int) -> Borne:
        keys, bearers = self._told(found, "bearer", "\n", limit)
        return Borne(integers(keys), bearers.split("\n") if bearers else [])

    def among(self, found: Plan, term: str, low: int) -> Numbers:
        both = self.dialect.all_of([self._shown(found), term])
        sql = f"SELECT group_concat({_KEY}) FROM posts_index i WHERE {_WITHIN}"
        return integers(rows(sql, [both, *_bounds(low, found.high)])[0][0])

    def _told(self, found: Plan, column: str, sign: str, limit: int) -> tuple[str, str]:
        """Keys of the newest posts of the plan, and a column of posts_brief with a sign between."""
        [told] = rows(
            f"SELECT group_concat(k), group_concat({column}, %s) FROM (SELECT {_KEY} AS k, b.{column}"
            " FROM posts_index i CROSS JOIN posts_brief b ON b.row = i.rowid"
            f" WHERE {_WITHIN} ORDER BY i.rowid LIMIT %s)",
            [sign, self._shown(found), *_bounds(found.low, found.high), limit],
        )
        return told[0], told[1]

    def _shown(self, found: Plan) -> str:
        """The plan's term without what is hidden."""
        term = found.term.text or ""
        hidden = [self.dialect.marked((mark,)) for mark in found.hidden]
        return self.dialect.but_not(term, hidden) if hidden else term


def _order(found: Plan) -> str:
    """Of row numbers, which go the other way than keys."""
    return "DESC" if found.upward else "ASC"


def _bounds(low: int, below: int) -> tuple[int, int]:
    """Of low ≤ key < below, as row numbers: above the first, and up to the second."""
    return row_number(below), row_number(max(low, 0))
