"""Comments that we write: sent, looked for and read."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from tilstede.core.post import Post
from tilstede.networks.kit.elements import unwritten
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.outgoing import Outgoing, Sent
from tilstede.networks.peertube import comments, limits, names
from tilstede.networks.peertube.api import Api, opened
from tilstede.networks.peertube.words import words

#: How far the server's clock and ours may be apart.
SLACK: Final = timedelta(minutes=5)
_PAGE: Final = 100
#: Pages of threads looked through at most.
_PAGES: Final = 10
_JSON: Final = {"Content-Type": "application/json"}


def comment(api: Api, what: Outgoing, answered: Post) -> Sent:
    """Under a video, or as an answer to a comment. :raises NetworkError:"""
    _check(what)
    uuid, number = place(api, answered)
    path = f"/videos/{uuid}/comments/{number}" if number else f"/videos/{uuid}/comment-threads"
    content = json.dumps({"text": what.text}, ensure_ascii=False).encode()
    try:
        answer = api.do("POST", path, content, headers=_JSON)
    except NotFound as error:
        raise Rejected(error.detail) from error  # what is answered is gone
    return _sent(api, uuid, opened(answer.content, reached=True).object("comment"))


def _check(what: Outgoing) -> None:
    if not what.text.strip():
        raise Rejected("a comment without words")
    if what.title or what.warning:
        raise Rejected("PeerTube's comments have no title and no warning")
    if what.visibility != "public":
        raise Rejected("a comment is seen by all who see the video")
    if outside := unwritten(what):
        raise Rejected(f"hashtags stand in the text there: {', '.join(outside)}")
    if len(what.text) > limits.COMMENT:
        raise Rejected(f"{len(what.text)} characters, and a comment holds {limits.COMMENT}")


def place(api: Api, answered: Post) -> tuple[str, int]:
    """The video, and the number of the comment that is answered, or 0; as our own server knows them."""
    for alias in answered.aliases:
        if video := names.video_in(alias)[1]:
            return video, 0
    host = names.host_of(api.base)
    number = names.number_on(host, answered.aliases)
    for alias in answered.aliases:
        base, _, there = names.comment_in(alias)
        number = number or (there if names.host_of(base) == host else 0)
    video = names.video_in(answered.thread)[1]
    if not video or not number:
        raise Rejected(f"{api.base} does not know {answered.aliases[0]}")
    return video, number


def _sent(api: Api, uuid: str, item: Fields) -> Sent:
    number, thread = item.number("id"), item.number("threadId")
    if not number:
        raise NotUnderstood("the server's answer names no comment", reached=True)
    url = item.line("url")
    aliases = names.unique(url, names.numbered(names.host_of(api.base), number))
    return Sent(f"comment:{uuid}:{thread or number}:{number}", aliases, url)


def find(api: Api, what: Outgoing, answered: Post, account: str) -> Sent | None:
    """Ours with the same words, under that video. :raises CannotTell: there are too many to look through."""
    uuid, number = place(api, answered)
    since = what.made - SLACK
    for raw in _newest(api, uuid, number):
        item = Fields(load(raw))
        when = item.time("createdAt")
        wrote = item.object("account").line("url") == account
        here = item.number("inReplyToCommentId") == number and when and when >= since
        if wrote and here and same(words(item.text("text")).text, what.text):
            return _sent(api, uuid, item)
    return None


def _newest(api: Api, uuid: str, answered: int) -> Iterator[bytes]:
    """The comments that begin threads, newest first; those of every thread when a comment was answered."""
    for number in range(_PAGES):
        page = api.page(
            f"/videos/{uuid}/comment-threads",
            start=number * _PAGE,
            count=_PAGE,
            sort="-createdAt",
        )
        for raw in page.raws:
            top = Fields(load(raw))
            if answered and top.number("totalReplies"):
                yield from comments.tree(api, uuid, top.number("id")).all()
            elif not answered:
                yield raw
        if len(page.data) < _PAGE:
            return
    raise CannotTell("more comments than are looked through")


def same(one: str, other: str) -> bool:
    """Whether two texts are the same words: servers trim and join spaces as they like."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def read(api: Api, place: str) -> bytes | None:
    """``place``: UUID:THREAD:NUMBER. None when it is gone."""
    uuid, thread, number = place.split(":")
    try:
        found = comments.tree(api, uuid, int(thread)).all()
    except NotFound:
        return None
    for raw in found:
        item = Fields(load(raw))
        if item.number("id") == int(number):
            gone = item.flag("isDeleted") or "deletedAt" in item
            return None if gone else raw
    return None


def video_of(api: Api, place: str) -> str:
    """The name of the video a comment stands under, as its own server gave it."""
    uuid = place.partition(":")[0]
    told = api.fields(f"/videos/{uuid}").line("url")
    return told if names.video_in(told)[1] else f"{api.base}/videos/watch/{uuid}"
