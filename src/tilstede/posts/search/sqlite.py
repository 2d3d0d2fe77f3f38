"""Walks through the index on SQLite. FTS5 steps from the newest hit on and stops when there are enough."""

from __future__ import annotations

from tilstede.posts.search.engine import COLUMNS, Row, rows, visible
from tilstede.posts.search.fts5 import Fts5
from tilstede.posts.search.plan import Plan


class Sqlite:
    """`engine.Engine` on FTS5, whose row numbers are the posts' keys."""

    dialect = Fts5()

    def newest(self, found: Plan, *, below: int, limit: int, public: bool) -> list[Row]:
        # CROSS JOIN keeps SQLite from starting at the posts.
        return rows(
            f'SELECT {COLUMNS} FROM posts_index i CROSS JOIN posts_post p ON p."key" = i.rowid'
            f" WHERE posts_index MATCH %s AND i.rowid >= %s AND i.rowid < %s{visible(public)}"
            " ORDER BY i.rowid DESC LIMIT %s",
            [found.term.text, found.low, below, limit],
        )
