"""Comments that we write: sent, looked for, read and changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from tilstede.core.post import Post
from tilstede.networks.kit.elements import unwritten
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.outgoing import Outgoing, Sent
from tilstede.networks.youtube import limits, names
from tilstede.networks.youtube.api import Api

#: How far Google's clock and ours may be apart.
SLACK: Final = timedelta(minutes=5)
_PAGE: Final = 100
#: Threads looked through at most.
_PAGES: Final = 20


def comment(api: Api, what: Outgoing, answered: Post) -> Sent:
    """Under a video, or in the thread of a comment. :raises NetworkError:"""
    _check(what)
    video, parent = _place(answered)
    if parent:
        body: dict[str, Any] = {"snippet": {"parentId": parent, "textOriginal": what.text}}
        request = api.service.comments().insert(part="snippet", body=body)
    else:
        top = {"snippet": {"textOriginal": what.text}}
        body = {"snippet": {"videoId": video, "topLevelComment": top}}
        request = api.service.commentThreads().insert(part="snippet", body=body)
    try:
        answer = Fields(done(api.call(request)))
    except NotFound as error:
        raise Rejected(error.detail) from error  # what is answered is gone
    if not parent:
        answer = answer.object("snippet").object("topLevelComment")
    return _sent(answer, video)


def _check(what: Outgoing) -> None:
    if not what.text.strip():
        raise Rejected("a comment without words")
    if what.title or what.warning:
        raise Rejected("YouTube's comments have no title and no warning")
    if what.visibility != "public":
        raise Rejected("a comment is seen by all who see the video")
    if outside := unwritten(what):
        raise Rejected(f"hashtags stand in the text there: {', '.join(outside)}")
    if len(what.text) > limits.COMMENT:
        raise Rejected(f"{len(what.text)} characters, and a comment holds {limits.COMMENT}")


def _place(answered: Post) -> tuple[str, str]:
    """The video, and the comment whose thread it is, or ``""``. Answers to answers stand in the same thread."""
    name = answered.aliases[0]
    if video := names.video_in(name):
        return video, ""
    if found := names.comment_in(name):
        return names.video_in(answered.thread), names.thread_of(found)
    raise Rejected(f"{name} is neither a video nor a comment of YouTube")


def done(content: bytes) -> dict[str, Any]:
    """The answer to something that was done. :raises NotUnderstood: it may be done all the same."""
    try:
        return load(content)
    except Refusal as error:
        raise NotUnderstood(f"YouTube's answer: {error.detail}", reached=True) from error


def _sent(item: Fields, video: str) -> Sent:
    comment_id = item.line("id")
    if not names.COMMENT.fullmatch(comment_id):
        raise NotUnderstood("YouTube's answer names no comment", reached=True)
    video = item.object("snippet").line("videoId") or video
    alias = names.comment(comment_id)
    return Sent(alias, (alias,), names.watch(video, comment_id) if video else "")


def find(api: Api, what: Outgoing, answered: Post, account: str) -> Sent | None:
    """Ours with the same words, where it was to stand. :raises CannotTell: it may be held back unseen."""
    video, parent = _place(answered)
    ours = bool(video) and _is_ours(api, video, account)
    since = what.made - SLACK
    some = _answers(api, parent) if parent else _threads(api, video, since, ours=ours)
    for one in some:
        snippet = one.object("snippet")
        wrote = snippet.object("authorChannelId").line("value") == account
        words = snippet.text("textOriginal") or snippet.text("textDisplay")
        when = snippet.time("publishedAt")
        if wrote and same(words, what.text) and when and when >= since:
            return _sent(one, video)
    if not ours:
        raise CannotTell("under another's video a comment may be held back, where we cannot see it")
    return None


def _answers(api: Api, parent: str) -> Iterator[Fields]:
    asked = {"part": "snippet", "parentId": parent, "textFormat": "plainText"}
    for page in api.pages("comments", maxResults=_PAGE, **asked):
        yield from (Fields(load(raw)) for raw in page.raws)


def _threads(api: Api, video: str, since: datetime, *, ours: bool) -> Iterator[Fields]:
    """The comments that begin threads, newest first; under a video of ours those held back too."""
    for status in ("published", "heldForReview", "likelySpam") if ours else ("published",):
        yield from _newest(api, video, status, since)


def _newest(api: Api, video: str, status: str, since: datetime) -> Iterator[Fields]:
    asked = {"videoId": video, "order": "time", "textFormat": "plainText", "part": "snippet"}
    pages = api.pages("commentThreads", maxResults=_PAGE, moderationStatus=status, **asked)
    for number, page in enumerate(pages, 1):
        threads = [Fields(load(raw)) for raw in page.raws]
        tops = [one.object("snippet").object("topLevelComment") for one in threads]
        yield from tops
        times = [one.object("snippet").time("publishedAt") for one in tops]
        if any(one and one < since for one in times):
            return
        if number == _PAGES and page.nextPageToken:
            raise CannotTell("more comments since then than are looked through")


def _is_ours(api: Api, video: str, account: str) -> bool:
    found = api.list("videos", part="snippet", id=video).raws
    return bool(found) and Fields(load(found[0])).object("snippet").line("channelId") == account


def same(one: str, other: str) -> bool:
    """Whether two texts are the same words: networks trim and join spaces as they like."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def read(api: Api, sent: str) -> bytes | None:
    found = api.list(
        "comments", part="id,snippet", id=names.comment_in(sent), textFormat="plainText"
    )
    return found.raws[0] if found.items else None


def edit(api: Api, sent: str, what: Outgoing) -> Sent:
    _check(what)
    body = {"id": names.comment_in(sent), "snippet": {"textOriginal": what.text}}
    answer = api.call(api.service.comments().update(part="snippet", body=body))
    return _sent(Fields(done(answer)), "")
