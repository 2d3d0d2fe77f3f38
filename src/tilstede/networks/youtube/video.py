"""A video as the API tells of it, with its caption tracks where they were asked for.

Source: developers.google.com/youtube/v3/docs/videos and /captions (2026).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tilstede.core.post import Media, Post, Visibility
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.youtube import draft, names

#: What is private is seen by its owner, and by those invited: it is recorded, and never shown.
VISIBILITY: Final[dict[str, Visibility]] = {
    "public": "public",
    "unlisted": "unlisted",
    "private": "followers",
}


def video_post(raw: bytes, tracks: Iterable[bytes], context: Mapping[str, str]) -> Post:
    """``context``: the channel's ``handle`` and ``avatar``, which the video does not tell. :raises Refusal:"""
    item = Fields(load(raw))
    video_id = item.line("id")
    if not names.VIDEO.fullmatch(video_id):
        raise Refusal("no-id", "a video without an id")
    snippet, status = item.object("snippet"), item.object("status")
    if not snippet:
        raise Refusal("not-a-post", "a video without its title and channel")
    writer = draft.author(
        snippet.line("channelId"),
        name=snippet.line("channelTitle"),
        handle=context.get("handle", ""),
        avatar=context.get("avatar", ""),
    )
    text = snippet.text("description")
    published = snippet.time("publishedAt")
    if published is None:
        item.odd["date-missing"] = None
    media = (draft.film(video_id), draft.thumbnail(snippet.object("thumbnails")))
    spoken = snippet.line("defaultLanguage") or snippet.line("defaultAudioLanguage")
    captions = [_track(Fields(load(track), item.odd)) for track in tracks]
    return Post(
        aliases=(names.video(video_id),),
        author=writer,
        form="api",
        language=draft.language(spoken),
        links=draft.links(text),
        media=(*filter(None, media), *captions),
        network=draft.NETWORK,
        odd=tuple(item.odd),
        parser=draft.PARSER,
        published=published,
        tags=snippet.lines("tags"),
        text=text,
        title=snippet.line("title"),
        url=names.watch(video_id),
        visibility=VISIBILITY.get(status.line("privacyStatus"), "public"),
    )


def _track(track: Fields) -> Media:
    """Captions can be had by their own address alone, with the owner's login."""
    name = track.line("id")
    if not name:
        raise Refusal("no-id", "a caption track without an id")
    return Media(kind="file", mime="text/vtt", url=f"{CAPTIONS}/{name}")


#: Where a track is had (captions.download).
CAPTIONS: Final = "https://www.googleapis.com/youtube/v3/captions"
