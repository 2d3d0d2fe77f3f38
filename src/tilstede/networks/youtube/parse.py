"""From one raw item to the common post, and back again from the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from tilstede.core.post import Post
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.youtube import draft, names
from tilstede.networks.youtube.comment import comment_post
from tilstede.networks.youtube.public import entry_post
from tilstede.networks.youtube.rows import row_post
from tilstede.networks.youtube.video import video_post

_VIDEO: Final = "youtube#video"
_COMMENT: Final = "youtube#comment"


def parse(raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
    """``context``: see `network.YouTube.parse`. :raises Refusal:"""
    if mime == draft.CSV:
        return row_post(raw, context)
    if mime == draft.XML:
        return entry_post(raw, context)
    video, *tracks = parts(raw)
    item = Fields(load(video))
    kind = item.line("kind")
    if kind == _COMMENT and not tracks:
        return comment_post(item, context)
    if kind == _VIDEO:
        return video_post(video, tracks, context)
    raise Refusal("not-a-post", f"neither a video nor a comment: {kind[:60] or 'no kind'}")


def again(raw: bytes, post: Post) -> Post:
    """The channel's names, the video and the film's file stand in the post. :raises Refusal:"""
    writer = post.author
    film = next((one.file for one in post.media if one.file), "")
    context = {
        "channel": writer.id,
        "handle": writer.handle,
        "avatar": writer.avatar,
        "name": writer.name,
        "video": names.video_in(post.thread),
        "file": film,
    }
    mimes = {"archive": draft.CSV, "feed": draft.XML, "api": draft.JSON}
    return parse(raw, mimes[post.form], context)


def joined(video: bytes, tracks: list[bytes]) -> bytes:
    """A video with its caption tracks as one list, each as it was received; as it is when there are none."""
    return b"[" + b",".join((video, *tracks)) + b"]" if tracks else video


def parts(raw: bytes) -> list[bytes]:
    """What `joined` made one. :raises Refusal: a list of nothing, or no list."""
    if raw.lstrip()[:1] != b"[":
        return [raw]
    try:
        several = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except RecursionError:
        raise Refusal("too-deep", "nested too deeply") from None
    except msgspec.DecodeError as error:
        raise Refusal("broken-json", f"not valid JSON: {error}") from error
    if not several:
        raise Refusal("not-a-post", "an empty list")
    return [bytes(one) for one in several]
