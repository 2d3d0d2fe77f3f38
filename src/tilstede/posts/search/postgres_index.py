"""Writing the index on PostgreSQL: a tsvector for each post, made of our own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tilstede.core.text import SEPARATOR
from tilstede.posts.search import months

#: Places of one word that a tsvector keeps.
_PLACES = 255


def insert(cursor: Any, rows: Sequence[tuple[int, str, str]]) -> None:
    """Rows of key, words and marks, by COPY."""
    if not rows:
        return
    months.add_missing(cursor, (key for key, _, _ in rows))
    with cursor.copy("COPY posts_index (key, length, words) FROM STDIN") as copy:
        for key, words, marks in rows:
            said = words.split()
            copy.write_row((key, len(said), _vector(said, marks)))
    _note_long(cursor, [(key, words) for key, words, _ in rows])


def replace(cursor: Any, rows: Sequence[tuple[int, str, str]]) -> None:
    """The same for posts that are indexed already."""
    given = [(key, words.split(), marks) for key, words, marks in rows]
    cursor.executemany(
        "UPDATE posts_index SET length = %s, words = %s::tsvector WHERE key = %s",
        [(len(said), _vector(said, marks), key) for key, said, marks in given],
    )
    _note_long(cursor, [(key, words) for key, words, _ in rows])


def remove(cursor: Any, keys: Sequence[int]) -> None:
    """Forget these posts."""
    for table in ("posts_index", "posts_index_long"):
        cursor.execute(f"DELETE FROM {table} WHERE key = ANY(%s)", [list(keys)])


def clear(cursor: Any) -> None:
    """DELETE, so that readers see the old until the new is committed."""
    cursor.execute("DELETE FROM posts_index")
    cursor.execute("DELETE FROM posts_index_long")


def _vector(said: list[str], marks: str) -> str:
    """As PostgreSQL reads it: words with their places, marks behind the sign that no word has."""
    placed = [f"{word}:{place}" for place, word in enumerate(said, 1)]
    placed += [SEPARATOR + mark for mark in marks.split()]
    return " ".join(placed)


def _note_long(cursor: Any, rows: Sequence[tuple[int, str]]) -> None:
    long = [
        (key,)
        for key, words in rows
        if len(words) > 2 * _PLACES and max(Counter(words.split()).values()) > _PLACES
    ]
    if long:
        cursor.executemany("INSERT INTO posts_index_long VALUES (%s) ON CONFLICT DO NOTHING", long)
