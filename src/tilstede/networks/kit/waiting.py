"""How long a server asks to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

#: Seconds that a server's wish is heeded.
LONGEST_WAIT: Final = 7 * 86400.0


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait as the server tells it, or None; never more than a week. `now`: since 1970.

    Source: RFC 9110 10.2.3 (seconds or a date); Mastodon's X-RateLimit-Reset (ISO 8601; others use
    seconds since 1970), which only counts when X-RateLimit-Remaining is 0.
    """
    told = headers.get("retry-after", "").strip()
    if told.isdecimal():
        return min(float(told), LONGEST_WAIT)
    when = _moment(told)
    if when is None and headers.get("x-ratelimit-remaining", "0").strip() == "0":
        when = _moment(headers.get("x-ratelimit-reset", "").strip())
    return None if when is None else min(max(0.0, when - now), LONGEST_WAIT)


def _moment(text: str) -> float | None:
    if text.isdecimal():
        return float(text)
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
        except ValueError:
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return None
