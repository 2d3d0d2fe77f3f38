"""Caption tracks of a channel's own videos: nobody else may list or read them.

Source: developers.google.com/youtube/v3/docs/captions (2026). What a machine has heard (ASR) is nobody's words and is
left out.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Attachment, NetworkError
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
    """The tracks' files, each fetched when it is asked for: those of a post that is known never are."""
    first = len(post.media) - len(found)
    return tuple(
        Attachment(first + at, _Track(api, Fields(load(raw)).line("id")), VTT, 0)
        for at, raw in enumerate(found)
    )


class _Track:
    """A track as a file on demand; the file goes when this object goes."""

    def __init__(self, api: Api, name: str) -> None:
        self._api = api
        self._name = name
        self._path: Path | None = None

    def __call__(self) -> Path:
        """:raises ValueError: it cannot be had."""
        if self._path is None:
            request = self._api.service.captions().download(id=self._name, tfmt="vtt")
            try:
                content = self._api.call(request)
            except NetworkError as error:
                raise ValueError(f"captions {self._name}: {error.detail}") from error
            self._path = _kept(content, self)
        return self._path


def _kept(content: bytes, holder: Callable[[], Path]) -> Path:
    with tempfile.NamedTemporaryFile(prefix="tilstede-", suffix=".vtt", delete=False) as file:
        file.write(content)
    path = Path(file.name)
    weakref.finalize(holder, path.unlink, missing_ok=True)
    return path
