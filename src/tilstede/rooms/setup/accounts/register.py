"""The accounts that the public register shows, by whom they speak for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.intake.verification import naming
from tilstede.intake.verification.findings import network_of, standing
from tilstede.office.models import Account, Body, Finding, Holding, Role
from tilstede.outbox.drafting import trying
from tilstede.outbox.drafting.models import TryOut

#: With so many accounts or fewer the whole register is one page; with more, one for each body.
ON_ONE_PAGE = 80
#: Bodies on one page of the list of those that have accounts.
BODIES = 400
#: How an address begins that people can follow.
_LEADING = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as the register shows it. ``name``: what tells it from the others. ``tried``: what is tried there:
    the account itself, or services."""

    account: Account
    finding: Finding | None
    name: str
    tried: tuple[TryOut, ...] = ()

    @property
    def level(self) -> int:
        """0 to 3."""
        return self.finding.level if self.finding else 0

    @property
    def status(self) -> str:
        return self.finding.status if self.finding else Finding.Status.UNCHECKED

    @property
    def checked(self) -> datetime | None:
        return self.finding.last_checked if self.finding else None

    @property
    def network(self) -> str:
        """The one it is on, also where it is read in another way."""
        return network_of(self.account)

    @property
    def handle(self) -> str:
        """As people write it, without a sign before it."""
        return naming.handle(self.account)

    @property
    def url(self) -> str:
        """Where it is, "" when it must not be pointed to or is no address."""
        if self.status in Finding.NOBODYS:
            return ""
        addresses = (self.account.url, self.account.address)
        return next((one for one in addresses if one.startswith(_LEADING)), "")

    @property
    def other_url(self) -> str:
        """Its address in the spelling that Mastodon looks for, where a person pasted another."""
        try:
            address = parse(self.url).address if self.url else ""
        except NotAnAccount:
            return ""
        return address if self.network == "mastodon" and address != self.url else ""


@dataclass(frozen=True, slots=True)
class Office:
    """A role with accounts, and who holds it today."""

    role: Role
    people: list[str]
    accounts: list[Listed]


@dataclass(frozen=True, slots=True)
class Section:
    """A body's accounts, and those of its roles."""

    body: Body
    accounts: list[Listed]
    offices: list[Office]

    def every(self) -> Iterator[Listed]:
        yield from self.accounts
        for office in self.offices:
            yield from office.accounts


def shown() -> QuerySet[Account]:
    """The accounts that are in use today and that the public may see here."""
    rows = standing(timezone.localdate()).filter(show=True).exclude(body=None, role=None)
    return rows.select_related("body", "role__body", "finding", "person").order_by(
        "network", "handle", "id"
    )


def listed(rows: Iterable[Account]) -> list[Listed]:
    """With what was found out about each, and what is tried there."""
    accounts = list(rows)
    names = naming.names(accounts)
    tried = trying.on(one.id for one in accounts)
    return [
        Listed(one, getattr(one, "finding", None), names[one.id], tuple(tried.get(one.id, ())))
        for one in accounts
    ]


def sections(rows: QuerySet[Account]) -> list[Section]:
    """By body; the installation's own first, then by name."""
    today = timezone.localdate()
    current = Holding.objects.filter(
        Q(since=None) | Q(since__lte=today), Q(until=None) | Q(until__gte=today)
    ).select_related("person")
    prefetched = rows.prefetch_related(Prefetch("role__holdings", current, to_attr="now"))
    bodies: dict[int, Section] = {}
    offices: dict[int, Office] = {}
    for one in listed(prefetched):
        body = one.account.role.body if one.account.role else one.account.body
        assert body is not None, "an account of nobody's is not shown"
        section = bodies.setdefault(body.id, Section(body, [], []))
        if one.account.role is None:
            section.accounts.append(one)
        else:
            _office(one.account.role, section, offices).accounts.append(one)
    return sorted(
        bodies.values(), key=lambda section: (not section.body.own, str(section.body).casefold())
    )


def _office(role: Role, section: Section, offices: dict[int, Office]) -> Office:
    if role.id not in offices:
        people = [str(holding.person) for holding in getattr(role, "now", ())]
        offices[role.id] = Office(role, people, [])
        section.offices.append(offices[role.id])
    return offices[role.id]


def of_body(body: Body) -> QuerySet[Account]:
    """The shown accounts of a body and of the roles in it."""
    return shown().filter(Q(body=body) | Q(role__body=body))


def is_small() -> bool:
    """Whether the whole register is one page."""
    return shown()[: ON_ONE_PAGE + 1].count() <= ON_ONE_PAGE


def bodies() -> QuerySet[Body]:
    """Every body that has accounts to show, by name."""
    theirs = shown().order_by()
    own, of_roles = theirs.exclude(body=None), theirs.exclude(role=None)
    having = Q(id__in=own.values("body_id")) | Q(id__in=of_roles.values("role__body_id"))
    return Body.objects.filter(having).order_by("name_nb", "name_nn", "key")


def updated() -> datetime | None:
    """When an account was last looked at."""
    at: datetime | None = Finding.objects.aggregate(at=Max("last_checked"))["at"]
    return at
