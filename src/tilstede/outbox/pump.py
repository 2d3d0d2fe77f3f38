"""The pump out: one step of one delivery at a time, by the table in `steps`.

Before a network is asked, that is committed; what it answered is committed, with the event, before anything says so.
A process that dies in between leaves a delivery that is ``sending`` and held by nobody: then it is looked for at the
network before it is sent again.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from tilstede.core.post import encode
from tilstede.jobs import call
from tilstede.networks.kit import registry, weighted
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import CannotTell, Expired, NetworkError
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.outgoing import Sent
from tilstede.networks.kit.sending import Sender
from tilstede.office import access, secrets, spending
from tilstede.outbox import comparing, errands, logins, parcel, policies, steps
from tilstede.outbox.errands import Clock
from tilstede.outbox.models import Delivery, Errand
from tilstede.record import read as record

log = logging.getLogger(__name__)

State = Delivery.State
#: What takes in what was read back. Intake lies beside the outbox and is not imported: it is asked by name.
TAKE: Final = "tilstede.intake.readback.take"
_AT_ONCE: Final = timedelta(0)


class NoLogin(Exception):
    """There is no login to be used now. ``code``: why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def deliver(number: int, *, http: Http, now: Clock) -> Delivery | None:
    """Take the next step with a delivery, if it is time for one; None where there is no such delivery.

    Done twice or at once by two, it is done once.
    """
    found = Delivery.objects.select_related("cleared", "account", "previous__cleared")
    row = found.filter(pk=number).first()
    if row is None or row.next_try is None or row.state not in _STEPS:
        return row
    due = max(row.next_try, row.held or row.next_try)
    if due > now():
        errands.schedule(row, due)
    else:
        _STEPS[row.state](row, http, now)
    return row


def sender_of(row: Errand) -> Sender:
    """:raises NoLogin: nothing can be sent there."""
    sender = registry.get(row.network).sender() if registry.exists(row.network) else None
    if sender is None:
        raise NoLogin("not-sent-to")
    return sender


def login_of(row: Errand, http: Http, now: datetime) -> Access:
    """The login of an errand's account. :raises NoLogin: :raises NetworkError: it cannot be renewed now."""
    if row.account is None:
        raise NoLogin("left-directory")
    try:
        found = access.fresh(row.account, http, now)
    except secrets.SecretChanged as error:
        raise NoLogin(error.code) from error
    if found is None:
        raise NoLogin("expired")
    return found


# --- waiting: send it ----------------------------------------------------------------------------


def _send(row: Delivery, http: Http, now: Clock) -> None:
    at = now()
    if steps.is_given_up(row.since, at):
        _fail(row, "given-up", at, detail=row.detail)
        return
    if refused := policies.refusal(row.account):
        assert row.account is not None
        _fail(row, refused, at, detail=policies.decided(row.account))
        return
    if (until := _held_up(row, at)) is not None:
        errands.turn(row, "not-now", now=at, pause=until - at, why="behind")
        return
    try:
        login, sender = login_of(row, http, at), sender_of(row)
    except NoLogin as lacking:
        _wait_for_login(row, lacking, at)
    except NetworkError as error:
        _went_wrong(row, error, at)
    else:
        _send_with(row, login, sender, http, now)


def _held_up(row: Delivery, at: datetime) -> datetime | None:
    """Until when something that was ordered before it, from the same account, waits because the network asks us to:
    neither is this sent sooner. None: nothing does."""
    before = Delivery.objects.filter(
        account=row.account, pk__lt=row.pk, state=State.WAITING, why="throttled", next_try__gt=at
    )
    return before.order_by("pk").values_list("next_try", flat=True).first()


def _send_with(row: Delivery, login: Access, sender: Sender, http: Http, now: Clock) -> None:
    at, cost = now(), _cost(row)
    assert row.account is not None
    if not spending.is_affordable(row.account.access, cost, at):
        _fail(row, "cap", at)
        return
    if not errands.begin(row, now=at):
        return
    errands.charge(row, cost, at)
    with errands.kept(row, now):
        try:
            with parcel.packed(row) as what:
                sent = sender.send(what, login, http, now())
        except parcel.NotWhole as lacking:
            errands.give_back(row)
            _fail(row, lacking.code, now())
        except NetworkError as error:
            if steps.outcome(error) != "left-open":
                errands.give_back(row)
            _went_wrong(row, error, now())
        except Exception:
            # Whatever a network's code may raise, the network may have been asked before.
            errands.turn(row, "left-open", now=now(), pause=_settling(), why="fault")
            raise
        else:
            _taken(row, "taken", sent, now(), how="answer")


