"""When the tables are made: each day, and soon after something was taken from the public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from django_tasks import task

from tilstede.record import read as record
from tilstede.rooms.follow.outputs.open_data import months

#: After these something may stand in a table that must not.
_URGENT: Final = ("withheld", "destroyed", "gone", "listed", "reparsed")
_EVERY: Final = timedelta(hours=20)


class _Looked(msgspec.Struct, frozen=True):
    """When all months were last looked at, and how many events there were."""

    at: datetime
    events: int


@task()
def look() -> None:
    """Have those months made again that are not as they should be; at most once a day unless it is urgent."""
    now, path = datetime.now(UTC), months.folder() / "looked"
    events = record.size()
    if path.exists() and not _is_time(msgspec.json.decode(path.read_bytes(), type=_Looked), now):
        return
    standing = set(months.months())
    for month in standing | {one.month for one in months.made()}:
        if month not in standing or months.due(month):
            make.enqueue(month)
    months.folder().mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(_Looked(now, events)))


@task(once=True)
def make(month: str) -> None:
    """Make a month's tables."""
    months.make(month, now=datetime.now(UTC))


def _is_time(last: _Looked, now: datetime) -> bool:
    if now - last.at >= _EVERY:
        return True
    return any(record.events(after=last.events - 1, kinds=_URGENT, limit=1))
