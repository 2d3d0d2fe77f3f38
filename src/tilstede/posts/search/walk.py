"""Posts of a plan, the newest first: through the index, or without it where it is of no help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tilstede.core import match, order
from tilstede.core.post import decode, searchable
from tilstede.core.query import Node
from tilstede.posts import marks
from tilstede.posts.search import plan, resolve
from tilstede.posts.search.engine import COLUMNS, Engine, Row, rows, visible
from tilstede.posts.search.plan import Plan
from tilstede.posts.search.sqlite import Sqlite
from tilstede.record import read as record


def engine() -> Engine:
    """Of the database in use."""
    return Sqlite()


def planned(query: str | Node) -> Plan:
    """How a search is put to the database. :raises QueryError: one that cannot be understood."""
    return plan.plan(resolve.tree_of(query), engine().dialect, _everything)


def newest(found: Plan, *, below: int, limit: int, public: bool) -> list[Row]:
    """The newest posts of the plan with a key under ``below``; only if it is exact all are hits."""
    below = min(below, found.high)
    if found.numbers is None and found.term.text is not None:
        return engine().newest(found, below=below, limit=limit, public=public)
    if found.numbers is not None and not found.numbers:
        return []
    numbers = sorted(found.numbers or ())
    among = f" AND p.number IN ({', '.join(['%s'] * len(numbers))})" if numbers else ""
    return rows(
        f'SELECT {COLUMNS} FROM posts_post p WHERE p."key" >= %s AND p."key" < %s{among}'
        f'{visible(public)} ORDER BY p."key" DESC LIMIT %s',
        [found.low, below, *numbers, limit],
    )


def confirmed(tree: Node, found: Sequence[Row]) -> Iterator[Row]:
    """Those of the posts that are hits, by their words in the record."""
    words = record.current_posts([row.event for row in found if not row.gone])
    for row in found:
        data = words.get(row.event)
        document = match.Document(
            tuple(searchable(decode(data))) if data else (),
            marks=frozenset(row.marks.split()),
            number=row.number,
            at=order.time(row.key),
        )
        if match.matches(tree, document):
            yield row


def _everything() -> tuple[str, ...]:
    return tuple(marks.of_network(network) for network in resolve.networks())
