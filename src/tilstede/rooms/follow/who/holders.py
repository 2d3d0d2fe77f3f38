"""Roles with whoever holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from tilstede.office.models import Holding, Role
from tilstede.rooms.follow.offices import is_within


@dataclass(frozen=True, slots=True)
class Office:
    """A role, and those who hold it now."""

    role: Role
    holders: tuple[Holding, ...]


def today() -> date:
    """In the body's zone."""
    return timezone.localdate()


def roles() -> QuerySet[Role]:
    """Roles with all that `office` needs, in three queries."""
    held = Prefetch("holdings", Holding.objects.select_related("person").order_by("since", "id"))
    return Role.objects.select_related("body").prefetch_related(held)


def office(role: Role, day: date) -> Office:
    """Who holds it that day."""
    return Office(role, tuple(held for held in role.holdings.all() if is_within(held, day)))


def offices(rows: Iterable[Role], day: date) -> list[Office]:
    """Roles that are in use that day: those of politicians first, then as they were written."""
    found = [office(role, day) for role in rows if is_within(role, day)]
    return sorted(found, key=lambda one: (one.role.kind != "political", one.role.id))
