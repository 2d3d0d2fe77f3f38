"""The least that could be done instead on PostgreSQL: COPY of the same bytes, text and hash, with a GIN index."""

from __future__ import annotations

from typing import Any

import psycopg

from bench.sides.bare import BATCH, Row, rows_of
from bench.sides.clock import timed
from bench.sides.parsing import items_of

TABLE = """
CREATE TABLE IF NOT EXISTS post(
    id bigint PRIMARY KEY, raw bytea, text text, hash bytea,
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED)
"""
INDEX = "CREATE INDEX IF NOT EXISTS post_words ON post USING gin(words)"
_COPY = "COPY post(id, raw, text, hash) FROM STDIN (FORMAT BINARY)"


def taken(path: str, address: str, count: int) -> dict[str, Any]:
    """The posts of a takeout, read and parsed beforehand."""
    return _fill(address, rows_of(items_of(path), count))


def copy(connection: psycopg.Connection, rows: list[Row]) -> None:
    """Each batch in one durable transaction."""
    for begin in range(0, len(rows), BATCH):
        with connection.transaction(), connection.cursor().copy(_COPY) as target:
            target.set_types(["int8", "bytea", "text", "bytea"])
            for row in rows[begin : begin + BATCH]:
                target.write_row(row)


def _fill(address: str, rows: list[Row]) -> dict[str, Any]:
    told: dict[str, Any] = {"posts": len(rows)}
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(TABLE)
        connection.execute(INDEX)
        with timed(told):
            copy(connection, rows)
    return told
