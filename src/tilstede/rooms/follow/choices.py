"""What the stream can be narrowed to, by name: a list where it is short, else a name that is looked up.

A list of ten thousand accounts would weigh more than the page it stands on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from tilstede.intake.models import Source
from tilstede.office.models import Account, Body, Holding, Person, Role
from tilstede.posts.models import Author
from tilstede.rooms.follow import queries
from tilstede.web import words
from tilstede.web.context import named

FEW = 60  #: so many stand in a list

Choice = tuple[str, str]  #: as it stands in an address, and what people call it


@dataclass(frozen=True, slots=True)
class Choices:
    """``offered``: all there are; None when they are too many. ``find``: those that something typed may mean."""

    offered: Callable[[], list[Choice] | None]
    find: Callable[[str], list[Choice]]


def _few(rows: Sequence[Any], choice: Callable[[Any], Choice]) -> list[Choice] | None:
    if len(rows) > FEW:
        return None
    return sorted(map(choice, rows), key=lambda one: one[1].casefold())


def _rows(found: QuerySet[Any]) -> list[Any]:
    return list(found[: FEW + 1])


# --- bodies and roles ----------------------------------------------------------------------------------
def _body(row: Body) -> Choice:
    return row.key, named(row)


def _role(row: Role) -> Choice:
    return row.key, f"{named(row, 'title')}, {named(row.body)}"


def _called(rows: QuerySet[Any], typed: str, columns: Iterable[str]) -> list[Any]:
    """The row with that key, else those that are called so in one of the columns, however the letters are cased."""
    wanted = Q()
    for column in columns:
        wanted |= Q(**{f"{column}__iexact": typed})
    return list(rows.filter(key=typed)) or list(rows.filter(wanted)[: FEW + 1])


_NAMES = ("name_nb", "name_nn", "name_se", "name_en", "short", "number")
_TITLES = ("title_nb", "title_nn", "title_se", "title_en")


def _found_body(typed: str) -> list[Choice]:
    return [_body(row) for row in _called(Body.objects.all(), typed, _NAMES)]


def _found_ministry(typed: str) -> list[Choice]:
    return [_body(row) for row in _called(Body.objects.filter(kind="ministry"), typed, _NAMES)]


def _found_role(typed: str) -> list[Choice]:
    return [_role(row) for row in _called(Role.objects.select_related("body"), typed, _TITLES)]


# --- people, parties, counties -------------------------------------------------------------------------
def _person(row: Person) -> Choice:
    return row.key, row.name


def _found_person(typed: str) -> list[Choice]:
    return [_person(row) for row in _called(Person.objects.all(), typed, ("name",))]


def _values(model: type[Model], column: str) -> QuerySet[Any]:
    rows = model._default_manager.exclude(**{column: ""}).order_by()
    return rows.values_list(column, flat=True).distinct()


def _itself(value: str) -> Choice:
    return value, value


def _of_column(model: type[Model], column: str) -> Choices:
    """The values a column has."""

    def find(typed: str) -> list[Choice]:
        rows = _values(model, column)
        spelt = rows.filter(**{column: typed})[:1] or rows.filter(**{f"{column}__iexact": typed})
        return [_itself(value) for value in spelt]

    return Choices(lambda: _few(_rows(_values(model, column)), _itself), find)


# --- accounts ------------------------------------------------------------------------------------------
def account_name(row: Author) -> str:
    """An account's name, with the network it is on."""
    return f"{row.name or row.handle or row.native_id} ({words.network(row.network)})"


def _account(row: Author) -> Choice:
    return str(row.id), account_name(row)


def _offered_accounts() -> list[Choice] | None:
    """Not even counted where they are many."""
    for rows in (Account.objects.values_list("id"), Source.objects.values_list("id")):
        if len(_rows(rows)) > FEW:
            return None
    return _few(queries.authors(), _account)


def _found_account(typed: str) -> list[Choice]:
    if typed.isascii() and typed.isdigit() and len(typed) < 18:
        wanted = Q(id=int(typed))
    else:
        handle = typed.removeprefix("@")
        wanted = Q(name__iexact=typed) | Q(handle__iexact=handle) | Q(url=typed)
    rows: Iterable[Author] = Author.objects.filter(wanted, hidden=False)[: FEW + 1]
    return [_account(row) for row in rows]


NAMED: dict[str, Choices] = {
    "body": Choices(lambda: _few(_rows(Body.objects.all()), _body), _found_body),
    "ministry": Choices(
        lambda: _few(_rows(Body.objects.filter(kind="ministry")), _body), _found_ministry
    ),
    "party": _of_column(Holding, "party"),
    "role": Choices(lambda: _few(_rows(Role.objects.select_related("body")), _role), _found_role),
    "person": Choices(lambda: _few(_rows(Person.objects.all()), _person), _found_person),
    "county": _of_column(Body, "county"),
    "account": Choices(_offered_accounts, _found_account),
}