def _cost(row: Delivery) -> Decimal:
    answers = row.previous is not None or row.cleared.reply_to is not None
    ability = "reply" if answers else "quote" if row.cleared.quote_of is not None else "send"
    return spending.price(row.network, ability, with_link=weighted.has_address(row.cleared.text))


def _settling() -> timedelta:
    return timedelta(seconds=settings.SETTLING)


# --- sending, and nobody has it: the process died ------------------------------------------------


def _suspect(row: Delivery, http: Http, now: Clock) -> None:
    errands.turn(row, "died", now=now(), pause=_settling(), why="died")


# --- unsure: look for it -------------------------------------------------------------------------


def _look(row: Delivery, http: Http, now: Clock) -> None:
    at = now()
    try:
        login, sender = login_of(row, http, at), sender_of(row)
        if not errands.begin(row, now=at):
            return
        with errands.kept(row, now), errands.metered(row, http, now), parcel.packed(row) as what:
            found = sender.find(what, login, http, now())
    except NoLogin as lacking:
        _ask_or_wait(row, lacking.code, lacking.detail, now())
    except parcel.NotWhole as lacking:
        errands.turn(row, "cannot-tell", now=now(), why=lacking.code)
    except NetworkError as error:
        _cannot_look(row, error, now())
    else:
        if found is None:
            errands.give_back(row)
            _not_sent(row, now())
        else:
            _taken(row, "found", found, now(), how="search")


def _not_sent(row: Delivery, at: datetime) -> None:
    """It is to be sent again; a part of a thread when the one before it stands."""
    if row.previous is not None and row.previous.state not in errands.STANDING:
        errands.turn(row, "none", now=at, why="previous")
    else:
        errands.turn(row, "none", now=at, pause=steps.pause(at - row.since))


def _cannot_look(row: Delivery, error: NetworkError, at: datetime) -> None:
    if isinstance(error, CannotTell) or not steps.is_later(error):
        errands.turn(row, "cannot-tell", now=at, why="cannot-tell", detail=error.detail)
        return
    _note_expiry(row, error, at)
    _ask_or_wait(row, error.code, error.detail, at, error)


def _ask_or_wait(
    row: Delivery, why: str, detail: str, at: datetime, error: NetworkError | None = None
) -> None:
    """Later; after a day a person is asked."""
    if steps.is_given_up(row.since, at):
        errands.turn(row, "cannot-tell", now=at, why="cannot-tell", detail=detail)
        return
    waited = at - row.since
    pause = steps.told_pause(error, waited) if error else steps.GIVE_UP - waited
    errands.turn(row, "not-now", now=at, pause=pause, why=why, detail=detail)


# --- sent: read it back --------------------------------------------------------------------------


def _read_back(row: Delivery, http: Http, now: Clock) -> None:
    try:
        login, sender = login_of(row, http, now()), sender_of(row)
        if not errands.begin(row, now=now()):
            return
        if not errands.may_read(row, now()):
            raise NoLogin("cap-unread")
        size = record.size()
        with errands.kept(row, now), errands.metered(row, http, now), parcel.packed(row) as what:
            seen = sender.read(row.sent_id, login, http, now())
            told = comparing.differences(what, seen.post) if seen else []
    except (NoLogin, parcel.NotWhole) as lacking:
        _not_read(row, lacking.code, now())
    except NetworkError as error:
        _cannot_read(row, error, now())
    else:
        if seen is None:
            _not_there(row, now())
        else:
            _confirm(row, seen, told, now(), size)


def _cannot_read(row: Delivery, error: NetworkError, at: datetime) -> None:
    _note_expiry(row, error, at)
    waited = at - (row.tried or at)
    if isinstance(error, Expired) or not steps.is_later(error) or waited > steps.GIVE_UP:
        _not_read(row, "not-read-back", at, error.detail)
    else:
        pause = steps.told_pause(error, waited)
        errands.turn(row, "not-now", now=at, pause=pause, why=error.code, detail=error.detail)


def _not_read(row: Delivery, why: str, at: datetime, detail: str = "") -> None:
    """It stays sent, and nobody has seen it there."""
    with transaction.atomic():
        if errands.turn(row, "not-now", now=at, why=why, detail=detail):
            _go_on(row, at)


def _not_there(row: Delivery, at: datetime) -> None:
    if row.looks < len(steps.LOOKS):
        pause = steps.LOOKS[row.looks]
        errands.turn(row, "not-now", now=at, pause=pause, why="not-there", looks=row.looks + 1)
        return
    _confirmed(row, [{"code": "gone", "sent": "", "found": ""}], at, why="not-there")


