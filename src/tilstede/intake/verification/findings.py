"""What was found out about an account, written down: its row, the events, the alarms; and its stream stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zlib import crc32

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from tilstede.core import marks, order
from tilstede.core.account_address import NotAnAccount, parse
from tilstede.core.canonical import dumps
from tilstede.core.query import Field, Marked
from tilstede.core.verification import (
    CONFIRMED,
    STOPPING,
    WEEK,
    Before,
    Evidence,
    Judgement,
    Profile,
    Raised,
    Site,
    judge,
)
from tilstede.intake import sources
from tilstede.intake.models import Source
from tilstede.networks.kit.contract import AccountChanged
from tilstede.office.models import Account, Alarm, Body, Finding
from tilstede.posts import hidden
from tilstede.posts.models import Author
from tilstede.posts.search import every
from tilstede.record import append

#: Networks whose readers tell the very id that their posts' authors have.
_SAME_ID: Final = frozenset({"mastodon", "bluesky"})
MACHINE: Final = "tilstede"
#: A source that was read within this is known to hold what the account last wrote.
_LATELY: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Checked:
    """An account that was looked at, and what was found; None: its server asked us to wait."""

    account: Account
    finding: Finding | None


def standing(day: date) -> QuerySet[Account]:
    """The accounts that are in use on that day."""
    begun = Q(since=None) | Q(since__lte=day)
    rows = Account.objects.filter(begun, Q(until=None) | Q(until__gte=day))
    return rows.select_related("body", "role__body", "finding")


def due(now: datetime) -> QuerySet[Account]:
    """Accounts whose turn it is, the longest waiting first; those of one body together.

    One that could not be read since another id had its name is looked at again at once: that is for a person.
    """
    paused = Source.objects.filter(state=Source.State.PAUSED, why=AccountChanged.code)
    paused = paused.exclude(account_id="")
    changed = Q(reading_why=AccountChanged.code) | Q(native_id__in=paused.values("account_id"))
    suspect = Q(changed, finding__last_checked__lt=now - CONFIRMED)
    waiting = standing(now.date()).filter(
        Q(finding__next_check=None)
        | Q(finding__next_check__lte=now)
        | suspect & ~Q(finding__status=Finding.Status.HELD)
    )
    return waiting.order_by(
        F("finding__next_check").asc(nulls_first=True), Coalesce("body_id", "role__body_id"), "id"
    )


def network_of(account: Account) -> str:
    """The network it is on, as its address tells: one that is read through its feed is on its own network still."""
    try:
        return parse(account.address or account.url).network
    except NotAnAccount:
        return account.network


def body_of(account: Account) -> Body | None:
    """The body that the account speaks for, its own or that of the role."""
    return account.role.body if account.role else account.body


def site_of(body: Body | None) -> str:
    """The address of the body's site, or of the nearest body above it that has one."""
    seen: set[int] = set()
    while body is not None and body.id not in seen:
        if body.url:
            return body.url
        seen.add(body.id)
        body = body.parent
    return ""


def found_of(account: Account) -> Finding:
    """What is found of it so far; a new row, not yet saved, where it was never looked at."""
    return Finding.objects.filter(account=account).first() or Finding(account=account)


def before(account: Account, finding: Finding) -> Before:
    """The same, as the rule takes it."""
    return Before(
        stable_id=finding.stable_id or id_of_posts(account),
        handle=finding.handle or account.handle.lstrip("@"),
        level=finding.level,
        status=finding.status,
        evidence=evidence_of(finding),
        checked=finding.last_checked,
    )


def id_of_posts(account: Account) -> str:
    """The id that its posts were taken in under, where that is its network's own and not a feed's."""
    return account.native_id if network_of(account) == account.network else ""


def evidence_of(finding: Finding) -> tuple[Evidence, ...]:
    """What was found, as the rule has it."""
    return tuple(msgspec.convert(row, Evidence) for row in finding.evidence)


def conclude(number: int, profile: Profile, site: Site, *, now: datetime) -> Checked | None:
    """Judge what was seen of an account, and write down what is new: one commit. None: it has gone meanwhile."""
    with transaction.atomic():
        append.hold()  # nobody settles an alarm of it, or takes it away, meanwhile
        account = Account.objects.select_related("body", "role__body").filter(id=number).first()
        if account is None:
            return None
        finding = found_of(account)
        judged = judge(
            before(account, finding),
            profile,
            site,
            now=now,
            last_post=last_post(account, now),
            silent_after=timedelta(days=round(settings.SILENT_MONTHS * 30.44)),
        )
        _write(account, finding, judged, now)
    return Checked(account, finding)


def put_off(account: Account, wait: float, *, now: datetime) -> Checked:
    """Come back when its server allows."""
    later = {"next_check": now + max(CONFIRMED, timedelta(seconds=wait))}
    if Account.objects.filter(id=account.id).exists():
        Finding.objects.update_or_create(account=account, defaults=later)
    return Checked(account, None)


