"""A naive search on PostgreSQL: newest first by a GIN index, planned as the planner likes."""

from __future__ import annotations

from typing import Any

import psycopg

from bench.sides.asking import Query, asked

_BY_WORDS = "SELECT id, text FROM post WHERE words @@ %s::tsquery ORDER BY id DESC LIMIT 20"
_BY_ACCOUNT = (
    "SELECT post.id, post.text FROM owner JOIN post USING (id) WHERE account = %s"
    " ORDER BY id DESC LIMIT 20"
)


def newest(path: str, warming: int, address: str) -> dict[str, Any]:
    """The newest 20 hits with their text."""
    with psycopg.connect(address, autocommit=True) as connection:

        def find(query: Query) -> list[int]:
            if "account" in query:
                rows = connection.execute(_BY_ACCOUNT, [query["account"]])
            else:
                rows = connection.execute(_BY_WORDS, [_expression(query)])
            return [row[0] for row in rows.fetchall()]

        return asked(path, warming, find)


def _expression(query: Query) -> str:
    parts = [f"'{word}'" for word in query.get("every", ())]
    if "phrase" in query:
        parts.append(" <-> ".join(f"'{word}'" for word in query["phrase"]))
    parts += [f"!'{word}'" for word in query.get("without", ())]
    return " & ".join(parts)
