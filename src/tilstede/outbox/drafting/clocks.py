"""The clock on the wall and the time in UTC, on both nights when the clocks are changed.

A time is kept as people say it: day, clock, zone, and in the night that has an hour twice, which of the two. What that
is in UTC is worked out late, since a country may change its zone between the planning and the sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class NoSuchTime(ValueError):
    """The clocks pass over it that day. ``instead``: the same time by the clock before the change and by the one after,
    as the wall shows it."""

    def __init__(self, instead: tuple[datetime, ...]) -> None:
        super().__init__(" / ".join(f"{one:%Y-%m-%d %H:%M}" for one in instead))
        self.instead = instead


class TooFar(NoSuchTime):
    """In the first or the last year that there is: elsewhere on earth the day can lie outside of all years."""

    def __init__(self) -> None:
        super().__init__(())


class NoSuchZone(ValueError):
    """It is no zone of the IANA database that is installed here."""


@dataclass(frozen=True, slots=True)
class WallTime:
    """``zone``: of the IANA database. ``later``: the second of the two times of that name, in the night the clocks are
    set back; elsewhere it says nothing."""

    day: date
    clock: time
    zone: str
    later: bool = False

    def utc(self) -> datetime:
        """By the zone data as they are now.

        :raises NoSuchTime: the clocks pass over it, or it is `TooFar`. :raises NoSuchZone:
        """
        first, second = self._both()
        if first > second:
            raise NoSuchTime(tuple(self._wall(at) for at in (second, first)))
        return second if self.later else first

    @property
    def is_twice(self) -> bool:
        """Whether the wall shows it twice that night. :raises TooFar: :raises NoSuchZone:"""
        first, second = self._both()
        return first < second

    def _both(self) -> tuple[datetime, datetime]:
        """The wall's time by the offset before a change and by the one after; the same where nothing changes.

        PEP 495: in a gap the offset from before comes out as the later of the two. :raises TooFar: :raises NoSuchZone:
        """
        if not date.min.year < self.day.year < date.max.year:
            raise TooFar
        told = datetime.combine(self.day, self.clock.replace(second=0, microsecond=0))
        here = told.replace(tzinfo=zone(self.zone))
        return here.astimezone(UTC), here.replace(fold=1).astimezone(UTC)

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(zone(self.zone)).replace(tzinfo=None, fold=0)


def zone(name: str) -> ZoneInfo:
    """:raises NoSuchZone:"""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder's name gives OSError
        raise NoSuchZone(name) from error


def on_the_wall(at: datetime, name: str) -> WallTime:
    """What the clock shows there at that moment. :raises NoSuchZone:"""
    # By way of UTC: what says that it is in that zone already may have a time that does not exist there.
    here = at.astimezone(UTC).astimezone(zone(name))
    return WallTime(here.date(), here.time().replace(fold=0), name, bool(here.fold))
