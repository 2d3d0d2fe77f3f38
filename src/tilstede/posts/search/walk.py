"""Posts of a plan, the newest first: through the index, or without it where it is of no help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tilstede.core import match, order
from tilstede.core.post import decode, searchable
from tilstede.core.query import Node
from tilstede.posts import marks
from tilstede.posts.search import plan, resolve
from tilstede.posts.search.engine import Engine, rows, visible
from tilstede.posts.search.plan import Plan
from tilstede.posts.search.sqlite import Sqlite
from tilstede.record import read as record

_SIGHT = 'p."key", p.number, p.event, p.marks, p.gone_event IS NOT NULL'

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
    return Sqlite()


def planned(query: str | Node) -> Plan:
    """How a search is put to the database. :raises QueryError: one that cannot be understood."""
    return plan.plan(resolve.tree_of(query), engine().dialect, _everything)


def newest(found: Plan, *, below: int, limit: int, public: bool) -> list[Sight]:
    """The newest posts of the plan with a key under ``below``; only if it is exact all are hits."""
    sights = columns(found, _SIGHT, below=below, limit=limit, public=public)
    return [Sight._make(row) for row in sights]


def columns(
    found: Plan, wanted: str, *, below: int, limit: int, public: bool
) -> list[tuple[Any, ...]]:
    """The same, with other columns of posts_post AS p."""
    below = min(below, found.high)
    if found.numbers is None and found.term.text is not None:
        return engine().newest(found, wanted, below=below, limit=limit, public=public)
    if found.numbers is not None and not found.numbers:
        return []
    numbers = sorted(found.numbers or ())
    among = f" AND p.number IN ({', '.join(['%s'] * len(numbers))})" if numbers else ""
    return rows(
        f'SELECT {wanted} FROM posts_post p WHERE p."key" >= %s AND p."key" < %s{among}'
        f'{visible(public)} ORDER BY p."key" DESC LIMIT %s',
        [found.low, below, *numbers, limit],
    )


def sights_of(keys: Sequence[int], *, public: bool) -> list[Sight]:
    """The posts with these keys that the reader may see, in this order."""
    found: dict[int, Sight] = {}
    for start in range(0, len(keys), _KEYS):
        some = keys[start : start + _KEYS]
        places = ", ".join(["%s"] * len(some))
        condition = f'p."key" IN ({places}){visible(public)}'
        for row in rows(f"SELECT {_SIGHT} FROM posts_post p WHERE {condition}", some):
            found[row[0]] = Sight._make(row)
    return [found[key] for key in keys if key in found]


def documents(sights: Sequence[Sight]) -> Iterator[match.Document]:
    """The posts with their words, from the record."""
    words = record.current_posts([sight.event for sight in sights if not sight.gone])
    for sight in sights:
        data = words.get(sight.event)
        yield match.Document(
            tuple(searchable(decode(data))) if data else (),
            marks=frozenset(sight.marks.split()),
            number=sight.number,
            at=order.time(sight.key),
        )


def confirmed(tree: Node, sights: Sequence[Sight]) -> Iterator[Sight]:
    """Those of the posts that are hits."""
    for sight, document in zip(sights, documents(sights), strict=True):
        if match.matches(tree, document):
            yield sight


def _everything() -> tuple[str, ...]:
    return tuple(marks.of_network(network) for network in resolve.networks())
