"""Threads: a connected account's posts and what is said to it, and takeouts, which lie in Instagram's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tilstede.core import account_address
from tilstede.core.post import Author, Post
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Source
from tilstede.networks.kit.errors import Refused
from tilstede.networks.kit.meta.finding import open_takeout
from tilstede.networks.kit.meta.plan import Owner, value_of
from tilstede.networks.threads import archive, fetch
from tilstede.networks.threads.post import api_post, is_answer

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender

_HOST: Final = re.compile(r"threads\.(?:net|com)")
#: What a takeout could not tell, and a post read again must still say.
_OWED: Final = ("author-missing", "audience-missing")


class Threads(Listening):
    """The contract's Network."""

    name = "threads"
    title = "Threads"
    parser = archive.PARSER
    interval = 900
    abilities = frozenset(
        {
            *(
                "fetch",
                "login",
                "closed",
                "export",
                "deletions",
                "mentions",
                "thread",
                "polls",
                "boosts",
            ),
            *("send", "reply", "quote", "boost", "delete", "hide"),
        }
    )

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """``context``: ``account``, ``handle``, ``name`` and ``visibility`` of a takeout. :raises ValueError:"""
        account = context.get("account") or "threads:nobody"
        author = Author(id=account, handle=context.get("handle", ""), name=context.get("name", ""))
        closed = context.get("visibility") == "followers"
        return _read(raw, Owner(author, "followers" if closed else "public"))

    def again(self, raw: bytes, post: Post) -> Post:
        """Whose takeout it was, and who could read it, stand in ``post``."""
        odd = tuple(one for one in _OWED if one in post.odd)
        return _read(raw, Owner(post.author, post.visibility, odd))

    def recognise(self, address: str, http: Http) -> Found | None:
        """:raises Refused: it is Threads's, which is not read from outside."""
        if _is_ours(address):
            raise Refused(fetch.NO_LOGIN)
        return None

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises Refused: without a login. :raises NetworkError:"""
        return fetch.fetch(source, http, now)

    def open_export(self, path: Path) -> Export | None:
        """A takeout as a zip or a folder, or one of its files. :raises ValueError: unusable."""
        return open_takeout(archive.PLAN, path)

    def sender(self) -> Sender:
        from tilstede.networks.threads.send import ThreadsSender  # noqa: PLC0415 - loaded when something is sent

        return ThreadsSender()

    def connector(self) -> Connector:
        from tilstede.networks.threads.connect import ThreadsConnector  # noqa: PLC0415 - loaded when asked for

        return ThreadsConnector()


def _read(raw: bytes, owner: Owner) -> Post:
    value = value_of(raw)
    return api_post(raw) if is_answer(value) else archive.archive_post(value, owner)


def _is_ours(address: str) -> bool:
    if not {"threads.net", "threads.com"} & set(_HOST.findall(address.lower())):
        return False
    try:
        return account_address.parse(address).network == "threads"
    except account_address.NotAnAccount as error:
        return error.code == "no-account"


network = Threads()
