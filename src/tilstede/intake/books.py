"""How it stands with each source, written down before and after it is read. Inside the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from django.db import InterfaceError, OperationalError
from django.db.models import F

from tilstede.intake import held, logins, pump, sources
from tilstede.intake.hosts import COLUMNS, Hosts
from tilstede.intake.models import Source
from tilstede.intake.readers import Asked, End
from tilstede.networks.kit import contract, registry
from tilstede.networks.kit.contract import AccountChanged, Batch, NetworkError, NotFound, Refused
from tilstede.networks.kit.waiting import LONGEST_WAIT
from tilstede.office import secrets, spending
from tilstede.record import append

#: So many times the process may die of one source before it is paused.
DEATHS: Final = 3
#: Failures in a row after which a server's "try again in a second" is no longer believed.
PATIENCE: Final = 3
#: No more of a fault's words than this are kept.
MOST_WORDS: Final = 500


class Fatal(Exception):
    """The process has died each time this source was read, by itself."""


#: What waiting does not mend.
_FOR_A_PERSON: Final = (AccountChanged, NotFound, Refused, Fatal)


def ask(source: Source, host: str, connected: Container[tuple[str, str]] = ()) -> Asked:
    """What the source's network is to be told. What is wrong with that is the source's own trouble. ``host``: where
    it is read (`hosts`).

    ``connected``: as `office.access.connected` gives it; which accounts of the body's have a login that works.
    """
    try:
        return Asked(source, host, _told(source, connected))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # One source that cannot even be asked must not keep the others waiting.
        return Asked(source, host, error)


def _told(source: Source, connected: Container[tuple[str, str]] = ()) -> contract.Source:
    """:raises spending.CapReached: reading with this login costs, and may cost no more this month."""
    token = secrets.reveal(source.token)
    login = logins.of(source, connected)
    if login is not None:
        spending.demand(login.network, login.account_id, datetime.now(UTC))
    network = registry.get(source.network)
    public = not (token or (login and source.what != "account"))
    asks = "deletions" in network.abilities and source.what != "mailbox"
    known = held.of(source, public=public) if asks else held.NOTHING
    return contract.Source(
        network=source.network,
        address=source.address,
        account_id=source.account_id,
        cursor=source.cursor,
        known=known.known,
        turn=known.turn,
        names=known.names,
        token=token,
        what=cast(contract.What, source.what),
        access=login,
    )


def begin(begun: Iterable[Source], now: datetime) -> None:
    """They are about to be read. Whoever finds this and no end knows that the process died meanwhile."""
    Source.objects.filter(id__in=[source.id for source in begun]).update(begun=now)


def suspect(source: Source) -> None:
    """It is about to be read by itself, since the process died while it was among others: this may be the one."""
    Source.objects.filter(id=source.id).update(deaths=F("deaths") + 1)


def leave(turn: Sequence[Source]) -> None:
    """A person stopped the round: none of those that were begun is suspected of anything."""
    Source.objects.filter(id__in=[one.id for one in turn if one.begun is None]).update(begun=None)
    for source in turn:
        if source.begun is not None:
            Source.objects.filter(id=source.id).update(deaths=source.deaths)


def come_to(source: Source, batch: Batch, now: datetime) -> None:
    """The place to go on from, and where the source lies now."""
    if batch.moved != source.moved:
        sources.note("moved", source, by="capture", now=now, to=batch.moved or source.address)
        source.moved = batch.moved
    Source.objects.filter(id=source.id).update(cursor=batch.cursor, moved=source.moved)


def pay(asked: Asked, batch: Batch, now: datetime) -> None:
    """What was read with a login of the body's counts against what that may cost."""
    if batch.cost and isinstance(asked.told, contract.Source) and asked.told.access is not None:
        login = asked.told.access
        spending.charge_reading(login.network, login.account_id, batch.cost, now)


