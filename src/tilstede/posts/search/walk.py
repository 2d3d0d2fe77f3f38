"""Posts of a plan, in its order: through the index, or without it where it is of no help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from tilstede.core import marks, match, order
from tilstede.core.post import decode, searchable
from tilstede.core.query import Node
from tilstede.posts.search import plan, resolve
from tilstede.posts.search.conditions import Condition, authors
from tilstede.posts.search.engine import Engine, held, rows, visible
from tilstede.posts.search.plan import Plan, Term
from tilstede.posts.search.postgres import Postgres
from tilstede.posts.search.sqlite import Sqlite
from tilstede.record import read as record

_SIGHT = 'p."key", p.number, p.event, p.marks, p.gone_event IS NOT NULL'

#: Of searches that name many authors, so many posts are looked at before the index is asked.
_LOOKED_AT = 2_000
#: In the time in which the index opens one author's list (10 to 30 µs), more posts than these are looked at.
_A_LIST = 40
#: All that `conditions` and `engine.visible` ask of a row. To hand on whole rows takes SQLite twice as long.
_ASKED = 'p."key", p.number, p.author_id, p.network, p.language, p.public, p.gone_event'

_KEYS = 900  #: SQLite may have a limit of 999 parameters in a statement


class Sight(NamedTuple):
    """A post found. ``gone``: withdrawn by its author, so no words of it are searched."""

    key: int
    number: int
    event: int
    marks: str
    gone: bool


def engine() -> Engine:
    """Of the database in use."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def planned(query: str | Node, *, public: bool) -> Plan:
    """How a search is put to the database. :raises QueryError: one that cannot be understood."""
    hidden = (marks.PRIVATE,) if public else ()
    if settings.WITHDRAWN == "hide":
        hidden = (*hidden, marks.WITHDRAWN)
    tree = resolve.tree_of(query)
    return plan.plan(tree, engine().dialect, hidden=hidden, everything=_everything)


def columns(found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
    """Columns of posts_post AS p: the first posts of the plan, in its order, with a key under ``below``. Only if
    it is exact all are hits."""
    below = min(below, found.high)
    if found.numbers is None and found.term.text is not None:
        return engine().columns(found, wanted, below=below, limit=limit)
    if found.numbers is not None and not found.numbers:
        return []
    numbers = sorted(found.numbers or ())
    among = f" AND p.number IN ({', '.join(['%s'] * len(numbers))})" if numbers else ""
    condition, parameters = held(found)
    return rows(
        f'SELECT {wanted} FROM posts_post p WHERE p."key" >= %s AND p."key" < %s{among}'
        f'{condition} ORDER BY p."key" {found.order} LIMIT %s',
        [found.low, below, *numbers, *parameters, limit],
    )


def hits(found: Plan, *, below: int, limit: int) -> list[tuple[int, int]]:
    """Key and number of the same posts."""
    below = min(below, found.high)
    if found.by_row and limit < _LOOKED_AT:
        some = _looked_for(found, found.by_row, below, limit)
        if len(some) == limit:
            return some
    if found.numbers is None and found.term.text is not None:
        return engine().hits(found, below=below, limit=limit)
    return columns(found, 'p."key", p.number', below=below, limit=limit)


def _looked_for(found: Plan, by_row: Condition, below: int, limit: int) -> list[tuple[int, int]]:
    """Those among the first posts of all: in the index, hundreds of authors are hundreds of lists. Where a first look
    shows that twice what should be enough is looked at sooner than so many lists are opened, it is."""
    some = _first(found, by_row, below, limit, _LOOKED_AT)
    if some and len(some) < limit:
        enough = 2 * _LOOKED_AT * limit // len(some)
        if enough <= _A_LIST * authors(found.tree):
            return _first(found, by_row, below, limit, enough)
    return some


def _first(
    found: Plan, by_row: Condition, below: int, limit: int, look: int
) -> list[tuple[int, int]]:
    """Those among so many of the first posts of all."""
    return rows(
        f'SELECT p."key", p.number FROM (SELECT {_ASKED} FROM posts_post p WHERE p."key" >= %s'
        f' AND p."key" < %s ORDER BY p."key" {found.order} LIMIT %s) p'
        f' WHERE {by_row.sql}{visible(found)} ORDER BY p."key" {found.order} LIMIT %s',
        [found.low, below, look, *by_row.parameters, limit],
    )


def indexed(found: Plan) -> Plan:
    """The same plan with a term, if only one that every post is found by."""
    if found.term.text is not None:
        return found
    return replace(found, term=Term(engine().dialect.marked(_everything()), found.term.exact))


def sights(found: Plan, *, below: int, limit: int) -> list[Sight]:
    """The same, with what it takes to look at them one by one."""
    return [Sight._make(row) for row in columns(found, _SIGHT, below=below, limit=limit)]


def sights_of(keys: Sequence[int]) -> list[Sight]:
    """The posts with these keys, in this order."""
    found: dict[int, Sight] = {}
    for start in range(0, len(keys), _KEYS):
        some = keys[start : start + _KEYS]
        places = ", ".join(["%s"] * len(some))
        for row in rows(f'SELECT {_SIGHT} FROM posts_post p WHERE p."key" IN ({places})', some):
            found[row[0]] = Sight._make(row)
    return [found[key] for key in keys if key in found]


def documents(some: Sequence[Sight]) -> Iterator[match.Document]:
    """The posts with their words, from the record."""
    words = record.current_posts([sight.event for sight in some if not sight.gone])
    for sight in some:
        data = words.get(sight.event)
        yield match.Document(
            tuple(searchable(decode(data))) if data else (),
            marks=frozenset(sight.marks.split()),
            number=sight.number,
            at=order.time(sight.key),
        )


def confirmed(tree: Node, some: Sequence[Sight]) -> Iterator[Sight]:
    """Those of the posts that are hits."""
    for sight, document in zip(some, documents(some), strict=True):
        if match.matches(tree, document):
            yield sight


def _everything() -> tuple[str, ...]:
    return tuple(marks.of_network(network) for network in resolve.networks())
