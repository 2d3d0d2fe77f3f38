"""The bare database takes in a stretch of the collection."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.sides.bare import Row, insert, opened
from bench.sides.clock import timed
from bench.sides.parsing import parsed
from bench.sides.stretch import Line, note, segments

#: Who wrote what, for the question after one account's newest; filled outside the clock.
_OWNER = """
CREATE TABLE IF NOT EXISTS owner(account TEXT, id INTEGER, PRIMARY KEY (account, id)) WITHOUT ROWID
"""


def bare(begin: int, end: int, size: int, log: str, path: str) -> dict[str, Any]:
    """Posts ``begin`` up to ``end``, as `growing.tilstede`."""
    connection = opened(Path(path))
    connection.execute(_OWNER)
    total = 0.0
    for first, last, raw in segments(begin, end, size):
        rows, owners = _rows(first, raw, _newest(connection))
        told: dict[str, Any] = {}
        with timed(told):
            insert(connection, rows)
        connection.executemany("INSERT OR IGNORE INTO owner VALUES (?, ?)", owners)
        taken = told if len(rows) == last - first else None
        note(log, Line(first, last, taken))
        total += told["seconds"]
    connection.close()
    return {"seconds": total}


def _newest(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("SELECT coalesce(max(id), 0) FROM post").fetchone()[0]
    return found


def _rows(first: int, raw: list[bytes], newest: int) -> tuple[list[Row], list[tuple[str, int]]]:
    """Rows not held yet, and the owners of all."""
    rows, owners = [], []
    for number, item in enumerate(parsed("x", raw), first + 1):
        owners.append((item.post.author.handle, number))
        if number > newest:
            rows.append((number, item.raw, item.post.text, sha256(item.raw).digest()))
    return rows, owners
