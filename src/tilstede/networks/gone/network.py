"""Networks that are gone (Nettby, Blink, Google+ …): what was saved of them as tables, pages or web archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.gone import export, parse
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, NotFound, Source

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


class Gone(Listening):
    """The contract's Network. `core.post.Post.place` says which of them a post stood on."""

    name = parse.NETWORK
    title = "Networks that are gone"
    parser = parse.PARSER
    interval = 86_400
    abilities = frozenset({"export"})

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """The mapping lies in the item. :raises ValueError:"""
        return parse.parse(raw)

    def again(self, raw: bytes, post: Post) -> Post:
        """:raises ValueError:"""
        return parse.parse(raw)

    def recognise(self, address: str, http: Http) -> Found | None:
        return None

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises NotFound: always."""
        raise NotFound(
            "the network is gone; what was saved of it is taken in: tilstede import FILE"
        )

    def open_export(self, path: Path) -> Export | None:
        """:raises ValueError: there is a mapping file, and something is wrong with it."""
        return export.open_export(path)


network = Gone()
