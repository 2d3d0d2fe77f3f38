"""When the next mail is due."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from tilstede.rooms.follow.models import Subscription

#: When daily and weekly mail leaves, in the body's zone.
_HOUR = time(7)
#: What comes within this is put into one mail.
_BATCH = timedelta(minutes=10)


def after(rhythm: str, now: datetime) -> datetime:
    """The first moment after ``now``; a week begins on Monday."""
    if rhythm == Subscription.Rhythm.AT_ONCE:
        return now + _BATCH
    day = timezone.localtime(now).date()
    while True:
        if rhythm == Subscription.Rhythm.DAILY or day.weekday() == 0:
            found = timezone.make_aware(datetime.combine(day, _HOUR))
            if found > now:
                return found
        day += timedelta(days=1)
