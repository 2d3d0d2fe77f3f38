"""Bare FTS5 searches: one table with its text, one index."""

from __future__ import annotations

import sqlite3
from typing import Any

from bench.sides.asking import Query, asked
from tilstede.config.database import SQLITE_PRAGMAS

_BY_WORDS = (
    "SELECT post.id, post.text FROM words JOIN post ON post.id = words.rowid WHERE words MATCH ?"
)
_NEWEST = f"{_BY_WORDS} ORDER BY words.rowid DESC LIMIT 20"
_BEST = f"{_BY_WORDS} ORDER BY bm25(words) LIMIT 20"
_BY_ACCOUNT = (
    "SELECT post.id, post.text FROM owner JOIN post ON post.id = owner.id WHERE owner.account = ?"
    " ORDER BY owner.id DESC LIMIT 20"
)


def newest(path: str, warming: int, collection: str) -> dict[str, Any]:
    """The newest 20 hits with their text."""
    return _asked(path, warming, collection, _NEWEST)


def best(path: str, warming: int, collection: str) -> dict[str, Any]:
    """The 20 hits that bm25 puts first, of all hits."""
    return _asked(path, warming, collection, _BEST)


def _asked(path: str, warming: int, collection: str, by_words: str) -> dict[str, Any]:
    connection = sqlite3.connect(collection, isolation_level=None)
    connection.executescript(SQLITE_PRAGMAS)

    def find(query: Query) -> list[int]:
        if "account" in query:
            rows = connection.execute(_BY_ACCOUNT, [query["account"]])
        else:
            rows = connection.execute(by_words, [_expression(query)])
        return [row[0] for row in rows.fetchall()]

    return asked(path, warming, find)


def _expression(query: Query) -> str:
    parts = [f'"{word}"' for word in query.get("every", ())]
    if "phrase" in query:
        parts.append(f'"{" ".join(query["phrase"])}"')
    found = " AND ".join(parts)
    return f"({found})" + "".join(f' NOT "{word}"' for word in query.get("without", ()))
