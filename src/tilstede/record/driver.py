"""Statements handed to the database driver itself, where a post is taken in by a dozen of them.

Django's cursor asks each time whether to log, how to spell a placeholder and whose thread this is: 15 µs a
statement, more than SQLite takes to carry it out. On PostgreSQL, where a statement is a journey, Django's own is used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from types import NoneType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

# Of every value that is no number, text or bytearray the driver asks how to adapt it, and is answered with two errors,
# unless it was told: half a microsecond each, of which a post has a dozen.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(NoneType, lambda nothing: nothing)


class _Plain:
    """A cursor of SQLite's driver that takes Django's placeholders and raises Django's errors."""

    __slots__ = ("_cursor", "_errors")

    def __init__(self, cursor: Any, errors: Any) -> None:
        self._cursor = cursor
        self._errors = errors

    def __enter__(self) -> _Plain:
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._cursor)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        try:
            self._cursor.execute(_spelt(sql), parameters)
        except sqlite3.Error:
            with self._errors:
                raise

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        try:
            self._cursor.executemany(_spelt(sql), rows)
        except sqlite3.Error:
            with self._errors:
                raise

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        found: list[Any] = self._cursor.fetchall()
        return found


@lru_cache(maxsize=512)
def _spelt(sql: str) -> str:
    """With SQLite's placeholders. No statement of ours holds a percent sign but for these."""
    return sql.replace("%s", "?")


def cursor() -> _Plain | CursorWrapper:
    """A cursor of the connection that Django holds, inside the same transaction. Close it, or use `with`."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.vendor != "sqlite" or wrapper.force_debug_cursor:
        return wrapper.cursor()  # also when a test counts what is asked
    if wrapper.connection is None:
        wrapper.connect()
    return _Plain(wrapper.connection.cursor(), wrapper.wrap_database_errors)


def copies(cursor: Any) -> bool:
    """Whether rows are handed over by COPY: on PostgreSQL. The cursor knows, sooner than Django's connection does."""
    return not isinstance(cursor, _Plain) and bool(cursor.db.vendor == "postgresql")


def keep_little() -> None:
    """For work that goes through the record once: what it has written or read is not worth keeping in memory."""
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        with cursor() as database:
            database.execute("PRAGMA mmap_size = 0")
            database.execute("PRAGMA cache_size = -65536")
