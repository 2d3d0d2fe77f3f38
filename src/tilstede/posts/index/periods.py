"""PostgreSQL's index lies in parts, one for each quarter of a year that posts were written in; and each post bears a
mark of its month there.

A part costs 50 µs in every search that must look in it, so there are not many of them. The mark lets a search for
something common take no more than a month's hits from one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tilstede.core import order

_QUARTER = 3


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
    def mark(self) -> str:
        """What a post of it bears in the index, behind the sign that no word has."""
        return f"m{self.year:04}{self.month:02}"

    @property
    def low(self) -> int:
        """The lowest key in it."""
        return order.first(datetime(self.year, self.month, 1, tzinfo=UTC))

    @property
    def high(self) -> int:
        """The lowest key after it."""
        return self.later(1).low

    def later(self, count: int) -> Month:
        """So many months after it."""
        months = self.year * 12 + self.month - 1 + count
        return Month(months // 12, months % 12 + 1)


class Quarter(NamedTuple):
    """Three months, from the first on."""

    first: Month

    @classmethod
    def of(cls, key: int) -> Quarter:
        """The quarter of a post's key."""
        year, month = Month.of(key)
        return cls(Month(year, month - (month - 1) % _QUARTER))

    @property
    def table(self) -> str:
        """The part's name."""
        return f"posts_index_{self.first.year:04}_{self.first.month:02}"

    @property
    def months(self) -> list[Month]:
        """The newest first."""
        return [self.first.later(count) for count in reversed(range(_QUARTER))]


def held(cursor: Any) -> list[Quarter]:
    """Those there are, the newest first."""
    cursor.execute(
        "SELECT part.relname FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid"
        " WHERE inhparent = 'posts_index'::regclass"
    )
    found = (name.rsplit("_", 2) for (name,) in cursor.fetchall())
    return sorted((Quarter(Month(int(year), int(month))) for _, year, month in found), reverse=True)


def add_missing(cursor: Any, keys: Iterable[int]) -> None:
    """Make the parts that these keys need."""
    missing = {Quarter.of(key) for key in keys}.difference(held(cursor))
    for quarter in sorted(missing):
        low, high = quarter.first.low, quarter.first.later(_QUARTER).low
        cursor.execute(
            f"CREATE TABLE {quarter.table} PARTITION OF posts_index"
            f" FOR VALUES FROM ({low}) TO ({high})"
        )
