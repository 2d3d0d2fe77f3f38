"""What is said under a channel's videos, or under one of them, visit by visit.

Threads come newest first, by when they were begun, a hundred at a time, with a few of their answers. A new answer in
an old thread does not bring it forward, so one more page is read on each visit, round and round through all of them.

The cursor::

    newest    when the newest thread seen was begun
    walk      [token, time]: as in `channel`
    round     the page to read on the next round; "" is the first
    answers   {thread: answers it had}, of the newest `KEPT`
    checked   as in `kit.turn`
    quota     units used today
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Gone,
    Item,
    NotFound,
    NotUnderstood,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.errors import Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.youtube import draft, names, parse
from tilstede.networks.youtube.api import Answer, Api

PAGE: Final = 100
#: Comments asked for by their ids at once.
ASKED: Final = 50
KEPT: Final = 1000


class _Top(msgspec.Struct):
    topLevelComment: msgspec.Raw = msgspec.Raw(b"{}")
    totalReplyCount: int = 0
    videoId: str = ""


class _Replies(msgspec.Struct):
    comments: list[msgspec.Raw] = []


class Thread(msgspec.Struct):
    """A thread with its elements untouched."""

    id: str = ""
    snippet: _Top = msgspec.field(default_factory=_Top)
    replies: _Replies = msgspec.field(default_factory=_Replies)


class _Page(NamedTuple):
    items: list[Item]
    oldest: datetime | None
    following: str


class Comments:
    """One reading. ``asked``: which threads, in the API's words."""

    def __init__(self, api: Api, source: Source, asked: dict[str, str]) -> None:
        self._api = api
        self._source = source
        self._asked = asked
        self._cursor: Cursor = {**source.cursor}
        self._begun_anew = False
        self._answers: dict[str, int] = dict(source.cursor.get("answers", {}))

    def read(self) -> Iterator[Batch]:
        """New threads, the walk, one page of the round, and whether what is known stands. :raises NetworkError:"""
        after = moment_of(self._cursor.get("newest", ""))
        page = self._page("")
        if page.following and "walk" not in self._cursor and not _reaches(page, after):
            self._cursor["walk"] = [page.following, after.isoformat() if after else ""]
        yield from self._batches(page.items)
        while "walk" in self._cursor:
            token, known = self._cursor["walk"]
            page = self._walked(token)
            if not page.following or _reaches(page, moment_of(known)):
                del self._cursor["walk"]
            else:
                self._cursor["walk"] = [page.following, known]
            yield from self._batches(page.items)
        if after is not None and (token := self._cursor.get("round", page.following)):
            page = self._walked(token)
            self._cursor["round"] = page.following
            yield from self._batches(page.items)
        elif "round" in self._cursor:
            del self._cursor["round"]
        yield from self._batches(self._standing())

    def answers(self, thread: str) -> Iterator[Batch]:
        """One comment and the answers under it, all of them. :raises NetworkError:"""
        asked = {"part": "snippet,replies", "textFormat": "plainText"}
        found = self._api.list("commentThreads", id=thread, **asked).raws
        if not found:
            raise NotFound(f"YouTube has no comment {thread}")
        yield from self._batches([*self._thread(found[0]), *self._standing()])

    def _batches(self, items: list[Item]) -> Iterator[Batch]:
        self._cursor["answers"] = dict(list(self._answers.items())[-KEPT:])
        self._cursor["quota"] = self._api.meter.state()
        for start in range(0, max(len(items), 1), 1000):
            yield Batch(tuple(items[start : start + 1000]), dict(self._cursor))

    def _walked(self, token: str) -> _Page:
        """A page further on. When its token no longer counts, once from the beginning again."""
        try:
            return self._page(token)
        except Rejected:
            if self._begun_anew:
                raise
            self._begun_anew = True
            return self._page("")

    def _page(self, token: str) -> _Page:
        answer = self._list(token)
        items: list[Item] = []
        times: list[datetime] = []
        for raw in answer.raws:
            found = self._thread(raw)
            items += found
            if found and isinstance(found[0], Seen) and (begun := found[0].post.published):
                times.append(begun)
        newest = moment_of(self._cursor.get("newest", ""))
        if times and (newest is None or max(times) > newest):
            self._cursor["newest"] = max(times).isoformat()
        return _Page(items, min(times, default=None), answer.nextPageToken)

    def _list(self, token: str) -> Answer:
        return self._api.list(
            "commentThreads",
            part="snippet,replies",
            order="time",
            maxResults=PAGE,
            textFormat="plainText",
            pageToken=token,
            **self._asked,
        )

    def _thread(self, raw: bytes) -> list[Item]:
        """The comment that begins it, and its answers; those beyond the few that came with it only when there are
        more than last time."""
        try:
            thread = msgspec.json.decode(raw, type=Thread)
        except msgspec.DecodeError as error:
            return [SetAside("YouTube's threads", "not-a-post", str(error))]
        context = {"video": thread.snippet.videoId}
        came = [bytes(one) for one in thread.replies.comments]
        total = thread.snippet.totalReplyCount
        if total > len(came) and self._answers.get(thread.id) != total:
            came = list(self._under(thread.id))
        self._answers.pop(thread.id, None)
        if total:
            self._answers[thread.id] = total
        first = bytes(thread.snippet.topLevelComment)
        return [self._item(one, context) for one in (first, *came)]

    def _under(self, thread: str) -> Iterator[bytes]:
        asked: dict[str, Any] = {"part": "snippet", "parentId": thread, "maxResults": PAGE}
        for page in self._api.pages("comments", textFormat="plainText", **asked):
            yield from page.raws

    def _item(self, raw: bytes, context: dict[str, str]) -> Item:
        try:
            post = parse.parse(raw, draft.JSON, context)
        except Refusal as error:
            return SetAside("YouTube's comments", error.reason, error.detail)
        return Seen(raw, draft.JSON, post, post.aliases[0])

    def _standing(self) -> list[Item]:
        """Of the comments we hold a share is asked for on each visit, round and round."""
        asked = turn.share(self._source, self._cursor, ASKED, wanted=names.comment_in)
        share = [names.comment_in(alias) for alias in asked]
        if not share:
            return []
        found = {Fields(load(raw)).line("id"): raw for raw in self._by_id(",".join(share)).raws}
        gone = [self._gone(one) for one in share if one not in found]
        return [*self._edited(found), *gone]

    def _edited(self, found: dict[str, bytes]) -> Iterator[Item]:
        """Those that were changed since they were written. What a comment stands under is told by its page's address:
        an answer does not tell it itself."""
        pages = {names.comment_in(alias): url for alias, url in self._source.known}
        for comment, raw in found.items():
            snippet = Fields(load(raw)).object("snippet")
            video = names.watched(pages.get(comment, ""))
            if video and snippet.time("updatedAt") != snippet.time("publishedAt"):
                yield self._item(raw, {"video": video})

    def _by_id(self, ids: str) -> Answer:
        return self._api.list("comments", part="id,snippet", id=ids, textFormat="plainText")

    def _gone(self, comment: str) -> Gone:
        answer = self._api.raw_list("comments", part="id", id=comment)
        if Fields(load(answer)).objects("items"):
            raise NotUnderstood(f"YouTube has the comment {comment}, and has it not")
        return Gone(answer, draft.JSON, (names.comment(comment),), where=names.comment(comment))


def _reaches(page: _Page, after: datetime | None) -> bool:
    """Whether a page goes down to what is known."""
    return bool(after and page.oldest and page.oldest <= after)
