"""Who wrote for whom, and when: the directory's bodies, roles, people and parties as authors of posts in stretches of
days, and those as a search.

A role's posts are those of its accounts while the role owned them; of an account that is one person's, listed under
a role, those of the days when the person held it. A person's are those of the person's own accounts
while they are listed, and of the role's accounts while the person held the role. A party's are its people's while they
sat for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from tilstede.core import marks
from tilstede.core.query import Field, Marked, Node, Period, conjunction, disjunction
from tilstede.office.models import Account

_UNITS = """
WITH RECURSIVE tree(id) AS (
    SELECT id FROM office_body WHERE {roots}
    UNION SELECT unit.id FROM office_body unit JOIN tree ON unit.parent_id = tree.id
)
SELECT id FROM tree
"""
_IN_COUNTY = (
    "county = %(name)s OR (kind = 'county' AND %(name)s IN (name_nb, name_nn, name_se, name_en))"
)
#: The account is the author's. Neither refers to the other: accounts are listed that never wrote here.
_SAME = (
    "posts_author.network = office_account.network"
    " AND posts_author.native_id = office_account.native_id"
)


class Span(NamedTuple):
    """An author, from a day until a day, both included; None: open at that end."""

    author: int
    since: date | None
    until: date | None


# --- whose ---------------------------------------------------------------------------------------------
def of_body(key: str) -> list[Span]:
    """Of a body, every unit under it, and their roles."""
    return _of_bodies(_bodies("key = %(name)s", key))


def of_county(name: str) -> list[Span]:
    """Of every body that lies in a county, with their units and roles; and of the county itself."""
    return _of_bodies(_bodies(_IN_COUNTY, name))


def of_role(key: str) -> list[Span]:
    """Of a role."""
    return _of_owners(Account.objects.filter(role__key=key))


def of_person(key: str) -> list[Span]:
    """Of a person: own accounts, and the roles' while they were held."""
    own = _spans(Account.objects.filter(person__key=key))
    held = _nobodys_own(Account.objects.filter(role__holdings__person__key=key))
    return [*own, *_held(held, "role")]


def of_party(name: str) -> list[Span]:
    """Of those who sat for a party, in the days when they did."""
    own = Account.objects.filter(person__holdings__party=name)
    of_roles = _nobodys_own(Account.objects.filter(role__holdings__party=name))
    return [*_held(own, "person"), *_held(of_roles, "role")]


def of_officials() -> list[Span]:
    """Of all that the directory lists, while it is listed; of a person's own account, the days in office alone."""
    common = Account.objects.filter(person=None)
    return [
        *_spans(common),
        *_held(Account.objects.filter(person__holdings__isnull=False), "person"),
    ]


def _bodies(roots: str, name: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_UNITS.format(roots=roots), {"name": name})
        return [row[0] for row in cursor.fetchall()]


def _of_bodies(bodies: Sequence[int]) -> list[Span]:
    """By each way from a body to its accounts for itself: asked for both at once, a database looks at every account."""
    ways = (
        Account.objects.filter(body_id__in=bodies),
        Account.objects.filter(role__body_id__in=bodies),
    )
    return [span for accounts in ways for span in _of_owners(accounts)]


def _of_owners(accounts: QuerySet[Any]) -> list[Span]:
    """Of accounts found by the body or role that owns them."""
    common = accounts.exclude(person__isnull=False, role__isnull=False)
    personal = accounts.filter(role__holdings__person=F("person"))
    return [*_spans(common), *_held(personal, "role")]


def _nobodys_own(accounts: QuerySet[Any]) -> QuerySet[Any]:
    """Those that are no person's. Not asked for as `person=None`: SQLite would take that for the rarest there is, and
    begin with it."""
    return accounts.exclude(person__isnull=False)


def _authors(accounts: QuerySet[Any]) -> QuerySet[Any]:
    """Accounts that someone is known to write from, with the author's number; not those that are not shown.

    One join: thousands of accounts that nobody ever wrote from cost a look in an index each, and no more.
    """
    return accounts.filter(show=True).extra(  # noqa: S610 - names of ours alone, and no value in them
        tables=["posts_author"], where=[_SAME], select={"author": "posts_author.id"}
    )


def _spans(accounts: QuerySet[Account]) -> list[Span]:
    rows = _authors(accounts).values_list("author", "since", "until")
    return [Span(*row) for row in rows]


def _held(accounts: QuerySet[Account], owner: str) -> list[Span]:
    """Of accounts that were found by holdings of their role or person: the days when both are so."""
    dated = accounts.annotate(
        held_since=F(f"{owner}__holdings__since"), held_until=F(f"{owner}__holdings__until")
    )
    rows = _authors(dated).values_list("author", "since", "until", "held_since", "held_until")
    spans = (
        Span(author, _latest(since, held_since), _earliest(until, held_until))
        for author, since, until, held_since, held_until in rows
    )
    return [span for span in spans if not (span.since and span.until and span.since > span.until)]


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


# --- as a search ---------------------------------------------------------------------------------------
def written_by(*authors: int) -> Node:
    """What any of some authors wrote. By number, which people cannot type; of nobody, nothing."""
    return Marked(Field("from", ",".join(map(str, authors))), tuple(map(marks.of_author, authors)))


def written_in(spans: Iterable[Span]) -> Node:
    """What was written in one of these stretches, by whoever it is of."""
    together: dict[tuple[date | None, date | None], set[int]] = {}
    for author, since, until in spans:
        together.setdefault((since, until), set()).add(author)
    always = together.pop((None, None), set())
    parts = [
        conjunction([written_by(*sorted(rest)), *period(since, until)])
        for (since, until), authors in together.items()
        if (rest := authors - always)
    ]
    return disjunction([written_by(*sorted(always)), *parts] if always or not parts else parts)


def period(since: date | None, until: date | None) -> Iterator[Node]:
    """Days as a search: in the body's zone, the last one included."""
    if since:
        yield Period("since", since.isoformat(), midnight(since))
    if until:
        yield Period("until", until.isoformat(), midnight(until + timedelta(days=1)))


def midnight(day: date) -> datetime:
    """The first moment of a day in the body's zone, UTC."""
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)