def settle(ended: Sequence[End], now: datetime) -> None:
    """How it went. What goes into the record first: see `sources.note`."""
    failed = [(end.asked.source, end.error) for end in ended if end.error is not None]
    read_well = [end for end in ended if end.error is None and not end.put_off]
    if failed:
        append.hold()  # whoever turns a source holds it too: nobody pauses one while it is judged here
    for source, error in failed:
        _failed(source, error, now)
    for end in read_well:
        if end.asked.source.gap is not None:
            pump.note("closed", {"gap": end.asked.source.gap}, now)
    _succeeded(read_well, now)
    put_off = [end.asked.source.id for end in ended if end.put_off]
    Source.objects.filter(id__in=put_off).update(begun=None)
    for source, error in failed:
        if isinstance(error, NetworkError) and error.host:
            _put_off(error, _interval(source), now)


def why(error: Exception) -> tuple[str, str]:
    """Code (in words: `words.state`) and detail of what went wrong."""
    if isinstance(error, NetworkError):
        return error.code, error.detail
    if isinstance(error, Fatal):
        return "fatal", ""
    return "fault", f"{type(error).__name__}: {error}"[:MOST_WORDS]


def _interval(source: Source) -> int:
    return registry.get(source.network).interval


def _succeeded(ended: Sequence[End], now: datetime) -> None:
    """Many at once, since hardly anything is new most of the time. What they were asked for is seen as of when
    they were begun.
    """
    alike: dict[timedelta, list[int]] = defaultdict(list)
    for end in ended:
        seconds = max(float(_interval(end.asked.source)), end.wait)
        alike[timedelta(seconds=seconds)].append(end.asked.source.id)
    for wait, ids in alike.items():
        Source.objects.filter(id__in=ids).update(
            failures=0,
            deaths=0,
            gap=None,
            last_try=F("begun"),
            last_success=F("begun"),
            next_try=now + wait,
            begun=None,
        )
    troubled = [end.asked.source.id for end in ended if end.asked.source.why]
    if troubled:  # one that was paused meanwhile by a person keeps that person's reason
        followed = Source.objects.filter(id__in=troubled, state=Source.State.FOLLOWED)
        followed.update(why="", detail="")


def _failed(source: Source, error: Exception, now: datetime) -> None:
    """The record is held. One that a person paused meanwhile keeps that person's reason."""
    source.refresh_from_db()
    code, detail = why(error)
    source.failures += 1
    source.last_try, source.begun, source.deaths = now, None, 0
    source.next_try = now + _wait_after(source, error, _interval(source))
    if source.gap is None:
        source.gap = _open_gap(source, code, detail, now)
    changed = ["failures", "last_try", "begun", "deaths", "next_try", "gap"]
    if source.state == Source.State.FOLLOWED:
        source.why, source.detail = code, detail
        changed += ["why", "detail"]
    source.save(update_fields=changed)
    if source.state == Source.State.FOLLOWED and isinstance(error, _FOR_A_PERSON):
        sources.pause(source, why=code, detail=detail, by="capture", now=now)


def _wait_after(source: Source, error: Exception, interval: int) -> timedelta:
    """How long to leave a failing source alone: as told, else doubling from the interval up to a day.

    Who tells a short time again and again is not asked in that time for ever.
    """
    doubled = min(interval * 2.0 ** min(source.failures, 10), 86_400.0)
    told = error.retry_after if isinstance(error, NetworkError) else None
    if told is None:
        return timedelta(seconds=doubled)
    least = doubled if source.failures > PATIENCE else 1.0
    return timedelta(seconds=min(max(told, least), LONGEST_WAIT))


def _open_gap(source: Source, code: str, detail: str, now: datetime) -> int:
    about = {
        "network": source.network,
        "address": source.address,
        "account": source.account_id,
        "since": source.last_success.isoformat() if source.last_success else None,
        "until": None,
        "why": code,
        "detail": detail,
    }
    return pump.note("gap", about, now)


def _put_off(error: NetworkError, interval: int, now: datetime) -> None:
    """Nothing is asked of a host that does not answer or wants to be left alone, by none of its sources."""
    wait = error.retry_after if error.retry_after is not None else float(interval)
    until = now + timedelta(seconds=min(max(wait, 1.0), LONGEST_WAIT))
    near = Source.objects.filter(state=Source.State.FOLLOWED, next_try__lt=until)
    hosts = Hosts()
    ids = [source.id for source in near.only(*COLUMNS).iterator() if hosts.of(source) == error.host]
    Source.objects.filter(id__in=ids).update(next_try=until)
