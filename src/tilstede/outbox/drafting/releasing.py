"""What may go out goes: at once, or when its time comes. What was let through too late asks for a new time."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tilstede.office.models import User
from tilstede.outbox.drafting import clocks, handing, judging, planning, writing
from tilstede.outbox.drafting.models import Manuscript

State = Manuscript.State

#: So long after it was asked for, what has no time of its own still goes out when a second person says yes.
PROMPT: Final = timedelta(hours=24)
_FIELDS: Final = ("state", "day", "clock", "due", "asked_again", "hindered")


class Released(Enum):
    """What came of it."""

    HANDED = "handed"
    PLANNED = "planned"
    LATE = "late"


class NotReleased(Exception):
    """It may not go out; the text is for the person who tried."""


def release(manuscript: Manuscript, *, by: str, now: datetime) -> Released:
    """Plan it for its time, or hand it to the outbox where it has none. Past its time it waits for a new one.

    ``by``: the writer, whose decision it is. Networks may be asked: not inside a transaction.
    :raises NotReleased: nobody has said that it may. :raises handing.NotHanded: something stands in the way.
    """
    with transaction.atomic():
        held = judging.locked(manuscript)
        came = _decide(held, now)
        held.save(update_fields=_FIELDS)
    if came is Released.HANDED:
        _hand(held, by, now)
    return came


def release_now(manuscript: Manuscript, *, by: User, now: datetime) -> Released:
    """The same, at once, whatever time it has: its writer says so. Where something is in the way, it keeps the time.

    :raises NotReleased: :raises handing.NotHanded:
    """
    with transaction.atomic():
        held = judging.locked(manuscript)
        _demand(held, now, at_once=True)
        if held.state != State.HANDED and planning.wall(held) is None:
            _at_once(held, now)
            held.save(update_fields=_FIELDS)
    _hand(held, by.get_username(), now, at_once=True)
    return Released.HANDED


def _hand(held: Manuscript, by: str, now: datetime, *, at_once: bool = False) -> None:
    """What cannot go out now lies on the desk again, with why. :raises handing.NotHanded:"""
    try:
        handing.hand(held, by=by, now=now, at_once=at_once)
    except handing.NotHanded as error:
        same = Manuscript.objects.filter(pk=held.pk, state=State.PLANNED, due=held.due, day=None)
        same.update(state=State.WRITING, due=None, hindered=list(error.problems))
        raise


def _decide(held: Manuscript, now: datetime) -> Released:
    """The row's new state. :raises NotReleased:"""
    _demand(held, now)
    if held.state == State.HANDED:
        return Released.HANDED
    wall = planning.wall(held)
    if wall is None:
        return _late(held) if _is_stale(held, now) else _at_once(held, now)
    try:
        held.due = wall.utc()
    except (clocks.NoSuchTime, clocks.NoSuchZone):
        return _late(held)
    return _planned(held) if held.due > now else _late(held)


def _at_once(held: Manuscript, now: datetime) -> Released:
    """Due now: if this process dies before it has handed it over, the worker does."""
    held.due = now
    _planned(held)
    return Released.HANDED


def _planned(held: Manuscript) -> Released:
    held.state, held.asked_again, held.hindered = State.PLANNED, False, []
    return Released.PLANNED


def _late(held: Manuscript) -> Released:
    held.state, held.asked_again = State.WRITING, True
    held.hindered = [_("Its time came before it was decided that it may go out.")]
    return Released.LATE


def _is_stale(held: Manuscript, now: datetime) -> bool:
    """Whether the writer said so long ago that it should be said again."""
    judged = judging.standing(held)
    return judged is None or judged.at < now - PROMPT


def _demand(held: Manuscript, now: datetime, *, at_once: bool = False) -> None:
    """:raises NotReleased:"""
    if held.state == State.HANDED:
        return
    if held.state not in writing.OPEN:
        raise NotReleased(_("Nobody works on this draft any more."))
    if not (judging.may_go_now(held, now=now) if at_once else judging.may_go(held)):
        raise NotReleased(_("Nobody has said that it may go out as it is."))
    if held.not_before and now < held.not_before and (at_once or planning.wall(held) is None):
        raise NotReleased(_("It was agreed that it does not go out yet. Plan it for later."))


def planned_for(manuscript: Manuscript) -> datetime | None:
    """When it would go out, by the zone data as they are now; None: at once, or there is no such time."""
    wall = planning.wall(manuscript)
    try:
        return wall.utc() if wall else None
    except (clocks.NoSuchTime, clocks.NoSuchZone):
        return None
