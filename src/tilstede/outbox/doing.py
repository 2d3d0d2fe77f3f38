"""The pump of acts: the same machine as for posts. What is done twice leaves things as done once, so an answer that
never came is no reason to look: it is done again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from tilstede.core import canonical
from tilstede.jobs import call
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import Expired, NetworkError, NotFound
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Sent, Target
from tilstede.networks.kit.sending import Blocker, Remover, Sender
from tilstede.office import spending
from tilstede.outbox import comparing, errands, logins, parcel, policies, pump, steps, targets
from tilstede.outbox.errands import Clock
from tilstede.outbox.models import Act, Delivery, ability
from tilstede.record import read as record

State = Act.State
Kind = Act.Kind
#: What takes in that a post of ours is gone.
GONE: Final = "tilstede.intake.readback.gone"
#: What leaves something at the network that is read back.
_READ_BACK: Final = (Kind.EDIT, Kind.DELETE, Kind.BOOST)


def act(number: int, *, http: Http, now: Clock) -> Act | None:
    """Take the next step with an act, if it is time for one; None where there is no such act."""
    found = Act.objects.select_related("account", "delivery__cleared", "cleared")
    row = found.filter(pk=number).first()
    if row is None or row.next_try is None or row.state not in _STEPS:
        return row
    due = max(row.next_try, row.held or row.next_try)
    if due > now():
        errands.schedule(row, due)
    else:
        _STEPS[row.state](row, http, now)
    return row


def _do(row: Act, http: Http, now: Clock) -> None:
    at = now()
    if steps.is_given_up(row.since, at):
        _fail(row, "given-up", at, detail=row.detail)
        return
    refused = "" if row.kind in policies.ALWAYS else policies.refusal(row.account)
    if refused and row.account is not None:
        _fail(row, refused, at, detail=policies.decided(row.account))
        return
    try:
        login, sender = pump.login_of(row, http, at), pump.sender_of(row)
    except pump.NoLogin as lacking:
        _wait(row, lacking, at)
    except NetworkError as error:
        _went_wrong(row, error, at)
    else:
        _do_with(row, login, sender, http, now)


def _do_with(row: Act, login: Access, sender: Sender, http: Http, now: Clock) -> None:
    assert row.account is not None
    cost = spending.price(row.network, ability(row.kind))
    if not spending.is_affordable(row.account.access, cost, now()):
        _fail(row, "cap", now())
        return
    if not errands.begin(row, now=now()):
        return
    errands.charge(row, cost, now())
    with errands.kept(row, now), errands.metered(row, http, now):
        try:
            made = _ASK[row.kind](row, login, sender, http, now())
        except parcel.NotWhole as lacking:
            errands.give_back(row)
            _fail(row, lacking.code, now())
        except NetworkError as error:
            if steps.outcome(error) != "left-open":
                errands.give_back(row)
            _went_wrong(row, error, now())
        else:
            _done(row, made, now())


# --- what is asked of the network ----------------------------------------------------------------


def _edit(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> Sent | None:
    delivery = _delivery(row)
    with parcel.packed(delivery, row.cleared) as what:
        return sender.edit(delivery.sent_id, what, login, http, at)


def _delete(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> None:
    sender.delete(_delivery(row).sent_id, login, http, at)


def _hide(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> None:
    sender.hide(_target(row), login, http, at, hidden=row.kind == Kind.HIDE)


def _remove(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> None:
    assert isinstance(sender, Remover), "the network says that it can"
    sender.remove(_target(row), login, http, at)


def _block(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> None:
    assert isinstance(sender, Blocker), "the network says that it can"
    sender.block(row.address, login, http, at, blocked=row.kind == Kind.BLOCK)


def _boost(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> Sent | None:
    return sender.boost(_target(row), login, http, at)


def _like(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> None:
    sender.like(_target(row), login, http, at)


def _follow(row: Act, login: Access, sender: Sender, http: Http, at: datetime) -> None:
    sender.follow(row.address, login, http, at)


_ASK: Final[dict[str, Callable[[Act, Access, Sender, Http, datetime], Sent | None]]] = {
    Kind.EDIT: _edit,
    Kind.DELETE: _delete,
    Kind.HIDE: _hide,
    Kind.SHOW: _hide,
    Kind.REMOVE: _remove,
    Kind.BLOCK: _block,
    Kind.UNBLOCK: _block,
    Kind.BOOST: _boost,
    Kind.LIKE: _like,
    Kind.FOLLOW: _follow,
}


def _delivery(row: Act) -> Delivery:
    assert row.delivery is not None, "an edit and a deletion are of a post of ours"
    return row.delivery


def _target(row: Act) -> Target:
    assert row.post is not None
    found = targets.of(row.post)
    if found is None:
        raise NotFound(f"post {row.post} was withdrawn")
    return found


# --- what comes of it ----------------------------------------------------------------------------


def _done(row: Act, made: Sent | None, at: datetime) -> None:
    read = row.kind in (Kind.EDIT, Kind.DELETE) or made is not None
    pause = timedelta(0) if read and row.kind in _READ_BACK else None
    sent_id = made.id if made else _delivery(row).sent_id if row.delivery else ""
    with transaction.atomic():
        about = known(row)
        done = errands.turn(
            row, "taken", now=at, pause=pause, kind="acted", about=about, sent_id=sent_id
        )
        if done and made is not None and row.delivery is not None:
            names = list(dict.fromkeys([*row.delivery.aliases, *made.aliases]))
            changes: dict[str, Any] = {"sent_id": made.id, "aliases": names}
            Delivery.objects.filter(pk=row.delivery.pk).update(**changes)


def _went_wrong(row: Act, error: NetworkError, at: datetime) -> None:
    if isinstance(error, Expired) and row.account is not None:
        logins.expire(row.account, error, now=at)
        _wait(row, pump.NoLogin("expired", error.detail), at)
    elif error.reached or steps.is_later(error):
        pause = steps.told_pause(error, at - row.since)
        errands.turn(row, "not-now", now=at, pause=pause, why=error.code, detail=error.detail)
    else:
        _fail(row, error.code, at, detail=error.detail)


def _wait(row: Act, lacking: pump.NoLogin, at: datetime) -> None:
    if lacking.code not in logins.WAITING:
        _fail(row, lacking.code, at)
        return
    pause = max(steps.GIVE_UP - (at - row.since), timedelta(0))
    errands.turn(row, "not-now", now=at, pause=pause, why=lacking.code, detail=lacking.detail)


def _suspect(row: Act, http: Http, now: Clock) -> None:
    pause = timedelta(seconds=settings.SETTLING)
    errands.turn(row, "not-now", now=now(), pause=pause, why="died")


def _fail(row: Act, why: str, at: datetime, detail: str = "") -> None:
    about = {**known(row), "why": why, "detail": detail}
    errands.turn(row, "refused", now=at, kind="failed", about=about, why=why, detail=detail)


def known(row: Act) -> dict[str, Any]:
    """What the record has of it. ``cleared``: the event with the wording that was sent."""
    delivery = row.delivery
    return {
        "act": row.kind,
        "address": row.address,
        "by": row.by,
        "delivery": delivery.pk if delivery else None,
        "post": targets.number_of(delivery.aliases) if delivery else row.post,
        "reason": row.reason,
        "rule": row.rule,
        "cleared": row.cleared.event if row.cleared else None,
    }


# --- read back -----------------------------------------------------------------------------------


def _read_back(row: Act, http: Http, now: Clock) -> None:
    try:
        login, sender = pump.login_of(row, http, now()), pump.sender_of(row)
        if not errands.begin(row, now=now()):
            return
        if not errands.may_read(row, now()):
            raise pump.NoLogin("cap-unread")
        size = record.size()
        with errands.kept(row, now), errands.metered(row, http, now):
            seen = sender.read(row.sent_id, login, http, now())
    except pump.NoLogin as lacking:
        errands.turn(row, "not-now", now=now(), why=lacking.code)
        return
    except NetworkError as error:
        later = steps.is_later(error) and not steps.is_given_up(row.since, now())
        pause = steps.told_pause(error, now() - row.since) if later else None
        errands.turn(row, "not-now", now=now(), pause=pause, why="not-read-back")
        return
    with transaction.atomic():
        _take_in(row, seen, now(), size)


def _take_in(row: Act, seen: Any, at: datetime, size: int) -> None:
    """``size``: of the record when the network was asked."""
    if seen is not None:
        pump.take(row, seen, size)
    elif row.kind == Kind.DELETE:
        told = canonical.dumps({"act": row.pk, "events": row.events}).decode()
        call.enqueue(GONE, row.network, _delivery(row).aliases, told)
    found = _differences(row, seen)
    if row.kind == Kind.EDIT:
        _stands_now(_delivery(row), found)
    about = {**known(row), "differences": found}
    errands.turn(row, "differs" if found else "same", now=at, kind="confirmed", about=about)


def _stands_now(delivery: Delivery, found: list[dict[str, str]]) -> None:
    """What was otherwise there before the edit says nothing any more."""
    same = Delivery.objects.filter(pk=delivery.pk)
    same.update(differences=found)
    if not found:
        same.filter(state=State.DIFFERS).update(state=State.CONFIRMED)


def _differences(row: Act, seen: Any) -> list[dict[str, str]]:
    """Between what was ordered and what stands."""
    if row.kind == Kind.DELETE:
        return [{"code": "stands", "sent": "", "found": seen.post.url}] if seen else []
    if seen is None:
        return [{"code": "gone", "sent": "", "found": ""}]
    if row.kind == Kind.BOOST:
        return []
    with parcel.packed(_delivery(row), row.cleared) as what:
        return comparing.differences(what, seen.post)


_STEPS: Final[dict[str, Callable[[Act, Http, Clock], None]]] = {
    State.WAITING: _do,
    State.SENDING: _suspect,
    State.SENT: _read_back,
}
