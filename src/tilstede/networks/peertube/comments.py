"""What is said under one video, or under all of a login's own, visit by visit.

The cursor::

    newest    when the newest comment seen was written (under all of one's own)
    answers   {thread: answers it had}, of the newest `KEPT` (under one video)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from tilstede.networks.kit.contract import Batch, Gone, Item, NotUnderstood, Seen, SetAside, Source
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.peertube import names, parse
from tilstede.networks.peertube.api import Api

PAGE: Final = 100
KEPT: Final = 1000
#: Known comments whose videos are asked for deletions on one visit.
ASKED: Final = 10


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
    known = {alias for alias, _ in source.known}
    answers: dict[str, int] = dict(source.cursor.get("answers", {}))
    context = {"base": api.base, "video": name}
    start = 0
    while True:
        page = api.page(
            f"/videos/{video}/comment-threads", start=start, count=PAGE, sort="-createdAt"
        )
        items: list[Item] = []
        for raw in page.raws:
            for one in _thread(api, video, raw, answers):
                items += _item(one, context, known)
        answers = dict(list(answers.items())[-KEPT:])
        for begin in range(0, max(len(items), 1), 1000):
            yield Batch(tuple(items[begin : begin + 1000]), {"answers": dict(answers)})
        start += PAGE
        if len(page.data) < PAGE or start >= page.total:
            return


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
    cursor = {"newest": newest.isoformat() if newest else ""}
    yield Batch(tuple(_standing(api, source)), cursor)


def _standing(api: Api, source: Source) -> list[Item]:
    """Of the comments we hold, those whose thread tells that they were deleted: the newest few are asked for."""
    known = [alias for alias, _ in source.known if names.comment_in(alias)[1]]
    threads = {names.comment_in(alias)[1] for alias in known[:ASKED]}
    gone: list[Item] = []
    for video in sorted(threads):
        for raw in api.page(f"/videos/{video}/comment-threads", count=PAGE, sort="-createdAt").raws:
            found = _item(raw, {"base": api.base}, set(known))
            gone += [item for item in found if isinstance(item, Gone)]
    return gone
