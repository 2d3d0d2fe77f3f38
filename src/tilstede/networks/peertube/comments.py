"""What is said under one video, or under all of a login's own, visit by visit.

The cursor::

    newest    when the newest comment seen was written (under all of one's own)
    answers   {thread: answers it had}, of the newest `KEPT` (under one video)
    again     the thread that was last read again (under one video)
    checked   as in `kit.turn`
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Gone,
    Item,
    NotUnderstood,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.peertube import names, parse
from tilstede.networks.peertube.api import Api

PAGE: Final = 100
KEPT: Final = 1000
#: Known comments whose videos are asked for deletions on one visit, and of each video the newest threads with answers.
ASKED: Final = 10
THREADS: Final = 20
#: Threads under one video that are read again on one visit though they have no more answers than before.
AGAIN: Final = 10


class Tree(msgspec.Struct):
    """A thread with its elements untouched."""

    comment: msgspec.Raw = msgspec.Raw(b"{}")
    children: list[Tree] = []

    def all(self) -> Iterator[bytes]:
        yield bytes(self.comment)
        for child in self.children:
            yield from child.all()


def tree(api: Api, video: str, thread: int) -> Tree:
    """:raises NetworkError:"""
    content = api.get(f"/videos/{video}/comment-threads/{thread}")
    try:
        return msgspec.json.decode(content, type=Tree)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotUnderstood(f"the thread {thread} of {video}: {error}") from error


def under(api: Api, source: Source, video: str, name: str) -> Iterator[Batch]:
    """Every thread under a video; the answers of those that have more than last time. :raises NetworkError:"""
    known = {name for alias, _ in source.known for name in source.names.get(alias, (alias,))}
    answers: dict[str, int] = dict(source.cursor.get("answers", {}))
    context = {"base": api.base, "video": name}
    start, same = 0, set[int]()
    while True:
        page = api.page(
            f"/videos/{video}/comment-threads", start=start, count=PAGE, sort="-createdAt"
        )
        items: list[Item] = []
        for raw in page.raws:
            found = list(_thread(api, video, raw, answers))
            for one in found:
                items += _item(one, context, known)
            if len(found) == 1 and (first := Fields(load(raw))).number("totalReplies"):
                same.add(first.number("id"))
        answers = dict(list(answers.items())[-KEPT:])
        for begin in range(0, max(len(items), 1), 1000):
            yield Batch(tuple(items[begin : begin + 1000]), {**source.cursor, "answers": answers})
        start += PAGE
        if len(page.data) < PAGE or start >= page.total:
            break
    cursor = {**source.cursor, "answers": answers}
    turn.share(source, cursor, len(source.known) or 1)
    again = _in_turn(same, cursor) if known else []
    gone = [one for number in again for one in _deleted(api, video, number, known)]
    yield Batch(tuple(gone), cursor)


def _in_turn(threads: Collection[int], cursor: Cursor) -> list[int]:
    """Threads that have as many answers as before and are read again: one may have been deleted all the same."""
    last = int(cursor.get("again", 0))
    share = sorted(threads, key=lambda number: (number >= last, -number))[:AGAIN]
    if share:
        cursor["again"] = share[-1]
    return share


def _deleted(api: Api, video: str, thread: int, known: set[str]) -> list[Gone]:
    """Of the comments we hold, those that a thread tells are deleted."""
    context = {"base": api.base}
    found = (item for raw in tree(api, video, thread).all() for item in _item(raw, context, known))
    return [item for item in found if isinstance(item, Gone)]


def _thread(api: Api, video: str, raw: bytes, answers: dict[str, int]) -> Iterator[bytes]:
    first = Fields(load(raw))
    number, count = first.number("id"), first.number("totalReplies")
    if not count or answers.get(str(number)) == count:
        yield raw
        return
    answers.pop(str(number), None)
    answers[str(number)] = count
    yield from tree(api, video, number).all()


def _item(raw: bytes, context: dict[str, str], known: set[str]) -> list[Item]:
    """The comment; that it is gone, when we hold it; or why it cannot be taken in."""
    item = Fields(load(raw))
    if item.flag("isDeleted") or "deletedAt" in item:
        host = names.host_of(context["base"])
        aliases = names.unique(item.line("url"), names.numbered(host, item.number("id")))
        held = known & set(aliases)
        when = item.time("deletedAt")
        return [Gone(raw, parse.JSON, aliases, when, aliases[0])] if held else []
    try:
        post = parse.parse(raw, parse.JSON, context)
    except Refusal as error:
        return [SetAside(item.line("url") or "a comment", error.reason, error.detail)]
    return [Seen(raw, parse.JSON, post, post.aliases[0])]


def own(api: Api, source: Source) -> Iterator[Batch]:
    """What was said under the login's own videos since last time, newest first: so the cursor moves on when all of it
    has been read. :raises NetworkError:"""
    after = moment_of(source.cursor.get("newest", ""))
    newest, start = after, 0
    while True:
        page = api.page("/users/me/videos/comments", start=start, count=PAGE, sort="-createdAt")
        items = [item for raw in page.raws for item in _item(raw, {"base": api.base}, set())]
        yield Batch(tuple(items), source.cursor)
        times = [time for raw in page.raws if (time := Fields(load(raw)).time("createdAt"))]
        newest = max([*times, *([newest] if newest else [])], default=None)
        start += PAGE
        reached = after and times and min(times) <= after
        if len(page.data) < PAGE or start >= page.total or reached:
            break
    cursor = {**source.cursor, "newest": newest.isoformat() if newest else ""}
    yield Batch(tuple(_standing(api, source, cursor)), cursor)


def _standing(api: Api, source: Source, cursor: Cursor) -> list[Item]:
    """Of the comments we hold, those that are told to be deleted under the videos of a share of them, round and
    round, and in the threads there that have answers."""
    known = {name for alias, _ in source.known for name in source.names.get(alias, (alias,))}
    share = turn.share(source, cursor, ASKED, wanted=lambda alias: names.comment_in(alias)[1])
    videos = dict.fromkeys(names.comment_in(alias)[1] for alias in share)
    gone: list[Item] = []
    for video in videos:
        page = api.page(f"/videos/{video}/comment-threads", count=PAGE, sort="-createdAt")
        found = (item for raw in page.raws for item in _item(raw, {"base": api.base}, known))
        gone += [item for item in found if isinstance(item, Gone)]
        told = (Fields(load(raw)) for raw in page.raws)
        answered = [one.number("id") for one in told if one.number("totalReplies")]
        for thread in answered[:THREADS]:
            gone += _deleted(api, video, thread, known)
    return gone
