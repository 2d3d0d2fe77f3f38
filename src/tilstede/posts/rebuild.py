"""Throw the projection away and make the same one again from the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
from django.db import connection, transaction

from tilstede.core import text
from tilstede.core.post import Author, Post, decode
from tilstede.core.ready import Told, author_of
from tilstede.posts import index, languages, models
from tilstede.posts.project import Happening, apply, keys_of, mime_type
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append, read

BATCH = 1_000
_PROJECTION = 1  #: the row of `models.Progress` that tells of the projection
_TABLES = (
    "posts_post",
    "posts_version",
    "posts_alias",
    "posts_media",
    "posts_trace",
    "posts_tombstone",
    "posts_gap",
    "posts_author",
    "posts_destroyed",
    "posts_progress",
)


def is_outdated() -> bool:
    """Whether the search index was made by another tokeniser than today's; a first look notes today's."""
    row, _new = models.Progress.objects.get_or_create(id=_PROJECTION, defaults=_made())
    return row.tokeniser != text.VERSION


def _made() -> dict[str, int]:
    return {"event": -1, "tokeniser": text.VERSION}


def rebuild(progress: Callable[[int], None] = lambda events: None) -> int:
    """All rows anew, in one transaction: readers see the old until the new stands. Events read, returned.

    Authors keep their numbers, also where the post that first gave them one has been destroyed since.
    """
    count = 0
    with transaction.atomic():
        append.next_number()  # no one else writes until this is committed
        numbers = _numbers()
        _clear()
        for batch in _batches(_happenings()):
            posts = WorkingSet(keys_of(batch), _authors(batch), numbers)
            for happening in batch:
                apply(happening, posts)
            posts.flush()
            count += len(batch)
            progress(count)
        models.Progress.objects.create(id=_PROJECTION, **_made())
        languages.find(progress=lambda done: None)
    return count


def _numbers() -> dict[tuple[str, str], int]:
    rows = models.Author.objects.values_list("network", "native_id", "id")
    return {(network, native_id): number for network, native_id, number in rows.iterator()}


def _clear() -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DELETE FROM {table}")
        index.clear(cursor)


def _happenings() -> Iterator[Happening]:
    for event, payloads in read.stream(after=-1, roles=("post", "about")):
        data = payloads.get("post")
        about: dict[str, Any] = (
            msgspec.json.decode(payloads["about"]) if payloads.get("about") else {}
        )
        post = decode(data) if data else None
        if post is None and not about:
            continue  # destroyed: nothing is left to show
        media = _media(event.digests, post, about)
        wording = Told(post) if post else None
        yield Happening(event.number, event.at, event.kind, wording, about, media)


def _media(
    roles: Iterable[str], post: Post | None, about: dict[str, Any]
) -> tuple[tuple[int, str], ...]:
    found = []
    for role in roles:
        if role.startswith("media."):
            position = int(role.removeprefix("media."))
            held = post.media[position] if post and position < len(post.media) else None
            found.append((position, mime_type(held) if held else about.get("mime", "")))
    return tuple(found)


def _batches(happenings: Iterator[Happening]) -> Iterator[list[Happening]]:
    while batch := list(islice(happenings, BATCH)):
        yield batch


def _authors(batch: list[Happening]) -> Iterator[tuple[str, Author]]:
    for happening in batch:
        if happening.wording:
            ready = happening.wording.ready
            yield ready.network, author_of(ready)
