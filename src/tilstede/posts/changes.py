"""What was changed or withdrawn by its author, the latest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.conf import settings
from django.db import connection

from tilstede.core.query import Node
from tilstede.posts.search import conditions, tree_of

#: A wording that is not the first of its post.
_EDITED = """
SELECT v.written, v.event, p.number FROM posts_version v JOIN posts_post p ON p.number = v.number
WHERE p.public AND p.gone_at IS NULL AND (v.written < %s OR (v.written = %s AND v.event < %s)) AND EXISTS (
    SELECT 1 FROM posts_version e WHERE e.number = v.number
    AND (e.written < v.written OR (e.written = v.written AND e.event < v.event))
) AND {condition} ORDER BY v.written DESC, v.event DESC LIMIT %s
"""
_WITHDRAWN = """
SELECT p.gone_at, p.gone_event, p.number FROM posts_post p
WHERE p.public AND p.gone_at IS NOT NULL AND (p.gone_at < %s OR (p.gone_at = %s AND p.gone_event < %s))
AND {condition} ORDER BY p.gone_at DESC, p.gone_event DESC LIMIT %s
"""
_COUNT_EDITED = """
SELECT p.author_id, count(*) FROM posts_version v JOIN posts_post p ON p.number = v.number
WHERE p.public AND p.gone_at IS NULL AND v.written >= %s AND EXISTS (
    SELECT 1 FROM posts_version e WHERE e.number = v.number
    AND (e.written < v.written OR (e.written = v.written AND e.event < v.event))
) AND {condition} GROUP BY p.author_id
"""
_COUNT_WITHDRAWN = """
SELECT p.author_id, count(*) FROM posts_post p
WHERE p.public AND p.gone_at IS NOT NULL AND p.gone_at >= %s AND {condition} GROUP BY p.author_id
"""
_KINDS: tuple[tuple[Literal["edited", "withdrawn"], str], ...] = (
    ("edited", _EDITED),
    ("withdrawn", _WITHDRAWN),
)


class Place(NamedTuple):
    """Where a change stands in the list: when it was, in Unix seconds, and the event that told of it."""

    at: int
    event: int


LATEST = Place((1 << 62), 0)


class Change(NamedTuple):
    """What was done to a post. The wording of an edit is held by ``place.event``."""

    place: Place
    kind: Literal["edited", "withdrawn"]
    number: int


class Counts(NamedTuple):
    """Of an author: how many wordings were changed, and how many posts withdrawn."""

    edited: int
    withdrawn: int


def latest(wanted: Node, *, before: Place = LATEST, limit: int) -> list[Change]:
    """Changes of public posts that the search finds by their rows alone (`posts.search.conditions`); of a withdrawn
    post only that it was. :raises ValueError: it takes more than the row to tell."""
    condition = _condition(wanted)
    found: list[Change] = []
    for kind, statement in _kinds():
        rows = _rows(statement, condition, [before.at, before.at, before.event], [limit])
        found += [Change(Place(at, event), kind, number) for at, event, number in rows]
    return sorted(found, reverse=True)[:limit]


def counts(wanted: Node, since: datetime) -> dict[int, Counts]:
    """The same from a moment on, counted for each author. :raises ValueError: as `latest`."""
    condition = _condition(wanted)
    edited = dict(_rows(_COUNT_EDITED, condition, [int(since.timestamp())], []))
    withdrawn: dict[int, int] = {}
    if settings.WITHDRAWN != "hide":
        withdrawn = dict(_rows(_COUNT_WITHDRAWN, condition, [int(since.timestamp())], []))
    return {
        author: Counts(edited.get(author, 0), withdrawn.get(author, 0))
        for author in edited.keys() | withdrawn.keys()
    }


def _kinds() -> Iterator[tuple[Literal["edited", "withdrawn"], str]]:
    for kind, statement in _KINDS:
        if kind == "edited" or settings.WITHDRAWN != "hide":
            yield kind, statement


def _condition(wanted: Node) -> conditions.Condition:
    found = conditions.of_row(tree_of(wanted))
    if found is None:
        raise ValueError("a search for words finds no changes")
    return found


def _rows(
    statement: str, condition: conditions.Condition, before: list[int], after: list[int]
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(condition=condition.sql), [*before, *condition.parameters, *after]
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
