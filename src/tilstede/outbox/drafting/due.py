"""What the worker does when a time has come: what may go out is handed over, each draft by itself; for what may not, or
came too late, a person is asked for a new time.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tilstede.jobs import call
from tilstede.outbox.drafting import handing, judging, planning
from tilstede.outbox.drafting.clocks import NoSuchTime, NoSuchZone
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.writing import OPEN, NotOpen

log = logging.getLogger(__name__)

State = Manuscript.State
#: What hands one over. It is named, since tasks are above.
HAND: Final = "tilstede.outbox.drafting.tasks.hand_over"
#: So late something still goes out by itself: the worker was restarted, or had much to do. Later a person is asked.
LATEST: Final = timedelta(hours=1)
#: Zones are moved by less than this: whatever is due so soon is worked out anew.
_NEAR: Final = timedelta(hours=26)


def look(*, now: datetime) -> int:
    """Have everything handed over whose time has come. How many that are."""
    _renew(now)
    rows = waiting().filter(due__lte=now)
    for row in rows.exclude(state=State.PLANNED):
        _ask_again(row, [_("Its time came before it was decided that it may go out.")], now)
    planned = rows.filter(state=State.PLANNED)
    for row in planned.filter(due__lt=now - LATEST):
        _ask_again(row, [_("Its time passed while nothing was sent from here.")], now)
    numbers = planned.filter(due__gte=now - LATEST).values_list("pk", flat=True)
    with transaction.atomic():
        for number in (found := list(numbers)):
            call.enqueue(HAND, number)
    return len(found)


def waiting() -> QuerySet[Manuscript]:
    """Drafts that have a time, in the order in which they go out."""
    rows = Manuscript.objects.filter(state__in=OPEN, asked_again=False, due__isnull=False)
    return rows.order_by("due", "pk")


def asked() -> QuerySet[Manuscript]:
    """Drafts that need a new time from a person, those that have waited longest first."""
    return Manuscript.objects.filter(state__in=OPEN, asked_again=True).order_by("due", "pk")


def hand_over(number: int, *, now: datetime) -> None:
    """Hand over one draft whose time has come, unless anything has changed since it was seen."""
    row = waiting().filter(pk=number, state=State.PLANNED).first()
    if row is None or row.due is None or _renewed(row, now) is None or row.due > now:
        return
    if why := _too_late(row, now):
        _ask_again(row, [why], now)
        return
    try:
        handing.hand(row, by=_who(row), now=now)
    except NotHanded as error:
        _ask_again(row, error.problems, now)
    except NotOpen:
        log.info("%s was put away when its time came", row)


def _too_late(row: Manuscript, now: datetime) -> str:
    """Why it does not go out by itself, in words; "" where it may."""
    approved = judging.approved_at(row) or judging.urgent_at(row, now=now)
    assert row.due is not None
    if approved is None and judging.standing(row):
        return _("What was decided is not enough any more: answer again whether it could do harm.")
    if approved is None or approved > row.due:
        return _("Its time came before it was decided that it may go out.")
    if row.due < now - LATEST:
        return _("Its time passed while nothing was sent from here.")
    if row.not_before and row.not_before > now:
        return _("Its time is sooner than was agreed.")
    return ""


def _renew(now: datetime) -> None:
    """The zone data may have changed since the drafts were planned."""
    for row in waiting().filter(due__lt=now + _NEAR):
        _renewed(row, now)


def _renewed(row: Manuscript, now: datetime) -> datetime | None:
    """When it is due by the zone data as they are now; None: there is no such time any more, and a person is asked."""
    wall = planning.wall(row)
    if wall is None:
        return row.due
    try:
        due = wall.utc()
    except (NoSuchTime, NoSuchZone):
        _ask_again(row, [_("The clocks are changed otherwise than when it was planned.")], now)
        return None
    if due != row.due:
        Manuscript.objects.filter(pk=row.pk, due=row.due).update(due=due)
        row.due = due
    return due


def _ask_again(row: Manuscript, why: list[str] | tuple[str, ...], now: datetime) -> None:
    """It stays on the desk, and a person gives it a new time. Nothing is changed where it was moved meanwhile."""
    same = Manuscript.objects.filter(pk=row.pk, due=row.due, state=row.state)
    same.update(asked_again=True, hindered=list(why), changed=now)


def _who(row: Manuscript) -> str:
    """Who of ours decided that it may go out: the writer, whose word it is. Who looked at it stands in `looked`."""
    judged = judging.standing(row)
    return judged.by if judged is not None else row.by
