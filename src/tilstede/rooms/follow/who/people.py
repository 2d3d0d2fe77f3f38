"""People and roles through time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tilstede.office.models import Holding, Person, Role
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.offices import is_within
from tilstede.rooms.follow.who import accounts, holders
from tilstede.web import charts
from tilstede.web.context import named


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that the page of a person shows. ``now``: roles held today."""

    person: Person
    holdings: list[Holding]
    now: list[Holding]
    chart: SafeString | None
    accounts: list[accounts.Listed]
    posts: queries.Page


def person(key: str, *, before: int | None = None, after: int | None = None) -> PersonPage | None:
    """The page of a person; None when there is none of that key."""
    row = Person.objects.filter(key=key).first()
    if row is None:
        return None
    held = list(row.holdings.select_related("role__body", "person"))
    held.sort(key=lambda one: one.since or date.min, reverse=True)
    spans = [
        charts.Span(
            f"{named(one.role, 'title')}, {named(one.role.body)}",
            one.since,
            one.until,
            reverse("role", args=[one.role.key]),
        )
        for one in held
    ]
    frame = charts.Frame(
        "roles",
        _("Roles through time"),
        _("A bar for each role, from the first day to the last."),
        _("Role"),
        "",
    )
    return PersonPage(
        row,
        held,
        [one for one in held if is_within(one, holders.today())],
        charts.timeline(frame, spans, today=holders.today()) if len(spans) > 1 else None,
        accounts.listed(Q(person=row)),
        queries.stream(Filters(person=key), before=before, after=after),
    )


@dataclass(frozen=True, slots=True)
class Period:
    """Someone's time in a role. ``address``: what was written for the role in it, as filters of the stream."""

    held: Holding
    address: str


@dataclass(frozen=True, slots=True)
class RolePage:
    """All that the page of a role shows."""

    role: Role
    now: tuple[Holding, ...]
    chart: SafeString | None
    accounts: list[accounts.Listed]
    periods: list[Period]
    posts: queries.Page


def role(key: str, *, before: int | None = None, after: int | None = None) -> RolePage | None:
    """The page of a role; None when there is none of that key."""
    row = holders.roles().filter(key=key).first()
    if row is None:
        return None
    held = sorted(row.holdings.all(), key=lambda one: one.since or date.min, reverse=True)
    return RolePage(
        row,
        holders.office(row, holders.today()).holders,
        _chart(held),
        accounts.listed(Q(role=row)),
        [Period(one, Filters(role=key, since=one.since, until=one.until).address) for one in held],
        queries.stream(Filters(role=key), before=before, after=after),
    )


def _chart(held: list[Holding]) -> SafeString | None:
    spans = [
        charts.Span(one.person.name, one.since, one.until, reverse("person", args=[one.person.key]))
        for one in held
    ]
    frame = charts.Frame(
        "holders",
        _("Holders through time"),
        _("A bar for each who held the role, from the first day to the last."),
        _("Holder"),
        "",
    )
    return charts.timeline(frame, spans, today=holders.today()) if spans else None
