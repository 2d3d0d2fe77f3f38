"""Feeds as a network: RSS, Atom, JSON Feed, and whatever else comes as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tilstede.core.post import Post
from tilstede.networks.feeds import again, discover, export, reading, translate
from tilstede.networks.feeds import fetch as fetching
from tilstede.networks.feeds.entry import Origin
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Source

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


class Feeds(Listening):
    """See `kit.contract.Network`. The context of `parse` is what `entry.Origin` holds."""

    name: Final = translate.NETWORK
    title: Final = "Feeds"
    parser: Final = translate.PARSER
    interval: Final = 1800
    abilities: Final = frozenset({"fetch", "export", "edits"})

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """:raises Unusable: a ValueError with the reason it would be set aside for."""
        return translate.to_post(reading.entry_of(raw, mime), Origin.of(context))

    def again(self, raw: bytes, post: Post) -> Post:
        """The feed is found in ``post``. :raises Unusable: as `parse`."""
        return again.again(raw, post)

    def recognise(self, address: str, http: Http) -> Found | None:
        return discover.recognise(address, http)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        return fetching.fetch(source, http, now)

    def open_export(self, path: Path) -> Export | None:
        return export.open_export(path, datetime.now(UTC))


network = Feeds()
