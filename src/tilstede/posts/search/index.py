"""What the projection writes to the full-text index. Called inside its transaction, with its cursor.

A row is a post: its key, its words (`core.text.index_text`) and its marks (`posts.marks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from tilstede.posts.search import postgres_index

Row = tuple[int, str, str]  #: key, words, marks
Change = tuple[int, str, str, str, str]  #: key, old words, old marks, new words, new marks

_INSERT = "INSERT INTO posts_index(rowid, text, marks) VALUES (%s, %s, %s)"
_DELETE = "INSERT INTO posts_index(posts_index, rowid, text, marks) VALUES ('delete', %s, %s, %s)"
_CLEAR = "INSERT INTO posts_index(posts_index) VALUES ('delete-all')"

_TIGHTEN = "INSERT INTO posts_index(posts_index) VALUES('optimize')"


def insert(cursor: Any, rows: Iterable[Row]) -> None:
    """Index posts not indexed before."""
    if connection.vendor == "postgresql":
        postgres_index.insert(cursor, list(rows))
    else:
        cursor.executemany(_INSERT, _in_order(rows))


def replace(cursor: Any, changes: Iterable[Change]) -> None:
    """Index posts anew. The old words and marks must be what was indexed: FTS5 holds no copy of them,
    so with others the index would keep finding the post by words it no longer has."""
    ordered = _in_order(changes)
    if connection.vendor == "postgresql":
        postgres_index.replace(cursor, [(change[0], *change[3:]) for change in ordered])
        return
    cursor.executemany(_DELETE, [change[:3] for change in ordered])
    cursor.executemany(_INSERT, [(change[0], *change[3:]) for change in ordered])


def remove(cursor: Any, rows: Iterable[Row]) -> None:
    """Forget posts; words and marks must be what was indexed, as in `replace`."""
    ordered = _in_order(rows)
    if connection.vendor == "postgresql":
        postgres_index.remove(cursor, [row[0] for row in ordered])
    else:
        cursor.executemany(_DELETE, ordered)


def tighten(cursor: Any) -> None:
    """Leave no trace on disk of words that were removed: FTS5 only notes that they are gone, until the index
    is written anew. On SQLite this takes as long as writing all of it; PostgreSQL does it when it vacuums."""
    if connection.vendor == "sqlite":
        cursor.execute(_TIGHTEN)


def clear(cursor: Any) -> None:
    """Forget every post."""
    if connection.vendor == "postgresql":
        postgres_index.clear(cursor)
    else:
        cursor.execute(_CLEAR)


def _in_order(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """By key: FTS5 writes out what it has gathered each time a row number goes down."""
    return sorted(rows, key=lambda row: row[0])
