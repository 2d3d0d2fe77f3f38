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
#: After these a table that may hold the post is not given out until it was made again.
_BY_DECISION: Final = ("withheld", "destroyed")
_EVERY: Final = timedelta(hours=20)
#: Events that are followed to their posts; after more, all months are looked at.
_FEW: Final = 5_000


class _Looked(msgspec.Struct, frozen=True):
    """When all months were last looked at, and how many events there were at the last look at any. ``due``: months
    that were not as they should be when they were last looked at."""

    at: datetime
    events: int
    due: frozenset[str] = frozenset()


@task()
def look() -> None:
    """Have those months made again that are not as they should be: all are looked at each day, and in between those
    of which something was taken from the public."""
    now, events, last = datetime.now(UTC), record.size(), _last()
    touched = _touched(last, now)
    wanted = (
        {*months.months(), *(one.month for one in months.made())} if touched is None else touched
    )
    due = {month for month in wanted if months.due(month)}
    for month in sorted(due):
        make.enqueue(month)
    if last and touched is not None:
        due |= last.due - wanted
    at = now if last is None or touched is None else last.at
    months.folder().mkdir(parents=True, exist_ok=True)
    _path().write_bytes(msgspec.json.encode(_Looked(at, events, frozenset(due))))


@task(once=True)
def make(month: str) -> None:
    """Make a month's tables."""
    months.make(month, now=datetime.now(UTC))


def is_late(made: months.Made) -> bool:
    """Whether the month's tables may hold what was withheld, destroyed or hidden since."""
    last, since = _last(), made.events
    if last and made.month not in last.due:
        since = max(since, last.events)
    touched = _months_of(since, _BY_DECISION)
    return touched is None or made.month in touched or made.shows_hidden


def _touched(last: _Looked | None, now: datetime) -> set[str] | None:
    """The months to look at; None: all of them."""
    if last is None or now - last.at >= _EVERY:
        return None
    return _months_of(last.events, (*_OF_A_POST, *_OF_MANY))


def _months_of(size: int, kinds: tuple[str, ...]) -> set[str] | None:
    """The months of the posts that events of these kinds are about, of those that came when there were ``size``;
    None: it may be all of them."""
    happened = list(record.events(after=size - 1, kinds=kinds, limit=_FEW))
    if len(happened) == _FEW or any(event.kind in _OF_MANY for event in happened):
        return None
    if not happened:
        return set()
    posts = read.posts_of([event.number for event in happened])
    return months.of_posts(posts.values())


def _last() -> _Looked | None:
    try:
        return msgspec.json.decode(_path().read_bytes(), type=_Looked)
    except FileNotFoundError:
        return None


def _path() -> Path:
    return months.folder() / "looked"
