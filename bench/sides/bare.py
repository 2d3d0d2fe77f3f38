"""The least that could be done instead: bare sqlite3 puts the same bytes, text and hash in one table with FTS5."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.sides.clock import timed
from bench.sides.parsing import items_of
from tilstede.config.database import SQLITE_PRAGMAS
from tilstede.networks.kit.contract import Item, Seen

Row = tuple[int, bytes, str, bytes]

_TABLES = """
CREATE TABLE IF NOT EXISTS post(id INTEGER PRIMARY KEY, raw BLOB, text TEXT, hash BLOB);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content='post', content_rowid='id', tokenize='unicode61 remove_diacritics 0');
"""
BATCH = 1_000


def taken(path: str, scratch: str, count: int, batch: int = BATCH) -> dict[str, Any]:
    """The posts of a takeout, read and parsed beforehand."""
    return _fill(scratch, rows_of(items_of(path), count), batch)


def opened(path: Path) -> sqlite3.Connection:
    """A database with the tables, and with the same settings as tilstede's."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(SQLITE_PRAGMAS)
    connection.executescript(_TABLES)
    return connection


def insert(connection: sqlite3.Connection, rows: Sequence[Row], batch: int = BATCH) -> None:
    """Each batch in one durable transaction."""
    for begin in range(0, len(rows), batch):
        some = rows[begin : begin + batch]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO post VALUES (?, ?, ?, ?)", some)
        connection.executemany(
            "INSERT INTO words(rowid, text) VALUES (?, ?)", [(row[0], row[2]) for row in some]
        )
        connection.execute("COMMIT")


def rows_of(items: Iterable[Item], count: int) -> list[Row]:
    posts = (item for item in items if isinstance(item, Seen))
    return [
        (number, item.raw, item.post.text, sha256(item.raw).digest())
        for number, item in zip(range(1, count + 1), posts, strict=False)
    ]


def _fill(scratch: str, rows: list[Row], batch: int) -> dict[str, Any]:
    connection = opened(Path(scratch) / "bare.sqlite3")
    told: dict[str, Any] = {"posts": len(rows)}
    with timed(told):
        insert(connection, rows, batch)
    return told
