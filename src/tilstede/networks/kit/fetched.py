"""A file that lies with the network: fetched when it is asked for, so that those of a post that is known never are."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tilstede.core.post import Post
from tilstede.networks.kit import webvtt
from tilstede.networks.kit.errors import NetworkError
from tilstede.networks.kit.items import Attachment


class Fetched:
    """As `items.Attachment.file` wants it. The file goes when this object goes."""

    def __init__(self, fetch: Callable[[], bytes], name: str) -> None:
        """``name``: for messages. ``fetch`` may raise `NetworkError`."""
        self._fetch = fetch
        self._name = name
        self._path: Path | None = None

    def __call__(self) -> Path:
        """:raises ValueError: it cannot be had."""
        if self._path is None:
            try:
                content = self._fetch()
            except NetworkError as error:
                raise ValueError(f"{self._name}: {error.detail}") from error
            with tempfile.NamedTemporaryFile(prefix="tilstede-", delete=False) as file:
                self._path = Path(file.name)
                weakref.finalize(self, self._path.unlink, missing_ok=True)
                file.write(content)
        return self._path


def captions(post: Post, fetch: Callable[[str], bytes]) -> tuple[Attachment, ...]:
    """The captions of a post's films that lie at an address of their own. ``fetch`` may raise `NetworkError`."""
    return tuple(
        Attachment(at, Fetched(partial(fetch, one.url), one.url), one.mime, 0)
        for at, one in enumerate(post.media)
        if one.mime == webvtt.MIME and one.url
    )
