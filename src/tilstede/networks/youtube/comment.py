"""A comment as the API tells of it. Source: developers.google.com/youtube/v3/docs/comments (2026)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tilstede.core.post import Author, Post
from tilstede.networks.kit.jsonfields import Fields, Refusal
from tilstede.networks.youtube import draft, names

#: Seen by the video's owner alone, and by whoever wrote it.
_HELD: Final = frozenset({"heldForReview", "likelySpam", "rejected"})


def comment_post(item: Fields, context: Mapping[str, str]) -> Post:
    """``context``: the ``video`` it stands under, which an answer does not always tell. :raises Refusal:"""
    comment_id, snippet = item.line("id"), item.object("snippet")
    if not names.COMMENT.fullmatch(comment_id):
        raise Refusal("no-id", "a comment without an id")
    # The writer's own words are told to the writer and, most often, to the owner; else as they are shown.
    text = snippet.text("textOriginal") or snippet.text("textDisplay")
    if not text.strip():
        raise Refusal("empty", "a comment without words")
    video = snippet.line("videoId") or context.get("video", "")
    parent = snippet.line("parentId")
    published = snippet.time("publishedAt")
    if published is None:
        item.odd["date-missing"] = None
    return Post(
        aliases=(names.comment(comment_id),),
        author=_author(snippet),
        edited=_later(snippet.time("updatedAt"), published),
        form="api",
        links=draft.links(text),
        network=draft.NETWORK,
        odd=tuple(item.odd),
        parser=draft.PARSER,
        published=published,
        reply_to=names.comment(parent) if parent else names.video(video) if video else "",
        text=text,
        thread=names.video(video) if video else "",
        url=names.watch(video, comment_id) if video else "",
        visibility="followers" if snippet.line("moderationStatus") in _HELD else "public",
    )


def _author(snippet: Fields) -> Author:
    shown = snippet.line("authorDisplayName")
    return draft.author(
        snippet.object("authorChannelId").line("value"),
        name=shown,
        handle=shown[1:] if shown.startswith("@") else "",
        avatar=snippet.line("authorProfileImageUrl"),
    )


def _later(updated: datetime | None, published: datetime | None) -> datetime | None:
    return updated if updated and published and updated > published else None
