"""A search, understood: an immutable tree. `core.match` says what it means; the engines compile it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec


class Words(msgspec.Struct, frozen=True, tag=True):
    """A word, or words that stand together in this order. ``prefix``: the last may have any ending."""

    tokens: tuple[str, ...]
    prefix: bool = False


class Exact(msgspec.Struct, frozen=True, tag=True):
    """Words written just so, capitals, accents and signs between them (compared in NFC), and whole."""

    text: str
    tokens: tuple[str, ...]


class Near(msgspec.Struct, frozen=True, tag=True):
    """One of each part, no two sharing a word, with at most ``distance`` words from the end of each to
    the beginning of the last of them; in this order too if ``ordered``. The mark between two texts of
    a post counts as one word. ``stated``: whether the distance was typed, or is our own default.
    """

    parts: tuple[tuple[Words, ...], ...]
    distance: int
    ordered: bool = False
    stated: bool = True


class Field(msgspec.Struct, frozen=True, tag=True):
    """What a post has beside its words. The engines replace it by `Marked` or `Numbered`."""

    name: Literal["from", "to", "in", "lang", "network", "has", "is", "tag"]
    value: str


class Marked(msgspec.Struct, frozen=True, tag=True):
    """A field as the index knows it: at least one of these marks; none finds nothing."""

    field: Field
    marks: tuple[str, ...]


class Numbered(msgspec.Struct, frozen=True, tag=True):
    """A field that picks out posts by their numbers: those of a thread."""

    field: Field
    numbers: frozenset[int]


class Period(msgspec.Struct, frozen=True, tag=True):
    """Written at ``at`` or later (since), or before it (until: the first moment after the day, month or
    year that ``value`` names). Aware."""

    name: Literal["since", "until"]
    value: str
    at: datetime


class And(msgspec.Struct, frozen=True, tag=True):
    """All of these; none of them is an And."""

    children: tuple[Node, ...]


class Or(msgspec.Struct, frozen=True, tag=True):
    """At least one of these; none of them is an Or, or only negative."""

    children: tuple[Node, ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    """Not this, which is itself not only negative."""

    child: Node


Leaf: TypeAlias = Words | Exact | Near | Field | Marked | Numbered | Period
Node: TypeAlias = Leaf | And | Or | Not


def conjunction(nodes: list[Node]) -> Node:
    """All of these, in as few nodes as possible."""
    flat = [
        inner for node in nodes for inner in (node.children if isinstance(node, And) else (node,))
    ]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def disjunction(nodes: list[Node]) -> Node:
    """One of these, in as few nodes as possible."""
    flat = [
        inner for node in nodes for inner in (node.children if isinstance(node, Or) else (node,))
    ]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negation(node: Node) -> Node:
    """Not this; twice not is itself."""
    return node.child if isinstance(node, Not) else Not(node)


def is_negative(node: Node) -> bool:
    """Whether it only says what is not wanted, so that nearly every post would be a hit."""
    match node:
        case Not():
            return True
        case And(children):
            return all(is_negative(child) for child in children)
        case Or(children):
            return any(is_negative(child) for child in children)
    return False


def with_leaves(node: Node, change: Callable[[Leaf], Node]) -> Node:
    """The same tree with each leaf changed."""
    match node:
        case And(children):
            return conjunction([with_leaves(child, change) for child in children])
        case Or(children):
            return disjunction([with_leaves(child, change) for child in children])
        case Not(child):
            return negation(with_leaves(child, change))
    return change(node)


def wanted(node: Node) -> Iterator[Leaf]:
    """The leaves that are not negated: those whose hits are shown."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from wanted(child)
        case Not():
            return
        case _:
            yield node


def render(node: Node) -> str:
    """The search written out in full: every operator and distance. Parses to the same tree."""
    match node:
        case Words():
            return _phrase(node)
        case Exact(text, _):
            return f'="{text}"'
        case Near():
            operator = f" {'ONEAR' if node.ordered else 'NEAR'}/{node.distance} "
            return "(" + operator.join(_alternatives(part) for part in node.parts) + ")"
        case Marked(field, _) | Numbered(field, _):
            return render(field)
        case Field(name, value) | Period(name, value):
            return (
                f'{name}:"{value}"' if any(sign in value for sign in " ()") else f"{name}:{value}"
            )
        case And(children):
            return "(" + " AND ".join(render(child) for child in children) + ")"
        case Or(children):
            return "(" + " OR ".join(render(child) for child in children) + ")"
        case Not(child):
            return f"NOT {render(child)}"


def _phrase(words: Words) -> str:
    star = "*" if words.prefix else ""
    joined = " ".join(words.tokens)
    return f'"{joined}{star}"' if len(words.tokens) > 1 else joined + star


def _alternatives(part: tuple[Words, ...]) -> str:
    written = [_phrase(words) for words in part]
    return written[0] if len(written) == 1 else "(" + " OR ".join(written) + ")"
