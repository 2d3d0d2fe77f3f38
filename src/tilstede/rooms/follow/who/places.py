"""Where someone lives, and who speaks for the place: its municipality, mayor and representatives, and how to reach
them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from tilstede.office.models import Body
from tilstede.rooms.follow.who import accounts, bodies, holders
from tilstede.web.context import named

MOST = 20  #: places that are shown; of more, a narrower name is asked for
#: What people mean first by the name of a place.
_FIRST = ("municipality", "county")


@dataclass(frozen=True, slots=True)
class Place:
    """A body with those who hold its roles and its accounts. ``contacts``: e-mail and telephone."""

    body: Body
    offices: list[holders.Office]
    accounts: list[accounts.Listed]
    contacts: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """Places of a name, a number or a county. ``more``: how many are not shown."""

    places: list[Place]
    more: int
    others: list[Body]

    @property
    def in_several(self) -> bool:
        """Whether they lie in more than one county, so that it tells them apart."""
        return len({place.body.county for place in self.places}) > 1


def find(wanted: str) -> Found:
    """What bears that name or number, places that people live in before all else."""
    rows = list(Body.objects.filter(_in(wanted), until=None))
    rows.sort(key=lambda row: (_rank(row), named(row).casefold(), row.county))
    living = [row for row in rows if row.kind in _FIRST]
    some = (living or rows)[:MOST]
    others = rows[len(living) :] if living else []
    return Found(_places(some), len(living or rows) - len(some), others[:MOST])


def _in(wanted: str) -> Q:
    called = Q(id__in=bodies.called(wanted))
    return called | Q(kind="municipality", county__iexact=wanted.strip())


def _rank(row: Body) -> int:
    return _FIRST.index(row.kind) if row.kind in _FIRST else len(_FIRST)


def _places(rows: list[Body]) -> list[Place]:
    """As many questions for one as for twenty."""
    numbers = [row.id for row in rows]
    roles = list(holders.roles().filter(body_id__in=numbers))
    listed = accounts.listed(Q(body_id__in=numbers) | Q(role__body_id__in=numbers))
    return [
        Place(
            row,
            holders.offices((one for one in roles if one.body_id == row.id), holders.today()),
            [one for one in listed if one.account.until is None and _is_of(one, row)],
            reachable(row),
        )
        for row in rows
    ]


def _is_of(one: accounts.Listed, row: Body) -> bool:
    role = one.account.role
    return row.id in (one.account.body_id, role.body_id if role else None)


def reachable(row: Body) -> list[dict[str, str]]:
    """E-mail, telephone and other ways to reach a body, as its entry tells."""
    return bodies.contacts(row.contacts)


def counties() -> Iterable[tuple[str, int]]:
    """Counties to choose from, with how many bodies lie there."""
    return bodies.counties()
