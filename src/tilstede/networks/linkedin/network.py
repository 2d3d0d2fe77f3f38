"""LinkedIn: pages, through the Community Management API with a login; and a member's takeout (CSV).

Pages have no takeout: what their own tools export as a table is taken in with a mapping file (docs/gone.md). Without a
login, publishing is by hand. The takeout's form: read off programs that read it (2019 to 2026); LinkedIn describes its
files in words only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core import account_address
from tilstede.core.post import Post
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Refused, Source
from tilstede.networks.linkedin import export, fetch, parse
from tilstede.networks.linkedin.post import JSON, api_post, author_of

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access, Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender


class LinkedIn(Listening):
    """The contract's Network."""

    name = parse.NETWORK
    title = "LinkedIn"
    parser = parse.PARSER
    interval = 10_800  #: an app that is being tried may ask a hundred times a day for one person
    abilities = frozenset(
        {
            *("export", "fetch", "login", "closed", "edits", "deletions", "polls", "boosts"),
            *("send", "reply", "edit", "delete", "media", "alt"),
        }
    )

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """``context``: ``account``: the member's name, or the page's permanent name with ``handle`` and ``name``.
        :raises ValueError:"""
        account = context.get("account", "")
        if mime != JSON:
            return parse.parse(raw, account)
        names = context.get("handle", ""), context.get("name", "")
        return api_post(raw, author_of(account, *names) if account else None)

    def again(self, raw: bytes, post: Post) -> Post:
        """Whose it is stands in ``post``. :raises ValueError:"""
        if post.form == "api":
            return api_post(raw, post.author)
        return parse.parse(raw, post.author.name)

    def recognise(self, address: str, http: Http) -> Found | None:
        """:raises Refused: it is a page of LinkedIn's, which is not read from outside."""
        if "linkedin.com" in address.lower() and account_address.names(address, parse.NETWORK):
            raise Refused(fetch.NO_LOGIN)
        return None

    def look_up(self, address: str, access: Access, http: Http, now: datetime) -> Found:
        """A page reads itself only. :raises Refused: it is another's."""
        return fetch.look_up(address, access)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises Refused: without a login. :raises NetworkError:"""
        return fetch.fetch(source, http, now)

    def sender(self) -> Sender:
        from tilstede.networks.linkedin.send import LinkedInSender  # noqa: PLC0415 - loaded when something is sent

        return LinkedInSender()

    def connector(self) -> Connector:
        from tilstede.networks.linkedin.connect import LinkedInConnector  # noqa: PLC0415 - loaded when asked for

        return LinkedInConnector()

    def open_export(self, path: Path) -> Export | None:
        """The zip as it came, the folder it was unpacked to, or its `Shares.csv`. :raises ValueError:"""
        return export.open_export(path)


network = LinkedIn()
