"""Which accounts of the directory are read: those that are shown and in use. What is to be read is seen in the rows,
so that nothing is lost when a process dies."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import task

from tilstede.core.post import Author
from tilstede.intake import sources
from tilstede.intake.models import Source
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Found, NetworkError, Throttled, Unreachable
from tilstede.office.models import Access, Account, Finding
from tilstede.posts import hidden
from tilstede.posts.tables import in_chunks
from tilstede.record import append

#: Seconds that one job follows accounts before it lets other work come in between.
SHIFT: Final = 20.0
#: What may be otherwise tomorrow.
_PASSING: Final = (Unreachable.code, Throttled.code)
#: Of an account, while its source is read or about to be.
_READING: Final = (Account.Reading.WAITING, Account.Reading.READ, Account.Reading.FAILED)
#: By whom a source is followed that follows from an account.
DIRECTORY: Final = "directory"

Name = tuple[str, str]  #: network, and the account's id there


@dataclass(frozen=True, slots=True)
class Settled:
    """How many accounts are to be read from now on, and how many no longer."""

    follow: int = 0
    leave: int = 0


def can_be_read(network: str) -> bool:
    """Whether posts of a network (`core.account_address`) can be fetched."""
    return registry.exists(network) and "fetch" in registry.get(network).abilities


def is_closed(network: str) -> bool:
    """Whether a network shows nothing without an account's own login."""
    return can_be_read(network) and "closed" in registry.get(network).abilities


def readable() -> list[str]:
    """The networks whose posts can be fetched."""
    return [name for name in registry.names() if can_be_read(name)]


def wanted(day: date) -> QuerySet[Account]:
    """The accounts whose posts should be read on a day: shown, in use, and on a network that can be read; where it is
    closed, only those that are connected."""
    begun = Q(since=None) | Q(since__lte=day)
    lasting = Q(until=None) | Q(until__gte=day)
    closed = [name for name in readable() if is_closed(name)]
    let_in = ~Q(network__in=closed) | Q(access__state__in=Access.USABLE)
    shown = Account.objects.filter(begun, lasting, show=True, network__in=readable())
    return shown.filter(let_in)


def settle(*, now: datetime, again: Collection[str] = ()) -> Settled:
    """Do as the directory says now, in the transaction that changed it: what should be read waits for the worker,
    what should not is left.

    ``again``: codes of what stood in the way last time and is to be tried again.
    """
    rows = wanted(now.date())
    _hand_on(rows)
    fresh = Q(reading__in=(Account.Reading.NONE, Account.Reading.LEFT))
    failed = Q(reading=Account.Reading.FAILED, reading_why__in=again)
    follow = rows.filter(fresh | failed).update(reading=Account.Reading.WAITING, reading_why="")
    unwanted = Account.objects.filter(reading__in=_READING).exclude(id__in=rows.values("id"))
    names = [
        (network, native_id)
        for network, native_id, reading in unwanted.values_list("network", "native_id", "reading")
        if reading == Account.Reading.READ
    ]
    leave = unwanted.update(reading=Account.Reading.LEFT, reading_why="")
    unfollow(names, now=now)
    if follow:
        follow_waiting.enqueue()
    return Settled(follow, leave)


def _hand_on(rows: QuerySet[Account]) -> None:
    """An account that has got another owner is known already: its new row is read as the old one was."""
    new = rows.filter(native_id="", reading=Account.Reading.NONE)
    read = Account.objects.filter(reading=Account.Reading.READ).exclude(id__in=rows.values("id"))
    known = {account.address: account for account in read}
    for account in new.filter(address__in=read.values("address")) if known else ():
        before = known[account.address]
        account.network, account.native_id = before.network, before.native_id
        account.handle, account.reading = before.handle, before.reading
        account.save(update_fields=("network", "native_id", "handle", "reading"))


