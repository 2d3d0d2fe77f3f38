"""What a person decides about an errand that cannot go on by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tilstede.office import policy
from tilstede.outbox import errands, steps
from tilstede.outbox.models import Act, Delivery

State = Delivery.State


class NotDecided(Exception):
    """It cannot be decided so; the text is for the person."""


def again(row: Delivery | Act, *, by: str, now: datetime) -> None:
    """Try it once more, now, under the same key. What was tried before and failed is looked for first: the outbox may
    be a backup, put back since. :raises NotDecided:"""
    if isinstance(row, Delivery):
        if row.by_hand or _is_by_hand_since(row):
            _hand_over(row, now)
            return
        if row.previous is not None and row.previous.state not in errands.STANDING:
            raise NotDecided(_("The part before it is not sent yet."))
        if row.state == State.FAILED and row.attempts:
            turn(row, "look", now=now, pause=timedelta(0), since=now)
            return
    changes = {"since": now} if row.state != row.State.WAITING else {}
    turn(row, "again", now=now, pause=timedelta(0), **changes)


def by_hand(row: Delivery | Act, *, by: str, now: datetime) -> None:
    """A person publishes what the network would not take from us. :raises NotDecided: it did not fail."""
    if not isinstance(row, Delivery) or row.state != State.FAILED:
        raise NotDecided(_("Only a post that was not sent can be published by hand instead."))
    _hand_over(row, now)


def _hand_over(row: Delivery, now: datetime) -> None:
    """With the parts of the thread that wait for it. :raises NotDecided:"""
    turn(row, "handed", now=now, since=now, by_hand=True)
    for following in Delivery.objects.filter(previous=row, state=State.WAITING, next_try=None):
        _hand_over(following, now)


def _is_by_hand_since(row: Delivery) -> bool:
    """It failed because it was decided meanwhile that such things are done by hand."""
    by_hand = row.account is not None and policy.of(row.account) == policy.Policy.HAND
    return by_hand and row.state == State.FAILED and not row.attempts


def stands(row: Delivery, *, by: str, now: datetime) -> None:
    """A person has looked: it is there. :raises NotDecided:"""
    about = {"by": by, "cleared": row.cleared.event, "delivery": row.pk, "how": "person"}
    turn(row, "stands", now=now, kind="sent", about=about, why="said-so")


def accept(row: Delivery | Act, *, by: str, now: datetime) -> None:
    """A person has seen what is otherwise there than it was sent, and leaves it so. :raises NotDecided:"""
    about = {"by": by, "accepted": True, ("act" if isinstance(row, Act) else "delivery"): row.pk}
    turn(row, "accepted", now=now, kind="confirmed", about=about)


def drop(row: Delivery | Act, *, by: str, now: datetime, reason: str = "") -> None:
    """Let it be. :raises NotDecided: it is under way, or done; or nobody says why a person shall not publish it."""
    if row.state == State.HAND and not reason.strip():
        raise NotDecided(_("Say why: it is kept in the record."))
    about = {"by": by, "why": "dropped", ("act" if isinstance(row, Act) else "delivery"): row.pk}
    about |= {"reason": reason.strip()} if reason.strip() else {}
    turn(row, "dropped", now=now, kind="failed", about=about, why="dropped", detail=reason.strip())


def mistrust(*, now: datetime) -> int:
    """A backup was put back: what waited when it was made may have been sent since, and is looked for first. How many
    that are."""
    waiting = (State.WAITING, State.SENDING)
    rows = list(Delivery.objects.filter(state__in=waiting))
    for row in rows:
        errands.turn(row, "restored", now=now, pause=timedelta(0), why="restored")
    return len(rows)


def turn(row: Delivery | Act, happened: steps.Happening, **what: Any) -> None:
    """As `errands.turn`. :raises NotDecided: that does not happen as it stands now."""
    if (row.state, happened) not in steps.TABLE or not errands.turn(row, happened, **what):
        said = _("That cannot be said of it as it stands now: {state}.")
        raise NotDecided(said.format(state=row.get_state_display()))
