"""Each version's language, found after the capture and outside its transaction: it is slow and never urgent."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.db import connection, transaction

from tilstede.core import language, marks, text
from tilstede.core.post import Post, decode, searchable
from tilstede.posts import search
from tilstede.posts.models import Progress
from tilstede.record import append, read

BATCH = 500
_ROW = 2  # Progress: 1 is the projection, 2 the languages


def find(progress: Callable[[int], None] = lambda done: None) -> int:
    """Go through the wordings not yet looked at, oldest event first. How many were done.

    Each batch is committed alone, with the place to go on from.
    """
    done = 0
    while True:
        with transaction.atomic():
            batch, last = _next()
            if last is None:
                return done
            if batch:
                _identify(batch)
            Progress.objects.update_or_create(id=_ROW, defaults={"event": last, "tokeniser": 0})
        done += len(batch)
        progress(done)


def pending() -> int:
    """How many events have not been looked at."""
    return read.size() - 1 - _cursor()


def of(post: Post) -> tuple[str, bool]:
    """Code and certainty. What the author declared decides where the words alone do not."""
    found = language.identify("\n".join(searchable(post)))
    declared = language.declared(post.language)
    if declared and not found.sure:
        return declared, True
    return found.code, found.sure


def _next() -> tuple[list[tuple[int, Post]], int | None]:
    """The next BATCH events' wordings, and the last event's number; None when there are no more."""
    batch, last = [], None
    for event, payloads in islice(read.stream(_cursor(), ("post",)), BATCH):
        last = event.number
        if "post" in payloads:
            batch.append((event.number, decode(payloads["post"])))
    return batch, last


def _cursor() -> int:
    row = Progress.objects.filter(id=_ROW).first()
    return row.event if row else -1


def _identify(batch: list[tuple[int, Post]]) -> None:
    found = {event: of(post) for event, post in batch}
    words = {event: text.index_text(searchable(post)) for event, post in batch}
    append.next_number()  # no one else writes until this is committed, so that no deletion is overwritten
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE posts_version SET language = %s, language_sure = %s WHERE event = %s",
            [(code, sure, event) for event, (code, sure) in found.items()],
        )
        _mark(cursor, found, words)


def _mark(cursor: Any, found: dict[int, tuple[str, bool]], words: dict[int, str]) -> None:
    """Let posts whose standing wording this is bear the language, in their row and in the index."""
    places = ", ".join(["%s"] * len(found))
    cursor.execute(
        f'SELECT "key", event, marks, gone_event FROM posts_post WHERE event IN ({places})',
        list(found),
    )
    rows, changes = [], []
    for key, event, old, gone in cursor.fetchall():
        code, sure = found[event]
        new = marks.with_language(old, code)
        rows.append((code, sure, new, key))
        shown = "" if gone is not None else words[event]
        changes.append((key, shown, old, shown, new))
    cursor.executemany(
        'UPDATE posts_post SET language = %s, language_sure = %s, marks = %s WHERE "key" = %s', rows
    )
    search.index.replace(cursor, changes)
