"""Caption tracks of a channel's own videos: nobody else may list or read them.

Source: developers.google.com/youtube/v3/docs/captions (2026). What a machine has heard (ASR) is nobody's words and is
left out.
"""

from __future__ import annotations

from functools import partial

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Attachment
from tilstede.networks.kit.fetched import Fetched
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.youtube.api import Api

VTT = "text/vtt"


def tracks(api: Api, video: str) -> list[bytes]:
    """The tracks people have made, as received. :raises NetworkError:"""
    found = api.list("captions", part="id,snippet", videoId=video).raws
    return [raw for raw in found if _written(Fields(load(raw)).object("snippet"))]


def _written(snippet: Fields) -> bool:
    return snippet.line("trackKind").lower() != "asr" and snippet.line("status") in ("", "serving")


def attached(api: Api, post: Post, found: list[bytes]) -> tuple[Attachment, ...]:
    """The tracks' files, each fetched when it is asked for."""
    first = len(post.media) - len(found)
    tracks = (Fields(load(raw)).line("id") for raw in found)
    return tuple(
        Attachment(first + at, Fetched(partial(_text, api, track), track), VTT, 0)
        for at, track in enumerate(tracks)
    )


def _text(api: Api, track: str) -> bytes:
    return api.call(api.service.captions().download(id=track, tfmt="vtt"))
