"""How much each author wrote in a stretch of time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection

from tilstede.core import order

_COUNT = (
    'SELECT author_id, count(*) FROM posts_post WHERE "key" >= %s AND "key" < %s AND public{shown}'
    " GROUP BY author_id"
)


def by_author(since: datetime, until: datetime) -> dict[int, int]:
    """Public posts from ``since`` on, before ``until``, by author number. A walk along the posts of that time."""
    hides = settings.WITHDRAWN == "hide"
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT.format(shown=" AND gone_event IS NULL" if hides else ""),
            [order.first(since), order.first(until)],
        )
        return {int(author): int(count) for author, count in cursor.fetchall()}


def newest() -> datetime | None:
    """When the newest public post was written, UTC."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT "key" FROM posts_post WHERE public ORDER BY "key" DESC LIMIT 1')
        row = cursor.fetchone()
    return order.time(row[0]) if row else None
