"""Taking a post out of the projection, with every row that is about it alone."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tilstede.core.post import decode
from tilstede.posts import index, read
from tilstede.posts.models import Author
from tilstede.posts.standing import Standing
from tilstede.record import read as record

_ABOUT = ("posts_version", "posts_trace", "posts_media", "posts_post")


def remove(standing: Standing, words: str) -> None:
    """Delete its rows, and its author's when nothing else of them is held.

    ``words``: what the index holds of it. Its payloads must still be there, since its names are read from them.
    """
    number = standing.number
    history = read.history(number)
    authors = _authors(history)
    names = [(key, number) for key in read.names(number)]
    with connection.cursor() as cursor:
        index.remove(cursor, [(standing.key, words, standing.marks)])
        cursor.executemany('DELETE FROM posts_alias WHERE "key" = %s AND "number" = %s', names)
        cursor.executemany(
            "DELETE FROM posts_tombstone WHERE event = %s", [(event,) for event in history]
        )
        for table in _ABOUT:
            cursor.execute(f'DELETE FROM {table} WHERE "number" = %s', [number])
        _remove_idle(cursor, authors | {standing.author_id})


def _authors(history: list[int]) -> set[int]:
    """Whoever any wording says has written it."""
    told = [decode(data) for data in record.current_posts(history).values()]
    names = {(post.network, post.author.id) for post in told}
    rows = Author.objects.filter(native_id__in=[native_id for _network, native_id in names])
    return {row.id for row in rows if (row.network, row.native_id) in names}


def _remove_idle(cursor: Any, authors: set[int]) -> None:
    cursor.executemany(
        "DELETE FROM posts_author WHERE id = %s"
        " AND NOT EXISTS (SELECT 1 FROM posts_post WHERE author_id = posts_author.id)",
        [(author,) for author in sorted(authors)],
    )