def _write(account: Account, finding: Finding, judged: Judgement, now: datetime) -> None:
    was = {"level": finding.level, "status": finding.status, "id": finding.stable_id}
    if judged.changed:
        note("verified", account, now, was=was, found=_found(judged), changed=list(judged.changed))
        finding.changed = "; ".join(judged.changed)[:500]
    finding.stable_id, finding.handle = judged.stable_id, judged.handle
    finding.level, finding.status = judged.level, Finding.Status(judged.status)
    finding.evidence = msgspec.to_builtins(judged.evidence)
    finding.first_seen = finding.first_seen or (now if judged.status in ("ok", "quiet") else None)
    if judged.status in ("ok", "quiet") and not judged.soon:
        finding.last_ok = now
    finding.last_checked = now
    finding.next_check = now + CONFIRMED if judged.soon else next_week(account, now)
    finding.save()
    _identify(account, judged)
    _alarm(account, judged, now)


def _found(judged: Judgement) -> dict[str, Any]:
    return {
        "level": judged.level,
        "status": judged.status,
        "id": judged.stable_id,
        "handle": judged.handle,
        "evidence": msgspec.to_builtins(judged.evidence),
    }


def _identify(account: Account, judged: Judgement) -> None:
    """Join the account to the posts that its network says are its."""
    if not account.native_id and judged.stable_id and account.network in _SAME_ID:
        Account.objects.filter(id=account.id).update(native_id=judged.stable_id)
        account.native_id = judged.stable_id
        if not account.show:
            hidden.refresh()


def next_week(account: Account, now: datetime) -> datetime:
    """In a week, give or take half a day: the accounts of one body together, of different bodies apart."""
    body = body_of(account)
    spread = crc32(str(body.id if body else account.id).encode()) % 86_400
    return now + WEEK + timedelta(seconds=spread - 43_200)


def _alarm(account: Account, judged: Judgement, now: datetime) -> None:
    open_ = {alarm.kind: alarm for alarm in account.alarms.filter(settled=None)}
    for raised in judged.raised:
        raise_alarm(account, raised, open_.get(raised.kind), now=now)
    for kind in judged.over & open_.keys():
        alarm = open_[kind]
        note("settled", account, now, alarm=kind, verdict="over", detail=alarm.detail)
        alarm.settled, alarm.verdict = now, "over"
        alarm.save(update_fields=("settled", "verdict"))
    stopped = judged.status == Finding.Status.HELD
    if stopped and not account.alarms.filter(kind__in=STOPPING).exists():
        # A lock file told that it is stopped, and nobody here has been asked.
        raise_alarm(account, Raised("changed"), None, now=now)


def raise_alarm(
    account: Account,
    raised: Raised,
    standing: Alarm | None,
    *,
    now: datetime,
    at: datetime | None = None,
) -> None:
    """Have a person judge it, and stop what must not go on before; in the caller's transaction.

    ``standing``: an alarm of that kind that waits already: it tells the newer reason. ``at``: since when, if not now.
    """
    number = note("alarmed", account, now, alarm=raised.kind, detail=raised.detail)
    alarm = standing or Alarm(account=account, kind=raised.kind)
    alarm.detail, alarm.raised, alarm.event = raised.detail, at or now, number
    alarm.save()
    if raised.kind in STOPPING:
        for source in sources_of(account):
            sources.pause(
                source, why=AccountChanged.code, detail=raised.detail, by=MACHINE, now=now
            )


def sources_of(account: Account) -> Iterable[Source]:
    """Where its posts are read from."""
    names = {account.url, account.address} - {""}
    same = Q(address__in=names) | Q(url__in=names)
    if account.native_id:
        same |= Q(account_id=account.native_id)
    return Source.objects.filter(same, network__in={account.network, "feeds"})


def last_post(account: Account, now: datetime) -> datetime | None:
    """When the newest post of it that is held was written; None where none is, or where it is not being read, so
    that there may be newer ones."""
    read = [
        source
        for source in sources_of(account)
        if source.state == Source.State.FOLLOWED
        and source.last_success
        and now - source.last_success < _LATELY
    ]
    newest = [_newest(source.network, source.account_id) for source in read]
    return max(filter(None, newest), default=None)


def _newest(network: str, native_id: str) -> datetime | None:
    author = Author.objects.filter(network=network, native_id=native_id).first()
    if author is None:
        return None
    theirs = Marked(Field("from", str(author.id)), (marks.of_author(author.id),))
    found = every(theirs, below=order.HIGHEST, limit=1)
    return order.time(found[0].key) if found else None


def note(kind: str, account: Account, now: datetime, *, by: str = MACHINE, **more: Any) -> int:
    """Append what happened to the account; inside the caller's transaction. The event's number."""
    about = {
        "network": account.network,
        "address": account.address or account.url,
        "account": account.native_id,
        "by": by,
        **more,
    }
    return append.append([append.Entry(kind, {"about": dumps(about)})], now=now)
