"""Walks through the index on SQLite, whose row numbers are the posts' keys counted down from the highest.

So the newest first is FTS5's own direction. Backwards it must read each page whole before it can start at
the end of it, and in the long lists of common words it loses the index that lets it skip ahead: at five
million posts a phrase with a rare word in it takes 20 ms instead of 0.2.
"""

from __future__ import annotations

from typing import Any

from tilstede.posts.search.engine import rows, visible
from tilstede.posts.search.fts5 import Fts5
from tilstede.posts.search.plan import HIGHEST, Plan

_WITHIN = "posts_index MATCH %s AND i.rowid > %s AND i.rowid <= %s"


def row_number(key: int) -> int:
    """Of a post in the index. The same turns it back into the key."""
    return HIGHEST - key


class Sqlite:
    """`engine.Engine` on FTS5."""

    dialect = Fts5()

    def columns(self, found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
        # CROSS JOIN keeps SQLite from starting at the posts.
        order = (
            "DESC" if found.upward else "ASC"
        )  # of row numbers, which go the other way than keys
        return rows(
            f'SELECT {wanted} FROM posts_index i CROSS JOIN posts_post p ON p."key" = {HIGHEST} - i.rowid'
            f" WHERE {_WITHIN}{visible(found)} ORDER BY i.rowid {order} LIMIT %s",
            [found.term.text, *_bounds(found.low, below), limit],
        )

    def lengths(self, found: Plan, limit: int) -> tuple[list[int], list[int]]:
        """FTS5 keeps the number of words of each column as varints in posts_index_docsize."""
        sizes = rows(
            f"SELECT {HIGHEST} - i.rowid, d.sz FROM posts_index i CROSS JOIN posts_index_docsize d"
            f" ON d.id = i.rowid WHERE {_WITHIN} ORDER BY i.rowid LIMIT %s",
            [self._shown(found), *_bounds(found.low, found.high), limit],
        )
        lengths = [size[0] if size[0] < 0x80 else _first_varint(size) for _, size in sizes]
        return [key for key, _ in sizes], lengths

    def among(self, found: Plan, term: str, low: int) -> list[int]:
        both = self.dialect.all_of([self._shown(found), term])
        keys = rows(
            f"SELECT {HIGHEST} - i.rowid FROM posts_index i WHERE {_WITHIN}",
            [both, *_bounds(low, found.high)],
        )
        return [key for (key,) in keys]

    def _shown(self, found: Plan) -> str:
        """The plan's term without what is hidden. Where few posts are needed, looking at them is quicker."""
        term = found.term.text or ""
        hidden = [self.dialect.marked((mark,)) for mark in found.hidden]
        return self.dialect.but_not(term, hidden) if hidden else term


def _bounds(low: int, below: int) -> tuple[int, int]:
    """Of low ≤ key < below, as row numbers: above the first, and up to the second."""
    return row_number(below), row_number(max(low, 0))


def _first_varint(data: bytes) -> int:
    """https://www.sqlite.org/fileformat2.html#varint (lengths here never need the ninth byte)"""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value
