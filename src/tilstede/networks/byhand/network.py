"""By hand: what was said on the telephone, at the counter, on paper or in a meeting, and what was published by a person
on a network that is not connected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.byhand import parse
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, NotFound, Source

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


class ByHand(Listening):
    """The contract's Network. Nothing is fetched, nothing sent: a person writes it down."""

    name = parse.NETWORK
    title = "By hand"
    parser = parse.PARSER
    interval = 86_400
    abilities: frozenset[str] = frozenset()

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """:raises ValueError:"""
        return parse.parse(raw)

    def again(self, raw: bytes, post: Post) -> Post:
        """:raises ValueError:"""
        return parse.parse(raw)

    def recognise(self, address: str, http: Http) -> Found | None:
        return None

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises NotFound: always."""
        raise NotFound("what is written down by hand cannot be fetched")

    def open_export(self, path: Path) -> Export | None:
        return None


network = ByHand()
