"""TikTok, through the takeout every account can ask for (JSON). Sending is by hand: the account's own people decide
whether the app is on a device at all.

The takeout's form: read off programs that read it (2023 to 2026); TikTok does not document it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tilstede.core import account_address
from tilstede.core.post import Post
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Refused, Source
from tilstede.networks.tiktok import export, parse

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_ARCHIVE_ALONE: Final = (
    "TikTok can be taken in through the account's own takeout: tilstede import FILE"
)


class TikTok(Listening):
    """The contract's Network."""

    name = parse.NETWORK
    title = "TikTok"
    parser = parse.PARSER
    interval = 86_400
    abilities = frozenset({"export"})

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """``context``: ``account``, the user name. :raises ValueError:"""
        return parse.parse(raw, context.get("account", ""))

    def again(self, raw: bytes, post: Post) -> Post:
        """Whose it is stands in ``post``. :raises ValueError:"""
        return parse.parse(raw, post.author.handle)

    def recognise(self, address: str, http: Http) -> Found | None:
        """Nothing is asked. :raises Refused: it is an account here, which nobody can follow."""
        if account_address.names(address, parse.NETWORK):
            raise Refused(_ARCHIVE_ALONE)
        return None

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises Refused: always."""
        raise Refused(_ARCHIVE_ALONE)

    def open_export(self, path: Path) -> Export | None:
        """The zip as it came, or its JSON file. :raises ValueError:"""
        return export.open_export(path)


network = TikTok()
