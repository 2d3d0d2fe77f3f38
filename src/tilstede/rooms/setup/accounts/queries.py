"""What staff see of the accounts and of what was found out about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from tilstede.core.verification import PROOFS, Evidence
from tilstede.intake.models import Source
from tilstede.intake.verification import naming, settle
from tilstede.intake.verification.findings import (
    body_of,
    evidence_of,
    found_of,
    site_of,
    sources_of,
)
from tilstede.office.models import Account, Alarm, Finding
from tilstede.rooms.setup.accounts import changes

#: Accounts on a page.
MOST = 50
#: The views of the list: name -> which of the accounts.
VIEWS: dict[str, Q] = {
    "": Q(),
    "stopped": Q(finding__status=Finding.Status.HELD),
    "claimed": Q(finding__level=0),
    "quiet": Q(finding__status=Finding.Status.QUIET),
    "gone": Q(finding__status__in=(Finding.Status.GONE, Finding.Status.UNREACHABLE)),
    "unchecked": Q(finding=None) | Q(finding__status=Finding.Status.UNCHECKED),
}


def alarms() -> QuerySet[Alarm]:
    """What waits for a person: those that have stopped something first, then the newest."""
    rows = Alarm.objects.filter(settled=None)
    rows = rows.select_related("account__body", "account__role__body", "account__finding")
    stopping = Q(kind__in=(Alarm.Kind.TAKEN, Alarm.Kind.CHANGED))
    return rows.alias(stops=Exists(Alarm.objects.filter(stopping, id=OuterRef("id")))).order_by(
        F("stops").desc(), "-raised"
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """An account in a list. ``name``: what tells it from the others; ``alarms``: those that wait for a person."""

    account: Account
    name: str
    alarms: list[Alarm]


def accounts(view: str, page: str) -> tuple[Page[Account], list[Listed]]:
    """One page of the accounts, the least certain first."""
    rows = Account.objects.filter(VIEWS.get(view, Q()))
    waiting = Prefetch("alarms", Alarm.objects.filter(settled=None), to_attr="waiting")
    rows = rows.select_related("body", "role__body", "finding").prefetch_related(waiting)
    ordered = rows.order_by(F("finding__level").asc(nulls_first=True), "network", "handle", "id")
    shown: Page[Any] = Paginator(ordered, MOST).get_page(page)
    names = naming.names(shown)
    return shown, [Listed(one, names[one.id], one.waiting) for one in shown]


def with_names(rows: Iterable[Alarm]) -> list[tuple[Alarm, str]]:
    """Each alarm with what its account is called."""
    found = list(rows)
    names = naming.names(alarm.account for alarm in found)
    return [(alarm, names[alarm.account_id]) for alarm in found]


@dataclass(frozen=True, slots=True)
class Looked:
    """All there is to know of one account."""

    account: Account
    name: str
    finding: Finding
    site: str
    proofs: list[Evidence]
    met: list[Evidence]
    open: list[tuple[Alarm, tuple[str, ...]]]
    settled: list[Alarm]
    sources: list[Source]
    changes: list[str]
    can_identify: bool


def looked(account: Account) -> Looked:
    """With what proves it, what speaks against it, and what was decided before."""
    finding = found_of(account)
    evidence = evidence_of(finding)
    theirs = list(account.alarms.order_by("-raised"))
    return Looked(
        account=account,
        name=naming.names([account])[account.id],
        finding=finding,
        site=site_of(body_of(account)),
        proofs=[row for row in evidence if row.code in PROOFS],
        met=[row for row in evidence if row.code not in PROOFS],
        open=[(one, verdicts) for one in theirs if (verdicts := settle.verdicts_of(one))],
        settled=[one for one in theirs if one.settled is not None],
        sources=list(sources_of(account)),
        changes=changes.told(finding.changed),
        can_identify=account.network == "bluesky" and not (finding.stable_id or account.native_id),
    )
