"""What the projection writes to the full-text index. Called inside its transaction, with its cursor.

A row is a post: its key, its words (`core.text.index_text`) and its marks (`core.marks`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tilstede.posts.index import postgres, sqlite
from tilstede.record import driver

Row = tuple[int, str, str]  #: key, words, marks
Change = tuple[int, str, str, str, str]  #: key, old words, old marks, new words, new marks


def insert(cursor: Any, rows: Iterable[Row]) -> None:
    """Index posts not indexed before."""
    if driver.copies(cursor):
        postgres.insert(cursor, list(rows))
    else:
        sqlite.insert(cursor, rows)


def replace(cursor: Any, changes: Iterable[Change]) -> None:
    """Index posts anew. The old words and marks must be what was indexed: FTS5 holds no copy of them,
    so with others the index would keep finding the post by words it no longer has."""
    if driver.copies(cursor):
        postgres.replace(cursor, [(change[0], *change[3:]) for change in changes])
    else:
        sqlite.replace(cursor, changes)


def remove(cursor: Any, rows: Iterable[Row]) -> None:
    """Forget posts; words and marks must be what was indexed, as in `replace`."""
    if driver.copies(cursor):
        postgres.remove(cursor, [row[0] for row in rows])
    else:
        sqlite.remove(cursor, rows)


def tighten(cursor: Any) -> None:
    """Leave no trace on disk of words that were removed. On SQLite this takes as long as writing the whole
    index; PostgreSQL does it when it vacuums."""
    if not driver.copies(cursor):
        sqlite.tighten(cursor)


def clear(cursor: Any) -> None:
    """Forget every post."""
    if driver.copies(cursor):
        postgres.clear(cursor)
    else:
        sqlite.clear(cursor)
