"""Bodies: the tree of them, and each with what belongs to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from tilstede.office.models import Body
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.who import accounts, holders
from tilstede.web.context import named

PAGE = 100  #: bodies in a list
LATEST = 5  #: posts on a body's page

_ABOVE = """
WITH RECURSIVE above(id, parent_id, step) AS (
    SELECT id, parent_id, 0 FROM office_body WHERE id = %s
    UNION ALL SELECT body.id, body.parent_id, step + 1
        FROM office_body body JOIN above ON body.id = above.parent_id WHERE step < 50
)
SELECT id FROM above WHERE step > 0 ORDER BY step DESC
"""
_NAMES = ("name_nb", "name_nn", "name_se", "name_en", "short", "number")
_PLAIN = str.maketrans({"ø": "o", "å": "a", "æ": "ae", "đ": "d", "ŋ": "n", "ŧ": "t"})


@dataclass(frozen=True, slots=True)
class Row:
    """A body in a list. ``units``: how many lie right under it; ``within``: the name of what it lies under."""

    body: Body
    units: int
    within: str


@dataclass(frozen=True, slots=True)
class List:
    """A page of bodies, by name. ``total``: on all pages."""

    rows: list[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def directory(*, wanted: str, kind: str, county: str, page: int) -> List:
    """Bodies of a name, a kind, a county. Asked for none of them: those that lie under no other."""
    rows: QuerySet[Any] = Body.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if county:
        rows = rows.filter(county=county)
    if wanted:
        rows = rows.filter(id__in=called(wanted))
    elif not (kind or county):
        rows = rows.filter(parent=None)
    names = sorted(
        ((not row.own, named(row).casefold(), row.id) for row in rows.only(*_SHORT)),
    )
    some = [key for _own, _name, key in names[(page - 1) * PAGE : page * PAGE]]
    return List(_rows(some), len(names), page)


_SHORT = ("id", "key", "own", "name_nb", "name_nn", "name_se", "name_en")


def _rows(numbers: Sequence[int]) -> list[Row]:
    found = Body.objects.filter(id__in=numbers).select_related("parent")
    by_id = {body.id: body for body in found.annotate(count=Count("units"))}
    return [
        Row(body, body.count, named(body.parent) if body.parent else "")
        for body in (by_id[number] for number in numbers)
    ]


@dataclass(frozen=True, slots=True)
class Branch:
    """A body with what lies under it."""

    body: Body
    units: tuple[Branch, ...]


def tree() -> tuple[Branch, ...] | None:
    """All bodies, each with its units under it; None when they are too many for one page."""
    rows = list(Body.objects.all()[: PAGE + 1])
    if len(rows) > PAGE:
        return None
    under: dict[int | None, list[Body]] = {}
    for row in sorted(rows, key=lambda row: (not row.own, named(row).casefold(), row.id)):
        under.setdefault(row.parent_id, []).append(row)

    def branches(parent: int | None) -> tuple[Branch, ...]:
        return tuple(Branch(row, branches(row.id)) for row in under.get(parent, ()))

    return branches(None)


def kinds() -> list[tuple[str, int]]:
    """Kinds that there are, with how many of each."""
    return _counted("kind")


def counties() -> list[tuple[str, int]]:
    """Counties in which bodies lie, with how many."""
    return _counted("county")


def _counted(column: str) -> list[tuple[str, int]]:
    rows = Body.objects.exclude(**{column: ""}).values_list(column).annotate(count=Count("id"))
    return [(value, count) for value, count in rows.order_by(column)]


# --- names ---------------------------------------------------------------------------------------------
def called(wanted: str) -> list[int]:
    """Ids of bodies with these words in a name, in any language; or with that number. Of those called just so, no
    others; where a name has letters that a keyboard may lack, also as it is written without them."""
    rows: list[Any] = list(Body.objects.values_list("id", "other_names", *_NAMES))
    for fold in (_folded, _plain):
        sought = fold(wanted)
        found = {row[0]: [fold(name) for name in (*row[1], *row[2:]) if name] for row in rows}
        if exact := [key for key, names in found.items() if sought in names]:
            return exact
        if part := [key for key, names in found.items() if any(sought in one for one in names)]:
            return part
    return []


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", str(name)).casefold().split())


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", _folded(name).translate(_PLAIN))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# --- one -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BodyPage:
    """All that the page of a body shows. ``above``: what it lies under, the highest first; ``after``: what came in its
    place; ``complaints``: who hears complaints about it."""

    body: Body
    above: list[Body]
    units: list[Row]
    offices: list[holders.Office]
    accounts: list[accounts.Listed]
    after: Body | None
    complaints: Body | None
    posts: queries.Page

    @property
    def other_names(self) -> list[tuple[str, str]]:
        """Names in other languages than the page's, each with its language."""
        shown = named(self.body)
        told = [(code, getattr(self.body, f"name_{code}")) for code in ("nb", "nn", "se", "en")]
        seen = {shown}
        found = []
        for code, name in told:
            if name and name not in seen:
                seen.add(name)
                found.append((code, name))
        return [*found, *(("", name) for name in self.body.other_names if name not in seen)]


def body(key: str) -> BodyPage | None:
    """The page of a body; None when there is none of that key."""
    row = Body.objects.filter(key=key).first()
    if row is None:
        return None
    owned = Q(body=row) | Q(role__body=row)
    others = Body.objects.filter(key__in=filter(None, [row.replaced_by, row.complaints_to]))
    by_key = {other.key: other for other in others}
    units = list(row.units.values_list("id", flat=True))
    return BodyPage(
        row,
        _above(row),
        sorted(_rows(units), key=lambda unit: named(unit.body).casefold()),
        holders.offices(holders.roles().filter(body=row), holders.today()),
        accounts.listed(owned),
        by_key.get(row.replaced_by),
        by_key.get(row.complaints_to),
        queries.stream(Filters(body=key), limit=LATEST),
    )


def _above(row: Body) -> list[Body]:
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [row.id])
        numbers = [number for (number,) in cursor.fetchall()]
    found = Body.objects.in_bulk(numbers)
    return [found[number] for number in numbers]


def contacts(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Ways to reach a body, with a link where a browser knows what to do with it."""
    return [{**row, "link": _link(row)} for row in rows if row.get("value")]


def _link(row: dict[str, str]) -> str:
    value = row["value"]
    match row.get("type"):
        case "email":
            return f"mailto:{value}"
        case "phone":
            return "tel:" + "".join(sign for sign in value if sign.isdigit() or sign == "+")
    return value if value.startswith(("https://", "http://")) else ""
