"""Writing the index on SQLite: an FTS5 table without a copy of the text, and beside it, for each post, what lists
over thousands of hits need of it (posts_brief), in rows so short that a page holds a hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tilstede.posts.index.rows import bearer, row_number

Row = tuple[int, str, str]  #: key, words, marks
Change = tuple[int, str, str, str, str]  #: key, old words, old marks, new words, new marks

_INSERT = "INSERT INTO posts_index(rowid, text, marks) VALUES (%s, %s, %s)"
_DELETE = "INSERT INTO posts_index(posts_index, rowid, text, marks) VALUES ('delete', %s, %s, %s)"
_CLEAR = "INSERT INTO posts_index(posts_index) VALUES ('delete-all')"
_TIGHTEN = "INSERT INTO posts_index(posts_index) VALUES ('optimize')"
_MERGE = "INSERT INTO posts_index(posts_index, rank) VALUES ('merge', %s)"
#: Small changes leave small segments, which FTS5 by itself lets lie, and every search must look in each. So for so
#: many changes a page is merged.
_CHANGES_A_PAGE = 8
_INSERT_BRIEF = "INSERT INTO posts_brief(row, length, bearer) VALUES (%s, %s, %s)"
_UPDATE_BRIEF = "UPDATE posts_brief SET length = %s, bearer = %s WHERE row = %s"
_DELETE_BRIEF = "DELETE FROM posts_brief WHERE row = %s"
_NOTHING = ("", "")  #: no words, no marks


def insert(cursor: Any, rows: Iterable[Row]) -> None:
    """Rows of key, words and marks."""
    ordered = sorted([(row_number(key), words, marked) for key, words, marked in rows])
    cursor.executemany(_INSERT, ordered)
    cursor.executemany(
        _INSERT_BRIEF, [(row, _length(words), bearer(marked)) for row, words, marked in ordered]
    )


def replace(cursor: Any, changes: Iterable[Change]) -> None:
    """Where only marks change, only those are written: so a post that is given a language costs one entry."""
    ordered = _in_order(changes)
    least = [(row, *_least(*change)) for row, *change in ordered]
    added = [(row, *new) for row, old, new in least if old == _NOTHING]
    cursor.executemany(_INSERT, added)
    for row, old, new in least:
        if (
            old != _NOTHING
        ):  # each old before its new: FTS5 writes out what it has whenever it goes back
            cursor.execute(_DELETE, (row, *old))
            cursor.execute(_INSERT, (row, *new))
    cursor.executemany(
        _UPDATE_BRIEF,
        [(_length(words), bearer(marked), row) for row, _, _, words, marked in ordered],
    )
    if pages := len(ordered) // _CHANGES_A_PAGE:
        cursor.execute(_MERGE, [pages])


def remove(cursor: Any, rows: Iterable[Row]) -> None:
    """The same as were indexed."""
    ordered = _in_order(rows)
    cursor.executemany(_DELETE, ordered)
    cursor.executemany(_DELETE_BRIEF, [(row[0],) for row in ordered])


def clear(cursor: Any) -> None:
    """Forget every post."""
    cursor.execute(_CLEAR)
    cursor.execute("DELETE FROM posts_brief")


def tighten(cursor: Any) -> None:
    """Write the index anew: until then FTS5 only notes that words are gone."""
    cursor.execute(_TIGHTEN)


def _least(
    old_words: str, old_marks: str, new_words: str, new_marks: str
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Words and marks that must be taken out, and those that must be put in. A mark that is a word of the post too
    cannot change alone: to FTS5 they are one entry."""
    gone = set(old_marks.split()).difference(new_marks.split())
    come = set(new_marks.split()).difference(old_marks.split())
    if old_words != new_words or not (gone | come).isdisjoint(new_words.split()):
        return (old_words, old_marks), (new_words, new_marks)
    return ("", " ".join(sorted(gone))), ("", " ".join(sorted(come)))


def _length(words: str) -> int:
    return words.count(" ") + 1 if words else 0


def _in_order(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """By row number: FTS5 writes out what it has gathered each time one is lower than the last."""
    return sorted((row_number(row[0]), *row[1:]) for row in rows)
