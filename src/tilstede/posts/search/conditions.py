"""What can be told of a post by its row alone: who wrote it, where, in which language, when.

An index of words finds authors by their marks, one list of posts for each; it knows no times. So a search for what
each of some people wrote while in office, or for hundreds of authors, is also put as a condition on the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from tilstede.core import order
from tilstede.core.order import HIGHEST
from tilstede.core.query import And, Marked, Node, Not, Or, Period

#: A list of numbers in one parameter, so that ten thousand are no more than one.
_AMONG = {
    "sqlite": "{} IN (SELECT value FROM json_each(%s))",
    "postgresql": "{} = ANY(%s::bigint[])",
}


class Condition(NamedTuple):
    """SQL for posts_post AS p, and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


class Bounds(NamedTuple):
    """Keys: ``low`` ≤ key < ``high``."""

    low: int = 0
    high: int = HIGHEST


def of_row(node: Node) -> Condition | None:
    """The same as a condition; None where it takes more than the row to tell."""
    match node:
        case And(children):
            return _joined(" AND ", "TRUE", children)
        case Or(children):
            return _joined(" OR ", "FALSE", children)
        case Not(child):
            told = of_row(child)
            return told and Condition(f"NOT {told.sql}", told.parameters)
        case Period("since", _, at):
            return Condition('(p."key" >= %s)', (order.first(at),))
        case Period("until", _, at):
            return Condition('(p."key" < %s)', (order.first(at),))
        case Marked(field, marks) if field.name in _MARKED:
            return _MARKED[field.name](marks)
    return None


def bounds(node: Node) -> Bounds:
    """Between which keys every post lies that it finds."""
    match node:
        case Period("since", _, at):
            return Bounds(low=order.first(at))
        case Period("until", _, at):
            return Bounds(high=order.first(at))
        case And(children):
            found = [bounds(child) for child in children]
            low = max((one.low for one in found), default=0)
            return Bounds(low, min((one.high for one in found), default=HIGHEST))
        case Or(children) if children:
            found = [bounds(child) for child in children]
            return Bounds(min(one.low for one in found), max(one.high for one in found))
    return Bounds()


def has_times(node: Node) -> bool:
    """Whether a day is part of it."""
    match node:
        case And(children) | Or(children):
            return any(has_times(child) for child in children)
        case Not(child):
            return has_times(child)
    return isinstance(node, Period)


def timeless(node: Node) -> Node:
    """The same without its days: it finds more, never less. Days within a negation must be seen to before."""
    match node:
        case And(children):
            return And(
                tuple(timeless(child) for child in children if not isinstance(child, Period))
            )
        case Or(children):
            return Or(tuple(timeless(child) for child in children))
    return node


def authors(node: Node) -> int:
    """How many authors it names."""
    match node:
        case And(children) | Or(children):
            return sum(authors(child) for child in children)
        case Not(child):
            return authors(child)
        case Marked(field, marks) if field.name == "from":
            return len(marks)
    return 0


def _joined(sign: str, none: str, children: Sequence[Node]) -> Condition | None:
    told = [of_row(child) for child in children]
    some = [one for one in told if one is not None]
    if len(some) < len(told):
        return None
    values = tuple(value for one in some for value in one.parameters)
    return Condition(_balanced(sign, [one.sql for one in some]) if some else f"({none})", values)


def _balanced(sign: str, parts: Sequence[str]) -> str:
    """In halves: SQLite takes no expression that is nested deeper than a thousand, and counts a row of parts so."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return f"({_balanced(sign, parts[:half])}{sign}{_balanced(sign, parts[half:])})"


def _of_authors(marks: tuple[str, ...]) -> Condition:
    numbers = [int(mark.removeprefix("a")) for mark in marks]
    told = numbers if connection.vendor == "postgresql" else f"[{','.join(map(str, numbers))}]"
    return Condition(_AMONG[connection.vendor].format("p.author_id"), (told,))


def _of_networks(marks: tuple[str, ...]) -> Condition:
    return _one_of("p.network", [mark.removeprefix("n") for mark in marks])


def _of_languages(marks: tuple[str, ...]) -> Condition:
    """Marks are in small letters and have no hyphens (`core.marks.of_language`)."""
    return _one_of(
        "replace(lower(p.language), '-', '_')", [mark.removeprefix("l") for mark in marks]
    )


def _one_of(column: str, values: list[str]) -> Condition:
    if not values:
        return Condition("FALSE")
    return Condition(f"{column} IN ({', '.join(['%s'] * len(values))})", tuple(values))


_MARKED: dict[str, Callable[[tuple[str, ...]], Condition]] = {
    "from": _of_authors,
    "network": _of_networks,
    "lang": _of_languages,
}
