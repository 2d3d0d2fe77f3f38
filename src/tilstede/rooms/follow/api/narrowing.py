"""From parameters to one search. Filters are written in the search language, so that they mean what they mean there."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from tilstede.core.query import And, Node, QueryError
from tilstede.posts.search import tree_of
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.api import problems
from tilstede.rooms.follow.api.parameters import Narrowed, OfAnyone, Search
from tilstede.rooms.follow.authorship import written_by

#: parameter -> field of the search language
_FIELDS = {"network": "network", "language": "lang", "since": "since", "until": "until"}


def tree(asked: Search) -> Node:
    """All that is asked for, as one search; no condition at all finds every post.

    :raises Refused: a search or a filter that cannot be understood.
    """
    return all_of(*_parts(asked))


def all_of(*nodes: Node) -> Node:
    """Hits of every one of these."""
    flat = [
        inner for node in nodes for inner in (node.children if isinstance(node, And) else (node,))
    ]
    return And(tuple(flat))


def _parts(asked: Search) -> Iterator[Node]:
    if asked.q is not UNSET:
        try:
            yield tree_of(asked.q)
        except QueryError as error:
            raise problems.bad_search("q", asked.q, error) from error
    for name, field in _FIELDS.items():
        value = getattr(asked, name, UNSET)
        if value is not UNSET:
            yield _filter(name, field, value)
    if isinstance(asked, Narrowed | OfAnyone) and asked.account is not UNSET:
        if queries.author(asked.account) is None:
            raise problems.no_account(asked.account)
        yield written_by(asked.account)


def _filter(name: str, field: str, value: str) -> Node:
    try:
        return tree_of(f"{field}:{value}")
    except QueryError as error:
        raise problems.bad_filter(name, value, error) from error
