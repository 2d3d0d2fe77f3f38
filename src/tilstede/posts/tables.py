"""Many rows at a time, through Django's connection but without an object a row (six times as fast)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

_COLUMNS: dict[str, tuple[str, ...]] = {
    "posts_version": ("event", "number", "written", "form", "language", "language_sure"),
    "posts_trace": ("event", "number"),
    "posts_media": ("number", "position", "event", "role", "mime"),
    "posts_tombstone": ("key", "event", "at"),
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
    """Insert the rows. On a name or medium that is there already, what is there stays."""
    if not rows:
        return
    names = columns or _COLUMNS[table]
    quoted = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(["%s"] * len(names))
    keep = " ON CONFLICT DO NOTHING" if table in ("posts_media", "posts_tombstone") else ""
    cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places}){keep}", rows)


def in_chunks(values: Sequence[T], size: int = 900) -> Iterator[Sequence[T]]:
    """Pieces small enough for SQLite's limit of parameters in a statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
