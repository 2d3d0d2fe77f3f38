"""What the search asks of a database."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import connection

from tilstede.posts.search.plan import Dialect, Plan

#: Of posts_post AS p, in the order of `Row`.
COLUMNS = 'p."key", p.number, p.event, p.marks, p.gone_event IS NOT NULL'


class Row(NamedTuple):
    """A post found. ``gone``: withdrawn by its author, so no words of it are indexed."""

    key: int
    number: int
    event: int
    marks: str
    gone: bool


class Engine(Protocol):
    """A database with its index of posts."""

    @property
    def dialect(self) -> Dialect:
        """How its index writes searches."""

    def newest(self, found: Plan, *, below: int, limit: int, public: bool) -> list[Row]:
        """The newest posts of the plan's term with low ≤ key < below."""


def visible(public: bool) -> str:
    """A condition on posts_post AS p, to follow others: what the reader may see at all."""
    hidden = " AND p.gone_event IS NULL" if settings.WITHDRAWN == "hide" else ""
    return f" AND p.public{hidden}" if public else hidden


def rows(sql: str, parameters: list[Any]) -> list[Row]:
    """Of a query that selects COLUMNS."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Row._make(row) for row in cursor.fetchall()]
