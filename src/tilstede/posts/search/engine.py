"""What the search asks of a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from tilstede.core import marks, order
from tilstede.posts.search.plan import Dialect, Plan
from tilstede.record import driver

Numbers = npt.NDArray[np.int64]


class Borne(NamedTuple):
    """Of posts, the newest first: their keys, and `bearer` of each."""

    keys: Numbers
    bearers: list[str]


class Engine(Protocol):
    """A database with its index of posts. Each plan given has a term."""

    @property
    def dialect(self) -> Dialect:
        """How its index writes searches."""

    def columns(self, found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
        """Columns of posts_post AS p: the first posts of the plan, in its order, with low ≤ key < below."""

    def hits(self, found: Plan, *, below: int, limit: int) -> list[tuple[int, int]]:
        """Key and number of the same posts, told by the index alone."""

    def lengths(self, found: Plan, limit: int) -> tuple[Numbers, Numbers]:
        """Of the newest posts of the plan: their keys, and how many words of each are indexed."""

    def borne(self, found: Plan, limit: int) -> Borne:
        """Of the same posts, who wrote them, where and in which language."""

    def among(self, found: Plan, term: str, low: int) -> Numbers:
        """Keys, from ``low`` on, of those posts of the plan that are found by the term too."""


#: Event numbers below this stand whole in a key: its lowest bits, below the second.
_WHOLE = order.first(datetime(1, 1, 1, 0, 0, 1, tzinfo=UTC))

#: A mark of posts that are hidden, and the condition on posts_post AS p that lets the others pass.
_LETS_PASS = {marks.PRIVATE: "p.public", marks.WITHDRAWN: "p.gone_event IS NULL"}


def number_of(key: str) -> str:
    """SQL for the number of the post with this key. While there are fewer events than a key has room for, no
    row needs to be looked up: twenty rows lie in twenty places of a large table."""
    return (
        f"CASE WHEN (SELECT max(number) FROM posts_post) < {_WHOLE} THEN ({key}) & {_WHOLE - 1}"
        f' ELSE (SELECT p.number FROM posts_post p WHERE p."key" = {key}) END'
    )


def visible(found: Plan) -> str:
    """Conditions on posts_post AS p, to follow others: what the plan does not hide."""
    return "".join(f" AND {_LETS_PASS[mark]}" for mark in found.hidden)


def held(found: Plan) -> tuple[str, tuple[Any, ...]]:
    """Conditions on posts_post AS p, to follow others, and their parameters: what the plan lets pass of the posts
    that its term finds."""
    if found.held_to is None:
        return visible(found), ()
    return f"{visible(found)} AND {found.held_to.sql}", found.held_to.parameters


def integers(told: str | None) -> Numbers:
    """Of numbers with commas between. Twenty thousand rows take a database less time as one line of text."""
    return np.fromstring(told or "", dtype=np.int64, sep=",")


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with driver.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