def read_of(ids: Sequence[int]) -> list[Name]:
    """By which names these accounts are read, as far as they are."""
    read = Account.objects.filter(reading=Account.Reading.READ)
    return [
        name
        for some in in_chunks(ids)
        for name in read.filter(id__in=some).values_list("network", "native_id")
    ]


def unfollow(names: Iterable[Name], *, now: datetime) -> None:
    """Read these accounts no more, unless another row of the directory wants them read."""
    rows = wanted(now.date())
    for network, native_id in names:
        if native_id and not rows.filter(network=network, native_id=native_id).exists():
            for source in Source.objects.filter(network=network, account_id=native_id):
                sources.unfollow(source, by=DIRECTORY, now=now)


@task(once=True)
def follow_waiting() -> None:
    """The worker's: follow what waits, for a short while; the rest in another job."""
    if follow_some(now=datetime.now(UTC)):
        follow_waiting.enqueue()


@task()
def settle_accounts() -> None:
    """The worker's, each day: accounts begin and end on days, and a server that was down may be up."""
    now = datetime.now(UTC)
    with transaction.atomic():
        append.hold()
        settle(now=now, again=_PASSING)


def follow_some(*, now: datetime, most: float = SHIFT) -> bool:
    """Follow accounts that wait, for so many seconds. Whether some still wait.

    A server that does not answer is not asked again for its other accounts: they wait for another day.
    """
    until = time.monotonic() + most
    silent: dict[str, str] = {}
    waiting = Account.objects.filter(reading=Account.Reading.WAITING).order_by("id")
    for account in waiting.iterator():
        if time.monotonic() > until:
            return True
        host = _host(account)
        why = silent.get(host) or _follow(account, now)
        if why in _PASSING:
            silent[host] = why
        if why:
            _failed(account, why)
    return False


def _follow(account: Account, now: datetime) -> str:
    """Follow one account; the code of what stood in the way, or ``""``."""
    try:
        followed = (
            sources.follow_found(_connected(account), by=DIRECTORY, now=now)
            if is_closed(account.network)
            else sources.follow(account.url or account.address, by=DIRECTORY, now=now)
        )
    except sources.NotFollowed as error:
        cause = error.__cause__
        return cause.code if isinstance(cause, NetworkError) else "not-found"
    with transaction.atomic():
        append.hold()
        row = Account.objects.filter(id=account.id, reading=Account.Reading.WAITING).first()
        if row is None:  # hidden or removed while its network was asked
            unfollow([(followed.source.network, followed.source.account_id)], now=now)
        else:
            _join(row, followed.source, now)
            hidden.refresh()
    return ""


def _connected(account: Account) -> Found:
    """A connected account of a closed network: its login has told whose it is, and nobody else is let see it."""
    author = Author(id=account.native_id, handle=account.handle, url=account.url)
    return Found(account.network, account.url or account.address or account.native_id, author)


def _join(account: Account, source: Source, now: datetime) -> None:
    """What the network told: by this id the account's posts are known.

    Where it was known by another id, the name has passed to someone else; the check of the accounts says so.
    """
    found = (source.network, source.account_id)
    if account.network == found[0] and account.native_id not in ("", found[1]):
        account.reading, account.reading_why = Account.Reading.FAILED, "account-changed"
        sources.unfollow(source, by=DIRECTORY, now=now)
    else:
        if source.network == account.network:
            Finding.objects.get_or_create(account=account, defaults={"stable_id": found[1]})
        account.network, account.native_id = found
        account.handle = source.handle or account.handle
        account.reading, account.reading_why = Account.Reading.READ, ""
    account.save(update_fields=("network", "native_id", "handle", "reading", "reading_why"))


def _failed(account: Account, why: str) -> None:
    Account.objects.filter(id=account.id, reading=Account.Reading.WAITING).update(
        reading=Account.Reading.FAILED, reading_why=why
    )


def _host(account: Account) -> str:
    return urlsplit(account.address).netloc
