"""Dates as feeds write them, right and wrong."""

from __future__ import annotations

import calendar
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

#: Before this nothing was published on the web; a zero clock counts as before, too.
EARLIEST: Final = datetime(1970, 1, 2, tzinfo=UTC)
#: Clocks differ, and some write local time as if it were UTC.
TOLERANCE: Final = timedelta(hours=26)

#: Months by their first three letters, in English and the languages of the North.
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        [
            "jan",
            "feb",
            "mar",
            "apr",
            "mai/maj/may",
            "jun",
            "jul",
            "aug",
            "sep",
            "okt/oct",
            "nov",
            "des/dec",
        ],
        1,
    )
    for name in names.split("/")
}
#: Hours east of Greenwich: those of RFC 822 5.1, and Europe's, which many feeds write.
_ZONES: Final = {
    **dict.fromkeys(("", "Z", "UT", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("CET", "MET", "MEZ", "WEST", "BST"), 1),
    **dict.fromkeys(("CEST", "MEST", "MESZ", "EET"), 2),
    **{
        "EEST": 3,
        "EDT": -4,
        "EST": -5,
        "CDT": -5,
        "CST": -6,
        "MDT": -6,
        "MST": -7,
        "PDT": -7,
        "PST": -8,
    },
}
#: A date of RFC 822, and as people write it: "mandag 2. november 2026 kl. 10.00", "02.11.2026 10:00".
_WRITTEN = re.compile(
    r"(?:[^\W\d]+\.?,?\s*)?(?P<day>\d\d?)(?:\.?[\s-]+(?P<name>[^\W\d]{3,9})\.?,?[\s-]+|\.\s?(?P<month>\d\d?)\.\s?)"
    r"(?P<year>\d{4}|\d\d)(?:,?\s+(?:kl\.?\s*)?(?P<hour>\d\d?)[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?)?"
    r"\s*(?P<zone>[A-Z]{0,4})(?P<offset>[+-]\d\d?(?::?\d\d)?)?(?:\s*\([^()]*\))?"
)
_SECONDS = re.compile(r"\d{9,10}")
_COMPACT = re.compile(r"\d{8}T\d{4}(?:\d\d)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_MILLISECONDS = re.compile(r"\d{12,13}")


def moment(written: str, parsed: time.struct_time | None = None) -> datetime | None:
    """The moment a date tells, in UTC, which is also assumed; None when it cannot be understood.

    ``parsed``: as feedparser has understood it. It is asked second, since it takes unknown zones for UTC, "69" for 2069
    and a number of seconds for a year.
    """
    text = written.strip()
    try:
        return _in_digits(text) or _spelt(text) or from_parsed(parsed) or from_text(text)
    except (ValueError, OverflowError):
        return from_parsed(parsed)


def _in_digits(text: str) -> datetime | None:
    """Digits alone: seconds or milliseconds since 1970, ISO 8601 without its separators. :raises ValueError:"""
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) // 1000, UTC)
    return from_text(text) if _COMPACT.fullmatch(text) else None


def _spelt(text: str) -> datetime | None:
    """:raises ValueError: there is no such day or time."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    month = int(found["month"] or _MONTHS.get(found["name"][:3].lower(), 0))
    zone = _ZONES.get(found["zone"])
    if not month or zone is None:
        return None
    day = datetime(_year(found["year"]), month, int(found["day"]), tzinfo=UTC)
    hours, minutes, seconds = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if hours > 24 or minutes > 59 or seconds > 60:
        raise ValueError(f"no time of day: {text!r}")
    east = timedelta(hours=zone) if found["offset"] is None else _east(found["offset"])
    return day + timedelta(hours=hours, minutes=minutes, seconds=seconds) - east


def _year(text: str) -> int:
    """Two digits below 50 are of this century (RFC 5322 4.3)."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 50 else 1900)


def _east(offset: str) -> timedelta:
    """``+0100``, ``+01:00``, ``+1``."""
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
    east = timedelta(hours=int(hours), minutes=int(minutes))
    return -east if offset[0] == "-" else east


def from_parsed(parsed: time.struct_time | None) -> datetime | None:
    """The moment feedparser has understood (UTC), or None where there can be no such date."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def from_text(text: str) -> datetime | None:
    """A date of RFC 5322 or of ISO 8601; in UTC, which is also assumed."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def oddities(published: datetime | None, dated: bool, now: datetime | None) -> tuple[str, ...]:
    """What is odd about a publishing date, as codes for `Post.odd`."""
    if published is None:
        return ("date-unreadable",) if dated else ("date-missing",)
    if published < EARLIEST:
        return ("date-early",)
    if now is not None and published > now + TOLERANCE:
        return ("date-future",)
    return ()
