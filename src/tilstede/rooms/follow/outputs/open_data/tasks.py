"""When the tables are made: each day, and soon after something was taken from the public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django_tasks import task

from tilstede.posts import read
from tilstede.record import read as record
from tilstede.rooms.follow.outputs.open_data import months

#: After these something may stand in the table of a post's month that must not.
_OF_A_POST: Final = ("withheld", "gone", "reparsed")
#: After these, in any table.
_OF_MANY: Final = ("destroyed", "listed")
_EVERY: Final = timedelta(hours=20)
#: Events that are followed to their posts; after more, all months are looked at.
_FEW: Final = 5_000


class _Looked(msgspec.Struct, frozen=True):
    """When all months were last looked at, and how many events there were at the last look at any."""

    at: datetime
    events: int


@task()
def look() -> None:
    """Have those months made again that are not as they should be: all are looked at each day, and in between those
    of which something was taken from the public."""
    now, events, last = datetime.now(UTC), record.size(), _last()
    touched = _touched(last, now)
    wanted = (
        {*months.months(), *(one.month for one in months.made())} if touched is None else touched
    )
    for month in sorted(wanted):
        if months.due(month):
            make.enqueue(month)
    at = now if last is None or touched is None else last.at
    months.folder().mkdir(parents=True, exist_ok=True)
    _path().write_bytes(msgspec.json.encode(_Looked(at, events)))


@task(once=True)
def make(month: str) -> None:
    """Make a month's tables."""
    months.make(month, now=datetime.now(UTC))


def _touched(last: _Looked | None, now: datetime) -> set[str] | None:
    """The months to look at; None: all of them."""
    if last is None or now - last.at >= _EVERY:
        return None
    kinds = (*_OF_A_POST, *_OF_MANY)
    happened = list(record.events(after=last.events - 1, kinds=kinds, limit=_FEW))
    if len(happened) == _FEW or any(event.kind in _OF_MANY for event in happened):
        return None
    posts = read.posts_of([event.number for event in happened])
    return months.of_posts(posts.values())


def _last() -> _Looked | None:
    try:
        return msgspec.json.decode(_path().read_bytes(), type=_Looked)
    except FileNotFoundError:
        return None


def _path() -> Path:
    return months.folder() / "looked"
