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

#: Months that are not spelt as in English, in Norwegian, Swedish and Danish, as far as feeds use them.
_MONTHS: Final = {"mai": "May", "maj": "May", "okt": "Oct", "des": "Dec"}
_MONTH = re.compile(r"\b(mai|maj|okt|des)[a-z]*\.?(?=\s)", re.IGNORECASE)
_WEEKDAY = re.compile(r"^[^\W\d]+\.?,?\s+")


def from_parsed(parsed: time.struct_time | None) -> datetime | None:
    """The moment feedparser has understood (UTC), or None where there can be no such date."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def from_text(text: str) -> datetime | None:
    """A date of RFC 822 with Nordic names in it, or of ISO 8601; in UTC, which is also assumed."""
    english = _MONTH.sub(lambda month: _MONTHS[month[1].lower()], _WEEKDAY.sub("", text.strip()))
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(english)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
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
