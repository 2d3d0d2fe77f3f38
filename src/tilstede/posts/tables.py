"""Many rows at a time, through Django's connection but without an object a row (six times as fast)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

_FIRST_STAYS = ("posts_media", "posts_tombstone", "posts_destroyed")

_COLUMNS: dict[str, tuple[str, ...]] = {
    "posts_version": ("event", "number", "written", "form", "language", "language_sure"),
    "posts_trace": ("event", "number"),
    "posts_media": ("number", "position", "event", "role", "mime"),
    "posts_tombstone": ("key", "event", "at"),
    "posts_destroyed": ("key", "event"),
    "posts_gap": (
        "event",
        "network",
        "address",
        "account_id",
        "since",
        "until",
        "why",
        "detail",
        "closed",
    ),
}


def insert(
    cursor: Any, table: str, columns: Sequence[str] | None, rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert the rows. Of media, tombstones and names told of twice, the first stays."""
    if not rows:
        return
    names = columns or _COLUMNS[table]
    quoted = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(["%s"] * len(names))
    if table in _FIRST_STAYS:
        keep = " ON CONFLICT DO NOTHING"
        cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places}){keep}", rows)
    elif connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places})", rows)


def in_chunks(values: Sequence[T], size: int = 900) -> Iterator[Sequence[T]]:
    """Pieces small enough for SQLite's limit of parameters in a statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
