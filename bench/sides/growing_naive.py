"""The naive table on PostgreSQL takes in a stretch of the collection: text, its words as a tsvector, one GIN index.

As the manual's chapter 12.2.2 shows it. The index is made once all is in, which is quickest.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import psycopg

from bench.sides.clock import timed
from bench.sides.copying import INDEX, TABLE, copy
from bench.sides.parsing import parsed
from bench.sides.stretch import Line, note, segments

_OWNER = "CREATE TABLE IF NOT EXISTS owner(account text, id bigint, PRIMARY KEY (account, id))"
_COPY = "COPY owner FROM STDIN"


def naive(begin: int, end: int, size: int, log: str, address: str) -> dict[str, Any]:
    """Posts ``begin`` up to ``end``, as `growing.tilstede`."""
    told: dict[str, Any] = {}
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(TABLE)
        connection.execute(_OWNER)
        for first, last, raw in segments(begin, end, size):
            _clear(connection, first)
            rows, owners = [], []
            for number, item in enumerate(parsed("x", raw), first + 1):
                owners.append((item.post.author.handle, number))
                rows.append((number, item.raw, item.post.text, sha256(item.raw).digest()))
            with timed(told):
                copy(connection, rows)
            with connection.cursor().copy(_COPY) as target:
                for owner in owners:
                    target.write_row(owner)
            note(log, Line(first, last, told))
        if end == size:
            connection.execute(INDEX)
            connection.execute("ANALYZE")
    return told


def _clear(connection: psycopg.Connection, first: int) -> None:
    """What an interrupted run left of this segment."""
    connection.execute("DELETE FROM post WHERE id > %s", [first])
    connection.execute("DELETE FROM owner WHERE id > %s", [first])
