"""Mastodon, and what speaks its language: the accounts of the fediverse, and their archives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Batch, Export, Found, Source
from tilstede.networks.mastodon import again, discover, draft, export, fetch, parse

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender


class Mastodon:
    """The fediverse through the Mastodon API, and through accounts' own archives."""

    name = "mastodon"
    title = "Mastodon"
    parser = draft.PARSER
    interval = 600
    abilities = frozenset(
        {
            *("fetch", "export", "edits", "deletions", "login", "polls", "boosts"),
            *("send", "reply", "boost", "quote", "like", "follow", "edit", "delete", "block"),
            *("media", "alt", "poll", "mentions", "hashtag", "search", "thread", "stream"),
        }
    )

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """Translate one raw item. ``context``: ``host`` and ``domain`` of an API answer, ``actor``, ``handle``,
        ``name``, ``url``, ``avatar`` of an archive's account; all may be absent. :raises ValueError:"""
        return parse.parse(raw, mime, context)

    def again(self, raw: bytes, post: Post) -> Post:
        """Server and account are found in ``post``. :raises Refusal:"""
        return again.again(raw, post)

    def recognise(self, address: str, http: Http) -> Found | None:
        """The account a handle or an address leads to. :raises NetworkError: it cannot be read now."""
        return discover.recognise(address, http)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """What is new since the last visit. :raises NetworkError:"""
        if source.what != "account":
            from tilstede.networks.mastodon import heard  # noqa: PLC0415 - a round through accounts goes without

            return heard.fetch(source, http, now)
        return fetch.fetch(source, http, now)

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        """An own account, what is said to it, or a hashtag. :raises NetworkError:"""
        from tilstede.networks.mastodon import stream  # noqa: PLC0415 - only who keeps streams open needs it

        return stream.stream(source, http, now)

    def open_export(self, path: Path) -> Export | None:
        """An account's archive, an outbox, or one saved status. :raises ValueError: unusable."""
        return export.open_export(path)

    def sender(self) -> Sender:
        from tilstede.networks.mastodon.send import MastodonSender  # noqa: PLC0415 - loaded when something is sent

        return MastodonSender()

    def connector(self) -> Connector:
        from tilstede.networks.mastodon.connect import MastodonConnector  # noqa: PLC0415 - loaded when asked for

        return MastodonConnector()


network = Mastodon()
