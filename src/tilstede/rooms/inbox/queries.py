"""Conversations that were written down by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tilstede.core.post import Post
from tilstede.posts import models, read
from tilstede.record import read as record

MOST = 100  #: conversations on the page, the newest


class _Way(msgspec.Struct):
    """What the post itself does not say."""

    way: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said, by whom where that is known, and what we answered."""

    number: int
    at: object
    way: str
    post: Post
    papers: Sequence[models.Media]
    answers: tuple[Post, ...]


def conversations() -> list[Conversation]:
    """The newest, newest first."""
    rows = models.Post.objects.filter(network="byhand", parent=None).order_by("-key")[:MOST]
    return [found for item in read.with_words(rows) if (found := _conversation(item))]


def _conversation(item: read.Shown) -> Conversation | None:
    if item.post is None:
        return None
    after = read.thread(item, public=False).after
    answers = tuple(one.post for one in after if one.post)
    return Conversation(item.number, item.row.at, _way(item), item.post, item.media, answers)


def _way(item: read.Shown) -> str:
    raw = record.payload(item.row.event, "raw")
    return msgspec.json.decode(raw, type=_Way).way if raw else ""
