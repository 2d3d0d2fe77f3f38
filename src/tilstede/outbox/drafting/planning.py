"""When a draft goes out: its time by the clock on the wall, what may not be sooner, the next free time of its channels.

A time is somebody's wish until the draft may go out (`State.PLANNED`); then the worker hands it over when it comes
(`drafting.due`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tilstede.office.models import Account
from tilstede.outbox.drafting import clocks, judging
from tilstede.outbox.drafting.clocks import NoSuchTime, NoSuchZone, TooFar, WallTime
from tilstede.outbox.drafting.models import Manuscript, Slot
from tilstede.outbox.drafting.writing import OPEN, NotOpen

State = Manuscript.State
#: So far ahead a free time is looked for.
_AHEAD: Final = timedelta(days=60)
_FIELDS: Final = ("day", "clock", "zone", "later", "due", "asked_again", "hindered", "state")


class NotPlanned(Exception):
    """The draft cannot have that time. The text is for the person; ``instead``: times that can be taken, as the wall
    shows them."""

    def __init__(self, text: str, instead: Sequence[datetime] = ()) -> None:
        super().__init__(text)
        self.instead = tuple(instead)


def plan(key: str, wall: WallTime, *, now: datetime) -> Manuscript:
    """Give the draft a time, in place of the one it has. One that may go out already is planned with it.

    :raises Manuscript.DoesNotExist: :raises NotOpen: it has left the desk.
    :raises NotPlanned: there is no such time, it is over, or it is sooner than was agreed.
    """
    due = _utc(wall)
    if due <= now:
        raise NotPlanned(_("That time is over."))
    with transaction.atomic():
        held = _open(key)
        if held.not_before and due < held.not_before:
            raise NotPlanned(_too_soon(held))
        held.day, held.clock, held.zone = wall.day, wall.clock, wall.zone
        held.later, held.due = wall.later, due
        held.asked_again, held.hindered = False, []
        if judging.approved_at(held) is not None:
            held.state = State.PLANNED
        held.save(update_fields=_FIELDS)
    return held


def too_far() -> str:
    """Why a draft does not get such a time, in words."""
    return _("That time is too far away.")


def unplan(key: str) -> Manuscript:
    """Take its time away: it stays on the desk until it has another. :raises NotOpen:"""
    with transaction.atomic():
        held = _open(key)
        held.day = held.clock = held.due = None
        held.zone, held.later, held.asked_again, held.hindered = "", False, False, []
        if held.state == State.PLANNED:
            held.state = State.WRITING
        held.save(update_fields=_FIELDS)
    return held


def hold_back(key: str, until: datetime | None, *, agreed: str) -> Manuscript:
    """Nobody lets it out before then; None: there is no such time any more. ``agreed``: with whom, and about what.

    A time that it has and that is sooner is taken away. :raises NotOpen:
    """
    with transaction.atomic():
        held = _open(key)
        held.not_before, held.agreed = until, agreed if until else ""
        held.save(update_fields=["not_before", "agreed"])
        sooner = until is not None and held.due is not None and held.due < until
        return unplan(key) if sooner else held


def wall(manuscript: Manuscript) -> WallTime | None:
    """Its time, by the clock on the wall; None: it has none."""
    if manuscript.day is None or manuscript.clock is None:
        return None
    return WallTime(manuscript.day, manuscript.clock, manuscript.zone, manuscript.later)


def _open(key: str) -> Manuscript:
    held = Manuscript.objects.select_for_update().get(key=key)
    if held.state not in OPEN:
        raise NotOpen(held)
    return held


def _utc(wall: WallTime) -> datetime:
    try:
        return wall.utc()
    except TooFar as error:
        raise NotPlanned(too_far()) from error
    except NoSuchTime as error:
        said = _(
            "The clocks are changed that night, and there is no {clock}. Take {first} or {second}."
        )
        told = {"clock": f"{wall.clock:%H:%M}"}
        told |= dict(
            zip(("first", "second"), (f"{one:%H:%M}" for one in error.instead), strict=True)
        )
        raise NotPlanned(said.format(**told), error.instead) from error
    except NoSuchZone as error:
        said = _("“{zone}” is no time zone that is known here. One is called Europe/Oslo.")
        raise NotPlanned(said.format(zone=wall.zone)) from error


def _too_soon(held: Manuscript) -> str:
    assert held.not_before is not None
    there = clocks.on_the_wall(held.not_before, held.zone or settings.TIME_ZONE)
    said = _("It was agreed that it does not go out before {day} at {clock} ({agreed}).")
    return said.format(day=there.day, clock=f"{there.clock:%H:%M}", agreed=held.agreed)


# --- the times that channels have of their own ---------------------------------------------------


def next_free(accounts: Sequence[Account], *, now: datetime, but: int = 0) -> WallTime | None:
    """The first time from ``now`` that all these channels have as theirs, and at which none of them has anything yet.

    Channels without times of their own take any. ``but``: number of the draft's row that is to be moved, which is in
    nobody's way. None: they have no time in common, or nothing is free for two months.
    """
    slots = [set(one.slots.values_list("weekday", "clock")) for one in accounts]
    common = set.intersection(*own) if (own := [one for one in slots if one]) else set()
    taken = _taken(accounts, now, but) if common else set()
    return next((one for one in _times(common, now) if one.utc() not in taken), None)


def _taken(accounts: Sequence[Account], now: datetime, but: int) -> set[datetime]:
    rows = Manuscript.objects.filter(
        accounts__in=accounts, due__gte=now, due__lt=now + _AHEAD, state__in=OPEN
    )
    found = rows.exclude(pk=but).values_list("due", flat=True)
    return {one for one in found if one is not None}


def _times(slots: set[tuple[int, time]], now: datetime) -> Iterator[WallTime]:
    """Those of two months, in their order; what the clocks pass over is left out."""
    today = now.astimezone(clocks.zone(settings.TIME_ZONE)).date()
    for days in range(_AHEAD.days):
        day = today + timedelta(days=days)
        for _weekday, clock in sorted(one for one in slots if one[0] == day.weekday()):
            found = WallTime(day, clock, settings.TIME_ZONE)
            try:
                if found.utc() > now.astimezone(UTC):
                    yield found
            except NoSuchTime:
                continue


def keep_slots(account: Account, slots: Sequence[tuple[int, time]]) -> None:
    """These are the channel's times, and no others. ``slots``: weekday (0 is Monday) and clock."""
    with transaction.atomic():
        account.slots.all().delete()
        rows = (Slot(account=account, weekday=day, clock=clock) for day, clock in set(slots))
        Slot.objects.bulk_create(rows)
