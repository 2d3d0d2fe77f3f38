"""From a search's tree to what a database can be asked: bounds of keys, and one expression for its index.

What the index cannot say exactly becomes something wider (never narrower), and the plan says that the
hits must be looked at one by one (`core.match`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tilstede.core.order import HIGHEST
from tilstede.core.query import (
    And,
    Exact,
    Marked,
    Near,
    Node,
    Not,
    Numbered,
    Or,
    Period,
    Words,
    conjunction,
    disjunction,
)
from tilstede.posts.search import conditions
from tilstede.posts.search.conditions import Condition

#: Of more authors than these the index opens so many lists that the newest posts are looked at first.
MANY = 30


@dataclass(frozen=True, slots=True)
class Term:
    """An expression of an index. ``text`` None: no expression, every post. ``exact``: neither more nor
    fewer posts than the tree it was made from."""

    text: str | None
    exact: bool = True


EVERYTHING = Term(None, exact=False)


class Dialect(Protocol):
    """How an index writes its expressions."""

    def words(self, words: Words) -> Term:
        """A word, phrase or stem."""

    def near(self, near: Near) -> Term:
        """Words near each other."""

    def marked(self, marks: tuple[str, ...]) -> str:
        """Any of these marks; none at all finds nothing."""

    def all_of(self, terms: list[str]) -> str:
        """Every one of these; there are at least two."""

    def any_of(self, terms: list[str]) -> str:
        """One of these; there are at least two."""

    def but_not(self, term: str, unwanted: list[str]) -> str:
        """The one, and none of the others."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``low`` ≤ key < ``high``; among ``numbers``, when they are given; found by ``term`` in the index;
    none with a mark of ``hidden``, which the term does not see to. ``upward``: the oldest come first.

    ``held_to``: a condition on its row that a post of the term must meet besides. ``by_row``: a condition that
    alone says the same as the tree, where it names many authors.
    """

    tree: Node
    term: Term
    hidden: tuple[str, ...] = ()
    low: int = 0
    high: int = HIGHEST
    numbers: frozenset[int] | None = None
    upward: bool = False
    held_to: Condition | None = None
    by_row: Condition | None = None

    @property
    def order(self) -> str:
        """Of keys, in SQL."""
        return "ASC" if self.upward else "DESC"

    @property
    def exact(self) -> bool:
        """Whether every post found is a hit."""
        return self.term.exact and self.numbers is None

    @property
    def by_index(self) -> bool:
        """Whether the index alone tells what is found."""
        return self.exact and self.held_to is None


def plan(
    tree: Node,
    dialect: Dialect,
    *,
    hidden: tuple[str, ...],
    everything: Callable[[], tuple[str, ...]],
) -> Plan:
    """``everything`` tells marks of which each post bears one; asked only if they are needed."""
    children = tree.children if isinstance(tree, And) else (tree,)
    numbers: frozenset[int] | None = None
    rest: list[Node] = []
    held_to: list[Node] = []
    for child in children:
        match child:
            case Period():
                continue
            case Numbered(_, some):
                numbers = some if numbers is None else numbers & some
            case _ if conditions.has_times(child) and conditions.of_row(child):
                held_to.append(child)
                rest.extend(_wider(child))
            case _:
                rest.append(child)
    return Plan(
        tree,
        _Compiler(dialect, everything).all_of(rest) if rest else Term(None),
        hidden,
        *conditions.bounds(tree),
        numbers,
        held_to=conditions.of_row(And(tuple(held_to))) if held_to else None,
        by_row=conditions.of_row(tree) if conditions.authors(tree) > MANY else None,
    )


def _wider(node: Node) -> tuple[Node, ...]:
    """What the index can find of a node with days in it, if more; nothing where that would be every post."""
    match node:
        case And(children):
            return tuple(part for child in children for part in _wider(child))
        case Or(children):
            parts = [_wider(child) for child in children]
            whole = dict.fromkeys(conjunction(list(part)) for part in parts if part)
            return (disjunction(list(whole)),) if all(parts) else ()
        case Not(child) if conditions.has_times(child):
            return ()
        case Period():
            return ()
    return (node,)


def term(node: Node, dialect: Dialect) -> str:
    """What finds every hit of a word, phrase or such, if more."""
    text = _Compiler(dialect, tuple).term(node).text
    assert text is not None, "a field or a date is no word"
    return text


class _Compiler:
    def __init__(self, dialect: Dialect, everything: Callable[[], tuple[str, ...]]) -> None:
        self.dialect = dialect
        self.everything = everything

    def term(self, node: Node) -> Term:
        """What finds every hit of the node, if more."""
        match node:
            case And(children):
                return self.all_of(list(children))
            case Or(children):
                return self.any_of(children)
            case Words():
                return self.dialect.words(node)
            case Exact(_, tokens):
                return Term(self.dialect.words(Words(tokens)).text, exact=False)
            case Near():
                return self.dialect.near(node)
            case Marked(_, marks):
                return Term(self.dialect.marked(marks))
        return EVERYTHING

    def any_of(self, children: tuple[Node, ...]) -> Term:
        terms = [self.term(child) for child in children]
        texts = [term.text for term in terms if term.text is not None]
        if len(texts) < len(terms):
            return EVERYTHING
        return Term(self.dialect.any_of(texts), all(term.exact for term in terms))

    def all_of(self, children: list[Node]) -> Term:
        """What is unwanted can only be left out by the index where that finds it exactly."""
        wanted = [self.term(child) for child in children if not isinstance(child, Not)]
        unwanted = [self.term(child.child) for child in children if isinstance(child, Not)]
        texts = [term.text for term in wanted if term.text is not None]
        excluded = [term.text for term in unwanted if term.exact and term.text is not None]
        exact = all(term.exact for term in [*wanted, *unwanted])
        if excluded and not texts:
            texts = [self.dialect.marked(self.everything())]
        if not texts:
            return Term(None, exact)
        found = texts[0] if len(texts) == 1 else self.dialect.all_of(texts)
        return Term(self.dialect.but_not(found, excluded) if excluded else found, exact)
