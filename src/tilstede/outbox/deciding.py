"""What a person decides about an errand that cannot go on by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tilstede.outbox import errands, steps
from tilstede.outbox.models import Act, Delivery

State = Delivery.State


class NotDecided(Exception):
    """It cannot be decided so; the text is for the person."""


def again(row: Delivery | Act, *, by: str, now: datetime) -> None:
    """Try it once more, now, under the same key. What was tried before and failed is looked for first: the outbox may
    be a backup, put back since. :raises NotDecided:"""
    if isinstance(row, Delivery):
        if row.previous is not None and row.previous.state not in errands.STANDING:
            raise NotDecided(_("The part before it is not sent yet."))
        if row.state == State.FAILED and row.attempts:
            _turn(row, "look", now=now, pause=timedelta(0), since=now)
            return
    changes = {"since": now} if row.state != row.State.WAITING else {}
    _turn(row, "again", now=now, pause=timedelta(0), **changes)


def stands(row: Delivery, *, by: str, now: datetime) -> None:
    """A person has looked: it is there. :raises NotDecided:"""
    about = {"by": by, "cleared": row.cleared.event, "delivery": row.pk, "how": "person"}
    _turn(row, "stands", now=now, kind="sent", about=about, why="said-so")


def accept(row: Delivery | Act, *, by: str, now: datetime) -> None:
    """A person has seen what is otherwise there than it was sent, and leaves it so. :raises NotDecided:"""
    about = {"by": by, "accepted": True, ("act" if isinstance(row, Act) else "delivery"): row.pk}
    _turn(row, "accepted", now=now, kind="confirmed", about=about)


def drop(row: Delivery | Act, *, by: str, now: datetime) -> None:
    """Let it be. :raises NotDecided: it is under way, or done."""
    about = {"by": by, "why": "dropped", ("act" if isinstance(row, Act) else "delivery"): row.pk}
    _turn(row, "dropped", now=now, kind="failed", about=about, why="dropped")


def mistrust(*, now: datetime) -> int:
    """A backup was put back: what waited when it was made may have been sent since, and is looked for first. How many
    that are."""
    waiting = (State.WAITING, State.SENDING)
    rows = list(Delivery.objects.filter(state__in=waiting))
    for row in rows:
        errands.turn(row, "restored", now=now, pause=timedelta(0), why="restored")
    return len(rows)


def _turn(row: Delivery | Act, happened: steps.Happening, **what: Any) -> None:
    said = _("That cannot be said of it as it stands now: {state}.")
    if (row.state, happened) not in steps.TABLE:
        raise NotDecided(said.format(state=row.get_state_display()))
    if not errands.turn(row, happened, **what):
        raise NotDecided(said.format(state=row.get_state_display()))
