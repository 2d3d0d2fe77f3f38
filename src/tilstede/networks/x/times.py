"""When a tweet was written: as told, or as its id shows.

Since 4 November 2010 the upper bits of a tweet's id are milliseconds ("snowflake", documented in
github.com/twitter-archive/snowflake, 2010), so a tweet with a lost or absurd date still has one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tilstede.core import order

#: Snowflake's own year zero, in milliseconds since 1970.
EPOCH: Final = 1_288_834_974_657
#: Ids below this were counted one by one and hold no time.
FIRST_SNOWFLAKE: Final = 29_700_859_247
#: The first tweet ever; nothing is older.
BEGINNING: Final = datetime(2006, 3, 21, tzinfo=UTC)

_UNIX: Final = order.second(datetime(1970, 1, 1, tzinfo=UTC))
#: A date told and the date in the id may lie this far apart, in seconds.
DAY: Final = 86_400
_MONTHS: Final = {
    "Jan": "01",
    "Feb": "02",
    "Mar": "03",
    "Apr": "04",
    "May": "05",
    "Jun": "06",
    "Jul": "07",
    "Aug": "08",
    "Sep": "09",
    "Oct": "10",
    "Nov": "11",
    "Dec": "12",
}


def moment(text: str) -> datetime | None:
    """``Wed Nov 20 10:05:00 +0000 2019`` or ISO 8601, in UTC; None when it is neither."""
    month = _MONTHS.get(text[4:7])
    if month and text[19:26] == " +0000 ":
        text = f"{text[26:]}-{month}-{text[8:10]}T{text[11:19]}+00:00"
    try:
        told = datetime.fromisoformat(text)
        if told.tzinfo is UTC:
            return told
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def of_id(number: int) -> datetime | None:
    """The time in an id, to the second; None when it holds none."""
    seconds = _seconds(number)
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _seconds(number: int) -> int:
    return ((number >> 22) + EPOCH) // 1000 if FIRST_SNOWFLAKE <= number < 1 << 63 else 0


def written(told: datetime | None, number: int) -> tuple[datetime | None, str]:
    """When it was written, and what was odd about it: ``date-deduced``, ``date-missing``, ``""``."""
    seconds = _seconds(number)
    if seconds:
        if told is not None and abs(order.second(told) - _UNIX - seconds) <= DAY:
            return told, ""
        return of_id(number), "date-deduced"
    if told is None or told < BEGINNING:
        return None, "date-missing"
    return told, ""
