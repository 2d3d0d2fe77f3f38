"""Writing the index on PostgreSQL: a tsvector for each post, made of our own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tilstede.core import marks
from tilstede.core.text import SEPARATOR
from tilstede.posts.index import periods
from tilstede.posts.index.rows import bearer

#: Places of one word that a tsvector keeps.
_PLACES = 255

Row = tuple[int, str, str]  #: key, words, marks


def insert(cursor: Any, rows: Sequence[Row]) -> None:
    """By COPY."""
    if not rows:
        return
    periods.add_missing(cursor, (key for key, _, _ in rows))
    with cursor.copy(
        "COPY posts_index (key, length, private, withdrawn, bearer, words) FROM STDIN"
    ) as copy:
        for key, words, marked in rows:
            copy.write_row((key, *_values(key, words, marked)))
    _note_long(cursor, rows)


def replace(cursor: Any, rows: Sequence[Row]) -> None:
    """The same for posts that are indexed already."""
    cursor.executemany(
        "UPDATE posts_index SET length = %s, private = %s, withdrawn = %s, bearer = %s,"
        " words = %s::tsvector WHERE key = %s",
        [(*_values(key, words, marked), key) for key, words, marked in rows],
    )
    _note_long(cursor, rows)


def remove(cursor: Any, keys: Sequence[int]) -> None:
    """Forget these posts."""
    for table in ("posts_index", "posts_index_long"):
        cursor.execute(f"DELETE FROM {table} WHERE key = ANY(%s)", [list(keys)])


def clear(cursor: Any) -> None:
    """DELETE, so that readers see the old until the new is committed."""
    cursor.execute("DELETE FROM posts_index")
    cursor.execute("DELETE FROM posts_index_long")


def _values(key: int, words: str, marked: str) -> tuple[int, bool, bool, str, str]:
    """Length, private, withdrawn, bearer, and the vector as PostgreSQL reads it: words with their places, marks
    behind the sign that no word has."""
    said, borne = words.split(), marked.split()
    vector = [f"{word}:{place}" for place, word in enumerate(said, 1)]
    vector += [SEPARATOR + mark for mark in borne]
    vector.append(SEPARATOR + periods.Month.of(key).mark)
    hidden = marks.PRIVATE in borne, marks.WITHDRAWN in borne
    return len(said), *hidden, bearer(marked), " ".join(vector)


def _note_long(cursor: Any, rows: Sequence[Row]) -> None:
    long = [
        (key,)
        for key, words, _ in rows
        if len(words) > 2 * _PLACES and max(Counter(words.split()).values()) > _PLACES
    ]
    if long:
        cursor.executemany("INSERT INTO posts_index_long VALUES (%s) ON CONFLICT DO NOTHING", long)
