"""The one search language (docs/search.md): `parse` gives a tree of `Node`, or raises `QueryError`."""

from tilstede.core.query.build import DEFAULT_DISTANCE
from tilstede.core.query.errors import MESSAGES, QueryError, visible
from tilstede.core.query.parse import parse
from tilstede.core.query.tree import (
    And,
    Exact,
    Field,
    Leaf,
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
    render,
    wanted,
    with_leaves,
)

__all__ = [
    "DEFAULT_DISTANCE",
    "MESSAGES",
    "And",
    "Exact",
    "Field",
    "Leaf",
    "Marked",
    "Near",
    "Node",
    "Not",
    "Numbered",
    "Or",
    "Period",
    "QueryError",
    "Words",
    "conjunction",
    "disjunction",
    "parse",
    "render",
    "visible",
    "wanted",
    "with_leaves",
]
