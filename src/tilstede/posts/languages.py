"""Each wording's language, found after the capture and outside its transaction: it is slow and never urgent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction

from tilstede.core import language, marks, text
from tilstede.core.post import Post, decode, searchable, written
from tilstede.posts import index
from tilstede.posts.models import Progress
from tilstede.posts.read import Shown
from tilstede.record import append, driver, read

BATCH = 1_000  #: events looked at together
_ROW = 2  # Progress: 1 is the projection, 2 the languages

# A post stands on the event whose number it bears, or on a later one that its versions or traces name: so
# both come by an index, which there is none of over the events.
_SILENT_POSTS = """
WITH later(number) AS (
    SELECT number FROM posts_version WHERE event BETWEEN %(first)s AND %(last)s
    UNION SELECT number FROM posts_trace WHERE event BETWEEN %(first)s AND %(last)s
)
SELECT "key", event, marks, gone_event FROM posts_post
WHERE "number" BETWEEN %(first)s AND %(last)s
    AND event BETWEEN %(first)s AND %(last)s AND language = ''
UNION ALL
SELECT "key", event, marks, gone_event FROM posts_post
WHERE "number" IN (SELECT number FROM later WHERE number < %(first)s)
    AND event BETWEEN %(first)s AND %(last)s AND language = ''
"""
_SILENT_VERSIONS = """
SELECT event FROM posts_version WHERE event BETWEEN %(first)s AND %(last)s AND language = ''
"""


class Found(NamedTuple):
    """What was found out of a wording. ``words``: those of the search index, which must be told anew."""

    code: str
    sure: bool
    words: str


def find(progress: Callable[[int], None] = lambda done: None) -> int:
    """Go through the events not yet looked at, oldest first; ``progress`` is told how many so far. How many wordings
    got a language.

    Each batch is committed alone, with the place to go on from.
    """
    driver.keep_little()
    begun = first = _cursor() + 1
    count = 0
    while first < (end := min(first + BATCH, read.size())):
        span = {"first": first, "last": end - 1}
        found = _look(span)
        with transaction.atomic():
            append.hold()  # no one else writes until this is committed, so that no deletion is overwritten
            _write(span, found)
            _go_on_from(end - 1)
        first = end
        count += len(found)
        progress(end - begun)
    return count


def pending() -> int:
    """How many events have not been looked at."""
    return read.size() - 1 - _cursor()


def of(posts: Iterable[Post]) -> list[tuple[str, bool]]:
    """Code and certainty of each. What the author declared decides where the words alone do not; captions may be in
    any language."""
    posts = list(posts)
    found = language.identify_all("\n".join(written(post)) for post in posts)
    declared = [language.declared(post.language) for post in posts]
    return [
        (said, True) if said and not seems.sure else (seems.code, seems.sure)
        for said, seems in zip(declared, found, strict=True)
    ]


def known(shown: list[Shown]) -> list[Shown]:
    """The same posts; those whose language has not been found yet get it here, in memory alone."""
    silent = [item for item in shown if item.post and not item.row.language]
    for item, told in zip(silent, of([item.post for item in silent if item.post]), strict=True):
        item.row.language, item.row.language_sure = told
    return shown


def _cursor() -> int:
    row = Progress.objects.filter(id=_ROW).first()
    return row.event if row else -1


def _go_on_from(last: int) -> None:
    if last > _cursor():
        Progress.objects.update_or_create(id=_ROW, defaults={"event": last, "tokeniser": 0})


def _look(span: dict[str, int]) -> dict[int, Found]:
    """The languages of wordings that have none, by event. Nobody is kept waiting meanwhile."""
    with connection.cursor() as cursor:
        silent = {row[1] for row in _rows(cursor, _SILENT_POSTS, span)}
        silent.update(row[0] for row in _rows(cursor, _SILENT_VERSIONS, span))
    held = {event: decode(data) for event, data in read.current_posts(sorted(silent)).items()}
    return {
        event: Found(*told, text.index_text(searchable(post)))
        for (event, post), told in zip(held.items(), of(held.values()), strict=True)
    }


def _write(span: dict[str, int], found: dict[int, Found]) -> None:
    """Let wordings, and posts that stand by them now, bear the language: in their rows and in the index."""
    with connection.cursor() as cursor:
        silent = [row[0] for row in _rows(cursor, _SILENT_VERSIONS, span) if row[0] in found]
        cursor.executemany(
            "UPDATE posts_version SET language = %s, language_sure = %s WHERE event = %s",
            [(*found[event][:2], event) for event in silent],
        )
        rows, changes = [], []
        for key, event, old, gone in _rows(cursor, _SILENT_POSTS, span):
            if event in found:
                code, sure, words = found[event]
                new = marks.with_language(old, code)
                rows.append((code, sure, new, key))
                shown = "" if gone is not None else words
                changes.append((key, shown, old, shown, new))
        cursor.executemany(
            'UPDATE posts_post SET language = %s, language_sure = %s, marks = %s WHERE "key" = %s',
            rows,
        )
        index.replace(cursor, changes)


def _rows(cursor: Any, query: str, span: dict[str, int]) -> list[tuple[Any, ...]]:
    cursor.execute(query, span)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
