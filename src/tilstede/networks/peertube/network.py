"""PeerTube: channels, accounts, their videos, captions, and what is said under them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Attachment, Batch, Export, Found, NotFound, Source
from tilstede.networks.kit.fetched import captions
from tilstede.networks.peertube import discover, fetch, names, parse
from tilstede.networks.peertube.api import Api

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender

_READ = frozenset({"fetch", "thread", "mentions", "login", "edits", "deletions"})
_SENT = frozenset({"send", "reply", "edit", "delete", "remove", "media", "captions"})


class PeerTube:
    """See `kit.contract.Network`. Plain HTTP: there is no library that carries films."""

    name = parse.NETWORK
    title = "PeerTube"
    parser = parse.PARSER
    interval = 900
    abilities = _READ | _SENT

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """A video, with its captions, or a comment. ``context``: ``base``, the server's address; ``as``: ``account``
        where the account is followed and not the channel; the ``video`` a comment stands under. :raises ValueError:"""
        return parse.parse(raw, mime, context)

    def again(self, raw: bytes, post: Post) -> Post:
        return parse.again(raw, post)

    def recognise(self, address: str, http: Http) -> Found | None:
        """The channel or account that an address leads to. :raises NetworkError:"""
        return discover.recognise(address, http)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """What is new since the last visit. :raises NetworkError:"""
        return fetch.fetch(source, http, now)

    def files(self, post: Post, http: Http) -> tuple[Attachment, ...]:
        """The captions of a video."""
        base, _ = names.video_in(post.aliases[0])
        return captions(post, Api(http, base).file)

    def open_export(self, path: Path) -> Export | None:
        """None: a server's own export is for another server to take in, and is not read."""
        return None

    def sender(self) -> Sender | None:
        from tilstede.networks.peertube.send import PeerTubeSender  # noqa: PLC0415 - loaded when sent

        return PeerTubeSender()

    def connector(self) -> Connector | None:
        from tilstede.networks.peertube.connect import (  # noqa: PLC0415 - loaded when connected
            PeerTubeConnector,
        )

        return PeerTubeConnector()

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        """:raises NotFound: always."""
        raise NotFound("PeerTube has no stream")


network = PeerTube()
