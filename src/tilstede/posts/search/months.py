"""PostgreSQL's index lies in parts, one for each month that posts were written in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tilstede.core import order


class Month(NamedTuple):
    """A calendar month, UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, key: int) -> Month:
        """The month of a post's key."""
        at = order.time(key)
        return cls(at.year, at.month)

    @property
    def table(self) -> str:
        """The part's name."""
        return f"posts_index_{self.year:04}_{self.month:02}"

    @property
    def low(self) -> int:
        """The lowest key in it."""
        return order.first(datetime(self.year, self.month, 1, tzinfo=UTC))

    @property
    def high(self) -> int:
        """The lowest key after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1).low


def held(cursor: Any) -> list[Month]:
    """Those there are, the newest first."""
    cursor.execute(
        "SELECT part.relname FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid"
        " WHERE inhparent = 'posts_index'::regclass"
    )
    found = (name.rsplit("_", 2) for (name,) in cursor.fetchall())
    return sorted((Month(int(year), int(month)) for _, year, month in found), reverse=True)


def add_missing(cursor: Any, keys: Iterable[int]) -> None:
    """Make the parts that these keys need."""
    missing = {Month.of(key) for key in keys}.difference(held(cursor))
    for month in sorted(missing):
        cursor.execute(
            f"CREATE TABLE {month.table} PARTITION OF posts_index"
            f" FOR VALUES FROM ({month.low}) TO ({month.high})"
        )
