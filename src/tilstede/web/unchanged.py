"""What a page needs again and again, kept for as long as nothing in the database has changed.

Unlike a cache with a time it never tells what was: any change by any process, and all is made anew. The databases say
so themselves. SQLite's `data_version` differs once another connection has written, `total_changes` once this one has.
PostgreSQL's snapshot names the transactions whose work is seen; while it is the same, so is everything. Within a
transaction, which may yet be undone, nothing is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

Made = TypeVar("Made")
Mark = tuple[object, ...]

#: Things kept at once. A page has some twenty-five.
_MOST = 2_000


class _Shelf(threading.local):
    """Each thread has a connection of its own, and marks of two connections cannot be compared. ``now``: the mark of
    the page that is being made."""

    def __init__(self) -> None:
        self.now: Mark | None = None
        self.mark: Mark | None = None
        self.made: dict[Hashable, Any] = {}


_shelf = _Shelf()


@contextmanager
def watched() -> Iterator[None]:
    """Within the block `kept` keeps. The mark is taken before anything is read: what is read after may be newer than
    the mark, which is then not seen again, but never older."""
    _shelf.now = mark(connection)
    try:
        yield
    finally:
        _shelf.now = None


def kept(key: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` gives, or gave since the last change. It must depend on the database and the key alone, and be the
    same for every reader."""
    if _shelf.now is None:
        return make()
    if _shelf.now != _shelf.mark or len(_shelf.made) >= _MOST:
        _shelf.mark, _shelf.made = _shelf.now, {}
    if key not in _shelf.made:
        _shelf.made[key] = make()
    made: Made = _shelf.made[key]
    return made


def mark(database: Any) -> Mark | None:
    """Differs once anything has changed in the database; None while that cannot be told."""
    if database.in_atomic_block:
        return None
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
            return database.connection, database.connection.total_changes, version
        cursor.execute("SELECT pg_current_snapshot()::text")
        return tuple(cursor.fetchone())
