"""What the API lets a project do in a day, in its own units.

Source: developers.google.com/youtube/v3/determine_quota_cost and /getting-started#quota, read 22 November 2026. The day
is that of California. The quota belongs to the project that the key or the client id is of, so several channels,
and other programs of the same project, share it: what is counted here is what one source has used.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from tilstede.networks.kit.errors import Throttled

DAY: Final = date(2026, 11, 22)
SOURCE: Final = "https://developers.google.com/youtube/v3/determine_quota_cost"
#: Units a day that all but uploads and searches share.
UNITS: Final = 10_000
#: Calls a day that have a bucket of their own, and cost nothing of the units.
BUCKETS: Final = {"youtube.videos.insert": 100, "youtube.search.list": 100}
#: What a call costs; all others cost one unit.
PRICES: Final = {
    "youtube.captions.list": 50,
    "youtube.captions.insert": 400,
    "youtube.captions.download": 200,
    "youtube.commentThreads.insert": 50,
    "youtube.comments.insert": 50,
    "youtube.comments.update": 50,
    "youtube.comments.delete": 50,
    "youtube.comments.setModerationStatus": 50,
    "youtube.videos.update": 50,
    "youtube.videos.delete": 50,
    "youtube.videos.insert": 0,
    "youtube.search.list": 0,
}
#: Of the day's units, what one source may read for: so much is left for others, and for answering.
SHARE: Final = UNITS // 2

_ZONE: Final = ZoneInfo("America/Los_Angeles")


def price(method: str) -> int:
    """Units that a method of the API costs (``youtube.videos.list``)."""
    return PRICES.get(method, 1)


def until_reset(now: datetime) -> float:
    """Seconds until the next day begins in California."""
    here = now.astimezone(_ZONE)
    next_day = datetime.combine(here.date() + timedelta(days=1), time(), _ZONE)
    return next_day.timestamp() - now.timestamp()


class Meter:
    """Units used on the day it is there. ``kept``: what `state` gave, a day ago or a minute ago."""

    def __init__(self, now: datetime, kept: dict[str, Any] | None = None, *, most: int = 0) -> None:
        """``most``: units after which no more is asked, 0: as many as the network gives."""
        self._now = now
        self._most = most
        self.day = now.astimezone(_ZONE).date().isoformat()
        known = kept or {}
        self.units = int(known.get("units", 0)) if known.get("day") == self.day else 0

    def spend(self, method: str) -> None:
        """:raises Throttled: the share of the day is used; nothing was asked."""
        cost = price(method)
        if self._most and self.units + cost > self._most:
            raise Throttled(
                f"{self.units} of the day's {UNITS} units are used here, and {self._most} is what one source may use",
                retry_after=until_reset(self._now),
            )
        self.units += cost

    def state(self) -> dict[str, Any]:
        """To be kept until next time."""
        return {"day": self.day, "units": self.units}
