"""YouTube: a channel's videos and what is said under them, and the account's own takeout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Batch, Export, Found, NotFound, Source
from tilstede.networks.youtube import draft, export, names, parse, public
from tilstede.networks.youtube.places import GOOGLE, Places

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender

_READ = frozenset({"fetch", "thread", "mentions", "login", "edits", "deletions", "export"})
_SENT = frozenset({"send", "reply", "edit", "delete", "hide", "media", "captions"})


class YouTube:
    """See `kit.contract.Network`. Google's library is slow to load, so only what speaks with Google loads it."""

    name = draft.NETWORK
    title = "YouTube"
    parser = draft.PARSER
    interval = 1800
    abilities = _READ | _SENT

    def __init__(self, places: Places = GOOGLE) -> None:
        self._places = places

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """A video or a comment of the API, or a line of a takeout. ``context``: ``handle``, ``avatar`` and ``name`` of
        the channel; the ``video`` a comment stands under; the ``file`` of a film. :raises ValueError:"""
        return parse.parse(raw, mime, context)

    def again(self, raw: bytes, post: Post) -> Post:
        return parse.again(raw, post)

    def recognise(self, address: str, http: Http) -> Found | None:
        """The channel that an address is of; playlists are left to the feeds. :raises NetworkError:"""
        return public.recognise(address, http, self._places.feed)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """With an API key (``source.token``) or a channel's login; a channel's newest videos without.

        :raises NetworkError:
        """
        if source.what == "account" and source.access is None and not source.token:
            channel = names.channel_in(source.address) or source.account_id
            return public.fetch(source, channel, http, self._places.feed)
        from tilstede.networks.youtube.fetch import fetch  # noqa: PLC0415 - see the class

        return fetch(source, http, now, self._places)

    def open_export(self, path: Path) -> Export | None:
        """A takeout in any language, or one of its tables. :raises ValueError:"""
        return export.open_export(path)

    def sender(self) -> Sender | None:
        from tilstede.networks.youtube.send import YouTubeSender  # noqa: PLC0415 - see the class

        return YouTubeSender(self._places)

    def connector(self) -> Connector | None:
        from tilstede.networks.youtube.connect import YouTubeConnector  # noqa: PLC0415 - see the class

        return YouTubeConnector(self._places)

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        """:raises NotFound: always."""
        raise NotFound("YouTube has no stream")


network = YouTube()
