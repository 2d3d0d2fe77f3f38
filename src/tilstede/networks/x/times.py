"""When a tweet was written: as told, or as its id shows.

Since 4 November 2010 the upper bits of a tweet's id are milliseconds ("snowflake", documented in
github.com/twitter-archive/snowflake, 2010), so a tweet with a lost or absurd date still has one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

#: Snowflake's own year zero, in milliseconds since 1970.
EPOCH: Final = 1_288_834_974_657
#: Ids below this were counted one by one and hold no time.
FIRST_SNOWFLAKE: Final = 29_700_859_247
#: The first tweet ever; nothing is older.
BEGINNING: Final = datetime(2006, 3, 21, tzinfo=UTC)

_APART: Final = timedelta(days=1)
_MONTHS: Final = {
    "Jan": 1,
    "Feb": 2,
    "Mar": 3,
    "Apr": 4,
    "May": 5,
    "Jun": 6,
    "Jul": 7,
    "Aug": 8,
    "Sep": 9,
    "Oct": 10,
    "Nov": 11,
    "Dec": 12,
}


def moment(text: str) -> datetime | None:
    """``Wed Nov 20 10:05:00 +0000 2019`` or ISO 8601, in UTC; None when it is neither."""
    month = _MONTHS.get(text[4:7])
    try:
        if month and text[19:26] == " +0000 ":
            return datetime(
                int(text[26:]),
                month,
                int(text[8:10]),
                int(text[11:13]),
                int(text[14:16]),
                int(text[17:19]),
                tzinfo=UTC,
            )
        told = datetime.fromisoformat(text)
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def of_id(number: int) -> datetime | None:
    """The time in an id, to the second; None when it holds none."""
    if not FIRST_SNOWFLAKE <= number < 1 << 63:
        return None
    return datetime.fromtimestamp(((number >> 22) + EPOCH) // 1000, UTC)


def written(told: datetime | None, number: int) -> tuple[datetime | None, str]:
    """When it was written, and what was odd about it: ``date-deduced``, ``date-missing`` or
    ``""``.
    """
    known = of_id(number)
    if known is not None:
        if told is not None and abs(told - known) <= _APART:
            return told, ""
        return known, "date-deduced"
    if told is None or told < BEGINNING:
        return None, "date-missing"
    return told, ""
