"""Many rows at a time, through Django's connection but without an object a row (six times as fast)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from tilstede.record import driver

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
    names = tuple(columns or _COLUMNS[table])
    if driver.copies(cursor) and table not in _FIRST_STAYS:
        with cursor.copy(f"COPY {table} ({_quoted(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        cursor.executemany(_statement(table, names), rows)


@cache
def _statement(table: str, names: tuple[str, ...]) -> str:
    places = ", ".join(["%s"] * len(names))
    keep = " ON CONFLICT DO NOTHING" if table in _FIRST_STAYS else ""
    return f"INSERT INTO {table} ({_quoted(names)}) VALUES ({places}){keep}"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def in_chunks(values: Sequence[T], size: int = 900) -> Iterator[Sequence[T]]:
    """Pieces small enough for SQLite's limit of parameters in a statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
