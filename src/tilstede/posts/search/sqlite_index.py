"""Writing the index on SQLite: an FTS5 table without a copy of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tilstede.posts.search.sqlite import row_number

_INSERT = "INSERT INTO posts_index(rowid, text, marks) VALUES (%s, %s, %s)"
_DELETE = "INSERT INTO posts_index(posts_index, rowid, text, marks) VALUES ('delete', %s, %s, %s)"
_CLEAR = "INSERT INTO posts_index(posts_index) VALUES ('delete-all')"
_TIGHTEN = "INSERT INTO posts_index(posts_index) VALUES ('optimize')"


def insert(cursor: Any, rows: Iterable[Sequence[Any]]) -> None:
    """Rows of key, words and marks."""
    cursor.executemany(_INSERT, _in_order(rows))


def remove(cursor: Any, rows: Iterable[Sequence[Any]]) -> None:
    """The same, as they were indexed."""
    cursor.executemany(_DELETE, _in_order(rows))


def clear(cursor: Any) -> None:
    """Forget every post."""
    cursor.execute(_CLEAR)


def tighten(cursor: Any) -> None:
    """Write the index anew: until then FTS5 only notes that words are gone."""
    cursor.execute(_TIGHTEN)


def _in_order(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """By row number: FTS5 writes out what it has gathered each time one is lower than the last."""
    return sorted((row_number(row[0]), *row[1:]) for row in rows)
