"""What the directory's pages show. Names are compared letter by letter whatever their case, æ, ø and å too, which
SQLite's own comparison cannot; ten thousand names take a few hundredths of a second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from tilstede.intake.verification import naming
from tilstede.office.models import Account, Body, Holding, Role
from tilstede.rooms.setup.directory.parts import Part

#: Rows on a page.
MOST = 50

#: What is looked through, for each list.
_SOUGHT: dict[str, tuple[str, ...]] = {
    "bodies": (
        "name_nb",
        "name_nn",
        "name_se",
        "name_en",
        "short",
        "key",
        "number",
        "other_names",
        "county",
    ),
    "roles": (
        "title_nb",
        "title_nn",
        "title_se",
        "title_en",
        "key",
        "body__name_nb",
        "body__name_nn",
    ),
    "holders": ("person__name", "party", "role__title_nb", "role__title_nn", "role__key"),
    "accounts": (
        "handle",
        "url",
        "network",
        "person__name",
        "body__name_nb",
        "body__name_nn",
        "role__title_nb",
        "role__title_nn",
    ),
}


def _first_of(*fields: str) -> Coalesce:
    """The first of the names that is given, as pages show it."""
    return Coalesce(*(NullIf(field, Value("")) for field in fields), Value(""))


_BODY = _first_of("name_nb", "name_nn", "name_en", "name_se")
_TITLE = _first_of("title_nb", "title_nn", "title_en", "title_se")
_ORDER: dict[str, tuple[Any, ...]] = {
    "bodies": (_BODY, "key"),
    "roles": (_first_of("body__name_nb", "body__name_nn", "body__name_en"), _TITLE, "key"),
    "holders": (_first_of("role__body__name_nb", "role__body__name_nn"), "role__key", "-since"),
    "accounts": (_first_of("body__name_nb", "body__name_nn"), "role__key", "network", "handle"),
}


def listed(part: Part, *, sought: str, page: int, under: Body | None = None) -> Page[Any]:
    """One page of a list. Bodies without a search are shown as a tree: those right ``under`` one, else the topmost."""
    rows = part.rows().order_by(*_ORDER[part.name])
    if sought:
        rows = rows.filter(pk__in=_matches(part, sought))
    elif part.name == "bodies":
        rows = rows.filter(parent=under)
    if part.name == "bodies":
        rows = rows.annotate(
            unit_count=Count("units", distinct=True), account_count=Count("accounts", distinct=True)
        )
    if part.name == "roles":
        rows = with_holders(rows)
    return Paginator(rows, MOST).get_page(page)


def _matches(part: Part, sought: str) -> list[int]:
    words = sought.casefold().split()
    rows = part.model._default_manager.values_list("pk", *_SOUGHT[part.name])
    return [row[0] for row in rows.iterator() if _holds(row[1:], words)]


def _holds(values: Iterable[Any], words: list[str]) -> bool:
    text = "\n".join(str(value) for value in values if value).casefold()
    return all(word in text for word in words)


def above(body: Body | None) -> list[Body]:
    """The bodies that it is part of, the topmost first, and itself last."""
    path: list[Body] = []
    while (
        body is not None and body not in path
    ):  # a ring is refused at the door; a page survives it
        path.append(body)
        body = body.parent
    return path[::-1]


def current(holdings: QuerySet[Holding], today: date) -> QuerySet[Holding]:
    """Those who hold their role that day; first and last day are both counted."""
    began = Q(since__isnull=True) | Q(since__lte=today)
    lasts = Q(until__isnull=True) | Q(until__gte=today)
    return holdings.filter(began, lasts).select_related("person", "role__body")


def with_holders(roles: QuerySet[Role]) -> QuerySet[Role]:
    """Each role with those who hold it today, as ``now``, and those who are to, as ``coming``."""
    today = timezone.localdate()
    every = Holding.objects.order_by("since")
    coming = every.filter(since__gt=today).select_related("person")
    return roles.prefetch_related(
        Prefetch("holdings", current(every, today), to_attr="now"),
        Prefetch("holdings", coming, to_attr="coming"),
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What hangs on a body or a role. ``accounts``: each with what it is called."""

    units: list[Body]
    roles: list[Role]
    holdings: list[Holding]
    accounts: list[tuple[Account, str]]


def _named(accounts: QuerySet[Account]) -> list[tuple[Account, str]]:
    return naming.with_names(accounts.select_related("finding").order_by("network", "handle"))


def around(row: Body | Role | Holding | Account) -> Around:
    """What is listed beside the form of a row: nothing for a holder or an account."""
    if isinstance(row, Body):
        roles = list(with_holders(row.roles.order_by(_TITLE, "key")))
        return Around(
            units=list(row.units.order_by(_BODY, "key")[:MOST]),
            roles=roles,
            holdings=[],
            accounts=_named(row.accounts.all()),
        )
    if isinstance(row, Role):
        return Around(
            units=[],
            roles=[],
            holdings=list(row.holdings.select_related("person").order_by("-since")),
            accounts=_named(row.accounts.all()),
        )
    return Around([], [], [], [])
