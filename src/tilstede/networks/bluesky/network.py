"""Bluesky, and whatever else lies in repositories of the AT Protocol as posts of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.bluesky import (
    captions,
    discover,
    export,
    fetch,
    heard,
    identity,
    parse,
    record,
)
from tilstede.networks.kit.contract import Attachment, Batch, Export, Found, NotFound, Source

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender


class Bluesky:
    """Read from accounts' own servers and through the application; sent to the account's own server."""

    name = "bluesky"
    title = "Bluesky"
    parser = record.PARSER
    interval = 600
    abilities = frozenset(
        {
            *("fetch", "thread", "mentions", "hashtag", "search", "login", "stream"),
            *("edits", "deletions", "boosts", "export"),
            *("send", "reply", "boost", "quote", "like", "follow"),
            *("delete", "hide", "block", "media", "alt", "captions"),
        }
    )

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """Translate one raw item. ``context``: ``form`` where it is not ``api``. :raises Refusal:"""
        return parse.parse(raw, context)

    def again(self, raw: bytes, post: Post) -> Post:
        """Only the form is found in ``post``. :raises Refusal:"""
        return parse.again(raw, post)

    def recognise(self, address: str, http: Http) -> Found | None:
        """The account of a handle, an id or a page. :raises NetworkError: it cannot be looked up now."""
        return discover.recognise(address, http, identity.places())

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """What is new since the last visit. :raises NetworkError:"""
        if source.what == "account":
            read = fetch.fetch(source, http, now, identity.places())
            return captions.with_captions(read, http)
        walk = heard.WALKS.get(source.what)
        if walk is None:
            raise NotFound(f"Bluesky has no {source.what}")
        return captions.with_captions(walk(source, http, now, identity.places()), http)

    def files(self, post: Post, http: Http) -> tuple[Attachment, ...]:
        """The captions of a film, from its author's own server."""
        return captions.of(post, http)

    def sender(self) -> Sender:
        from tilstede.networks.bluesky.send import BlueskySender  # noqa: PLC0415 - loaded when something is sent

        return BlueskySender()

    def connector(self) -> Connector:
        from tilstede.networks.bluesky.connect import BlueskyConnector  # noqa: PLC0415 - loaded when it is asked for

        return BlueskyConnector()

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        """What the accounts say as it happens. :raises NetworkError:"""
        from tilstede.networks.bluesky import stream  # noqa: PLC0415 - loaded when it is listened to

        told = stream.stream(source, http, identity.places(), now)
        return captions.with_captions(told, http)

    def open_export(self, path: Path) -> Export | None:
        """A repository as a file. :raises Refusal: unusable."""
        return export.open_export(path)


network = Bluesky()
