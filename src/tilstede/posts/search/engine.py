"""What the search asks of a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection

from tilstede.core import marks
from tilstede.posts.search.plan import Dialect, Plan


class Engine(Protocol):
    """A database with its index of posts. Each plan given has a term."""

    @property
    def dialect(self) -> Dialect:
        """How its index writes searches."""

    def columns(self, found: Plan, wanted: str, *, below: int, limit: int) -> list[tuple[Any, ...]]:
        """Columns of posts_post AS p: the first posts of the plan, in its order, with low ≤ key < below."""

    def lengths(self, found: Plan, limit: int) -> tuple[list[int], list[int]]:
        """Of the newest posts of the plan: their keys, and how many words of each are indexed."""

    def among(self, found: Plan, term: str, low: int) -> list[int]:
        """Keys, from ``low`` on, of those posts of the plan that are found by the term too."""


#: A mark of posts that are hidden, and the condition on posts_post AS p that lets the others pass.
_LETS_PASS = {marks.PRIVATE: "p.public", marks.WITHDRAWN: "p.gone_event IS NULL"}


def visible(found: Plan) -> str:
    """Conditions on posts_post AS p, to follow others: what the plan does not hide."""
    return "".join(f" AND {_LETS_PASS[mark]}" for mark in found.hidden)


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