def _confirm(
    row: Delivery, seen: Seen, told: list[dict[str, str]], at: datetime, size: int
) -> None:
    """``size``: of the record when the network was asked."""
    names = [*row.aliases, *(name for name in seen.post.aliases if name not in row.aliases)]
    with transaction.atomic():
        if _confirmed(row, told, at, aliases=names, url=seen.post.url or row.url):
            take(row, seen, size)
            _go_on(row, at)


def take(row: Errand, seen: Seen, size: int) -> None:
    """Have what was read back taken in, in the caller's transaction. ``size``: of the record when it was read."""
    raw = base64.b64encode(seen.raw).decode()
    post = encode(seen.post).decode()
    call.enqueue(TAKE, row.network, row.native_id, raw, seen.mime, post, size)


def _confirmed(row: Delivery, told: list[dict[str, str]], at: datetime, **changes: Any) -> bool:
    about = {**_known(row), "differences": told}
    happened: steps.Happening = "differs" if told else "same"
    changes |= {"differences": told, "looks": row.looks + 1}
    return errands.turn(row, happened, now=at, kind="confirmed", about=about, **changes)


def _go_on(row: Delivery, at: datetime) -> None:
    """With the part after this one."""
    following = Delivery.objects.filter(previous=row, state=State.WAITING, next_try=None).first()
    if following is not None:
        changes: dict[str, Any] = {"next_try": at, "since": at, "why": ""}
        Delivery.objects.filter(pk=following.pk).update(**changes)
        errands.schedule(following)


# --- what comes of it ----------------------------------------------------------------------------


def _taken(row: Delivery, happened: steps.Happening, sent: Sent, at: datetime, how: str) -> None:
    if _note_sent(row, happened, sent, at, how):
        return
    if (row.state, "found") in steps.TABLE:
        # Another took us for dead while we waited for the answer.
        _note_sent(row, "found", sent, at, how)
    elif row.sent_id != sent.id:
        log.error("%s: the network took it twice, also as %s", row, sent.url or sent.id)


def _note_sent(
    row: Delivery, happened: steps.Happening, sent: Sent, at: datetime, how: str
) -> bool:
    names = list(sent.aliases)
    told = {"id": sent.id, "url": sent.url, "aliases": names}
    about = {**_known(row), **told, "how": how}
    changes: dict[str, Any] = {"sent_id": sent.id, "url": sent.url, "aliases": names}
    return errands.turn(row, happened, now=at, pause=_AT_ONCE, kind="sent", about=about, **changes)


def _went_wrong(row: Delivery, error: NetworkError, at: datetime) -> None:
    happened = steps.outcome(error)
    if row.state == State.WAITING and happened == "left-open":
        happened = "not-now"  # it was a login that was being renewed; nothing is sent
    if happened == "left-open":
        errands.turn(row, happened, now=at, pause=_settling(), why="no-answer", detail=error.detail)
    elif happened == "refused":
        _fail(row, error.code, at, detail=error.detail)
    elif isinstance(error, Expired):
        _note_expiry(row, error, at)
        _wait_for_login(row, NoLogin("expired", error.detail), at)
    else:
        pause = steps.told_pause(error, at - row.since)
        errands.turn(row, happened, now=at, pause=pause, why=error.code, detail=error.detail)


def _note_expiry(row: Delivery, error: NetworkError, at: datetime) -> None:
    if isinstance(error, Expired) and row.account is not None:
        logins.expire(row.account, error, now=at)


def _wait_for_login(row: Delivery, lacking: NoLogin, at: datetime) -> None:
    """Connecting the account lets it go on at once; a day after it was ordered it is too late to go by itself."""
    if lacking.code not in logins.WAITING:
        _fail(row, lacking.code, at)
        return
    pause = max(steps.GIVE_UP - (at - row.since), _AT_ONCE)
    errands.turn(row, "not-now", now=at, pause=pause, why=lacking.code, detail=lacking.detail)


def _fail(row: Delivery, why: str, at: datetime, detail: str = "") -> None:
    about = {**_known(row), "why": why, "detail": detail}
    errands.turn(row, "refused", now=at, kind="failed", about=about, why=why, detail=detail)


def _known(row: Delivery) -> dict[str, Any]:
    return {"cleared": row.cleared.event, "delivery": row.pk, "key": row.key}


#: What is done with a delivery whose turn it is, by its state. In the others nothing is done by itself.
_STEPS: Final[dict[str, Callable[[Delivery, Http, Clock], None]]] = {
    State.WAITING: _send,
    State.SENDING: _suspect,
    State.UNSURE: _look,
    State.SENT: _read_back,
}
