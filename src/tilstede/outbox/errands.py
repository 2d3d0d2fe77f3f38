"""One errand to itself, and from one state to the next. What the record has to hear is in the same commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q

from tilstede.core import canonical
from tilstede.jobs import call
from tilstede.networks.kit.http import Http
from tilstede.office import spending
from tilstede.outbox import steps
from tilstede.outbox.models import Act, Delivery, Errand
from tilstede.record import append

Clock = Callable[[], datetime]

#: Whoever says nothing for so long is taken to be dead, and what was asked of the network to be uncertain.
HOLD: Final = timedelta(seconds=90)
#: Seconds between signs of life while a network is being asked.
BEAT: Final = 20.0
#: What was read back: the part of a thread after it can go.
STANDING: Final = (Errand.State.CONFIRMED, Errand.State.DIFFERS)
#: No more of a network's words than this are kept.
MOST_WORDS: Final = 500

#: Who does an errand, by its table.
_TASKS: Final[dict[type[Errand], str]] = {
    Delivery: "tilstede.outbox.tasks.deliver",
    Act: "tilstede.outbox.tasks.act",
}


def schedule(row: Errand, due: datetime | None = None) -> None:
    """Have it gone on with, inside the caller's transaction."""
    call.enqueue(_TASKS[type(row)], row.pk, due=due)


def begin(row: Errand, *, now: datetime) -> bool:
    """Have it to oneself, committed before anything is asked of the network; False when another has it.

    One that waits is ``sending`` from here on, and its attempt counted.
    """
    free = _mine(row).filter(Q(held=None) | Q(held__lte=now))
    changes: dict[str, Any] = {"held": now + HOLD}
    if row.state == Errand.State.WAITING:
        state = steps.after(row.state, "begun")
        changes |= {"state": state, "attempts": F("attempts") + 1, "tried": now}
    won = bool(free.update(**changes))
    row.refresh_from_db()
    return won


@contextmanager
def kept(row: Errand, now: Clock) -> Iterator[None]:
    """Stay the one who has it, however long the network takes."""
    ended = threading.Event()
    pulse = threading.Thread(target=_live, args=(row, now, ended), name="errand", daemon=True)
    pulse.start()
    try:
        yield
    finally:
        ended.set()
        pulse.join()


def _live(row: Errand, now: Clock, ended: threading.Event) -> None:
    """A busy database is asked again at the next beat: the hold lasts four of them."""
    try:
        while not ended.wait(BEAT):
            try:
                _mine(row).exclude(held=None).update(held=now() + HOLD)
            except DatabaseError:
                connection.close()
    finally:
        connection.close()


def charge(row: Errand, cost: Decimal, now: datetime) -> None:
    """Count what the try that is under way may cost."""
    if cost and row.account is not None:
        spending.charge(row.account.access, cost, now)
        _note_charge(row, cost)


def give_back(row: Errand) -> None:
    """That try has certainly done nothing, and costs nothing."""
    if row.charged and row.account is not None and row.tried is not None:
        spending.give_back(row.account.access, row.charged, row.tried)
        _note_charge(row, Decimal(0))


def _note_charge(row: Errand, cost: Decimal) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(charged=cost)
    row.charged = cost


def may_read(row: Errand, now: datetime) -> bool:
    """Whether something more can be read within the month's cap."""
    cost = spending.price(row.network, "fetch")
    return row.account is None or spending.is_affordable(row.account.access, cost, now)


@contextmanager
def metered(row: Errand, http: Http, now: Clock) -> Iterator[None]:
    """Count what is read meanwhile."""
    if row.account is None:
        yield
        return
    with spending.metered(row.account.access, http, now()):
        yield


def turn(
    row: Errand,
    happened: steps.Happening,
    *,
    now: datetime,
    pause: timedelta | None = None,
    kind: str = "",
    about: dict[str, Any] | None = None,
    why: str = "",
    detail: str = "",
    **changes: Any,
) -> bool:
    """To the state that follows, and nobody has it to himself. False, and nothing is changed, where another has
    turned it meanwhile.

    ``pause``: until it is gone on with; None: not before somebody comes. ``kind``, ``about``: the event that says so.
    """
    state = steps.after(row.state, happened)
    due = None if pause is None else now + pause
    told = {"why": why, "detail": detail[:MOST_WORDS], "next_try": due, "held": None}
    with transaction.atomic():
        edge = append.hold() if kind else None
        if not _mine(row).update(state=state, **told, **changes):
            row.refresh_from_db()
            return False
        if kind:
            entry = append.Entry(kind, {"about": canonical.dumps(_about(row, about or {}))})
            number = append.append([entry], now=now, held=edge)
            type(row)._default_manager.filter(pk=row.pk).update(events=[*row.events, number])
        if due is not None:
            schedule(row, due)
    row.refresh_from_db()
    return True


def _mine(row: Errand) -> Any:
    """The row, as long as nobody else has begun or turned it."""
    return type(row)._default_manager.filter(pk=row.pk, state=row.state, attempts=row.attempts)


def _about(row: Errand, more: dict[str, Any]) -> dict[str, Any]:
    account = {"network": row.network, "id": row.native_id, "handle": row.handle}
    return {"account": account, "attempt": row.attempts, **more}
