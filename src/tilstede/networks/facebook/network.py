"""Facebook Pages, through the Graph API with a connected Page, and through takeouts of Pages and persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tilstede.core import account_address
from tilstede.core.post import Author, Post
from tilstede.networks.facebook import archive, fetch
from tilstede.networks.facebook.post import api_post, is_answer
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Source
from tilstede.networks.kit.errors import Refused
from tilstede.networks.kit.meta.finding import open_takeout
from tilstede.networks.kit.meta.plan import Owner, value_of

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender

#: What a takeout could not tell, and a post read again must still say.
_OWED: Final = ("author-missing", "audience-missing")


class Facebook(Listening):
    """The contract's Network."""

    name = "facebook"
    title = "Facebook"
    parser = archive.PARSER
    interval = 900
    abilities = frozenset(
        {
            *(
                "fetch",
                "login",
                "closed",
                "export",
                "edits",
                "deletions",
                "polls",
                "mentions",
                "thread",
            ),
            *("boosts", "send", "reply", "edit", "delete", "hide", "media", "alt"),
        }
    )

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """``context``: ``account``, ``handle``, ``name`` and ``visibility`` of a takeout. :raises ValueError:"""
        account = context.get("account", "")
        author = Author(
            id=account or "facebook:nobody",
            handle=context.get("handle", ""),
            name=context.get("name", ""),
        )
        closed = context.get("visibility") == "followers"
        return _read(raw, Owner(author, "followers" if closed else "public"))

    def again(self, raw: bytes, post: Post) -> Post:
        """Whose takeout it was, and who could read it, stand in ``post``."""
        odd = tuple(one for one in _OWED if one in post.odd)
        return _read(raw, Owner(post.author, post.visibility, odd))

    def recognise(self, address: str, http: Http) -> Found | None:
        """:raises Refused: it is Facebook's, which is not read from outside."""
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
        from tilstede.networks.facebook.send import FacebookSender  # noqa: PLC0415 - loaded when something is sent

        return FacebookSender()

    def connector(self) -> Connector:
        from tilstede.networks.facebook.connect import FacebookConnector  # noqa: PLC0415 - loaded when asked for

        return FacebookConnector()


def _read(raw: bytes, owner: Owner) -> Post:
    value = value_of(raw)
    return api_post(raw) if is_answer(value) else archive.archive_post(value, owner)


def _is_ours(address: str) -> bool:
    if "facebook.com" not in address.lower() and "fb.me" not in address.lower():
        return False
    try:
        return account_address.parse(address).network == "facebook"
    except account_address.NotAnAccount as error:
        return error.code == "no-account"


network = Facebook()
