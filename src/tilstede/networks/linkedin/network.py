"""LinkedIn: a member's takeout (CSV). Company pages have no such archive; what a page's own tools export as a table
is taken in with a mapping file (docs/gone.md). Publishing is by hand.

The takeout's form: read off programs that read it (2019 to 2026); LinkedIn describes its files in words only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Refused, Source
from tilstede.networks.linkedin import export, parse

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


class LinkedIn(Listening):
    """The contract's Network."""

    name = parse.NETWORK
    title = "LinkedIn"
    parser = parse.PARSER
    interval = 86_400
    abilities = frozenset({"export"})

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """``context``: ``account``, the member's name. :raises ValueError:"""
        return parse.parse(raw, context.get("account", ""))

    def again(self, raw: bytes, post: Post) -> Post:
        """Whose it is stands in ``post``. :raises ValueError:"""
        return parse.parse(raw, post.author.name)

    def recognise(self, address: str, http: Http) -> Found | None:
        return None

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises Refused: always."""
        raise Refused(
            "LinkedIn can be taken in through the account's own takeout: tilstede import FILE"
        )

    def open_export(self, path: Path) -> Export | None:
        """The zip as it came, the folder it was unpacked to, or its `Shares.csv`. :raises ValueError:"""
        return export.open_export(path)


network = LinkedIn()
