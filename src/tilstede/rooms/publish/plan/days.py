"""What stands in the calendar: drafts with a time, and what was sent, day by day in the body's own zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import F, QuerySet
from django.utils import timezone

from tilstede.outbox import words
from tilstede.outbox.drafting import deeds
from tilstede.outbox.drafting.content import Content, unpack
from tilstede.outbox.drafting.models import Manuscript, Wording
from tilstede.outbox.drafting.writing import OPEN

State = Manuscript.State
#: In the calendar. What was put away is not.
SHOWN: Final = (*OPEN, State.HANDED)
_COLORS: Final = {State.WRITING: "neutral", State.ASKED: "warning", State.HANDED: "success"}
#: Letters of a post that a tile has room for.
_ROOM: Final = 80


@dataclass(frozen=True, slots=True)
class Tile:
    """A post in the calendar. ``at``: in the body's zone; None: it has no time yet. ``elsewhere``: the clock in the
    zone it was planned in, where that is another. ``movable``: whether it is still here."""

    manuscript: Manuscript
    at: datetime | None
    words: str
    language: str
    channels: tuple[str, ...]
    color: str
    elsewhere: str
    movable: bool


@dataclass(frozen=True, slots=True)
class Day:
    """``more``: how many posts there are beside those that are shown."""

    day: date
    tiles: tuple[Tile, ...]
    more: int = 0


def between(first: date, last: date, *, channel: int | None, most: int) -> list[Day]:
    """Each day with at most ``most`` of its posts, the first first."""
    found: dict[date, list[int]] = {}
    for key, due in _rows(channel, first, last).values_list("pk", "due"):
        if due is not None:
            found.setdefault(timezone.localtime(due).date(), []).append(key)
    shown = {key for keys in found.values() for key in keys[:most]}
    tiles = {tile.manuscript.pk: tile for tile in of(Manuscript.objects.filter(pk__in=shown))}
    return [
        Day(
            day,
            tuple(tiles[key] for key in found.get(day, ())[:most] if key in tiles),
            max(0, len(found.get(day, ())) - most),
        )
        for day in _days(first, last)
    ]


def coming(channel: int | None, first: date) -> QuerySet[Manuscript]:
    """All from that day on, the first first."""
    rows = Manuscript.objects.filter(state__in=SHOWN, due__gte=_midnight(first))
    return _of(channel, rows).order_by("due", "pk")


def of(rows: QuerySet[Manuscript]) -> list[Tile]:
    """As they are shown, in the order of their times; those that have none come last."""
    found = list(rows.prefetch_related("accounts"))
    found.sort(key=lambda row: (row.due is None, row.due or row.changed, row.pk))
    told = _contents(found)
    return [_tile(one, told[one.pk]) for one in found]


def _rows(channel: int | None, first: date, last: date) -> QuerySet[Manuscript]:
    ends = _midnight(last + timedelta(days=1))
    rows = Manuscript.objects.filter(state__in=SHOWN, due__gte=_midnight(first), due__lt=ends)
    return _of(channel, rows).order_by("due", "pk")


def _of(channel: int | None, rows: QuerySet[Manuscript]) -> QuerySet[Manuscript]:
    return rows.filter(accounts=channel) if channel else rows


def _contents(rows: Sequence[Manuscript]) -> dict[int, Content]:
    """What stands in each of them, in one question."""
    standing = Wording.objects.filter(manuscript__in=rows, number=F("manuscript__revision"))
    return {key: unpack(held) for key, held in standing.values_list("manuscript_id", "content")}


def _tile(row: Manuscript, content: Content) -> Tile:
    return Tile(
        manuscript=row,
        at=timezone.localtime(row.due) if row.due else None,
        words=deeds.named(row) or beginning(content),
        language=content.language,
        channels=tuple(words.channel(account) for account in row.accounts.all()),
        color="danger" if row.asked_again else _COLORS.get(State(row.state), "info"),
        elsewhere=_elsewhere(row),
        movable=row.state in OPEN,
    )


def beginning(content: Content) -> str:
    """The first words of it."""
    said = " ".join(" ".join((content.title, *content.parts)).split())
    return said if len(said) <= _ROOM else f"{said[: _ROOM - 1]}…"


def _elsewhere(row: Manuscript) -> str:
    if not row.zone or row.clock is None or row.zone == timezone.get_current_timezone_name():
        return ""
    return f"{row.clock:%H:%M} {row.zone}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def weeks(days: Iterable[Day]) -> list[list[Day]]:
    """Seven at a time."""
    listed = list(days)
    return [listed[start : start + 7] for start in range(0, len(listed), 7)]
