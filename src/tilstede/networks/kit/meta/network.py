"""What Facebook, Instagram and Threads share: takeouts read by one plan, and nothing shown without a login."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from tilstede.core import account_address
from tilstede.core.post import Author, Post
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Source
from tilstede.networks.kit.errors import NotFound, Refused
from tilstede.networks.kit.meta.finding import open_takeout
from tilstede.networks.kit.meta.plan import Owner, Plan, value_of

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

#: What a takeout could not tell, and a post read again must still say.
_OWED: Final = ("author-missing", "audience-missing")


class Reading(NamedTuple):
    """How a network's items are read. ``api``: of the API, which ``is_answer`` knows; ``element``: of a takeout."""

    plan: Plan
    is_answer: Callable[[Any], bool]
    api: Callable[[bytes], Post]
    element: Callable[[bytes, Owner], Post]
    fetch: Callable[[Source, Http, datetime], Iterator[Batch]]


class MetaNetwork(Listening):
    """The contract's Network, as far as they are alike. ``hosts``: in addresses; ``no_login``: what is said then."""

    name: str
    title: str
    interval = 900
    hosts: ClassVar[tuple[str, ...]]
    no_login: ClassVar[str]
    reading: ClassVar[Reading]

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """``context``: ``account``, ``handle``, ``name`` and ``visibility`` of a takeout. :raises ValueError:"""
        account = context.get("account") or f"{self.name}:nobody"
        author = Author(id=account, handle=context.get("handle", ""), name=context.get("name", ""))
        closed = context.get("visibility") == "followers"
        return self._read(raw, Owner(author, "followers" if closed else "public"))

    def again(self, raw: bytes, post: Post) -> Post:
        """Whose takeout it was, and who could read it, stand in ``post``."""
        odd = tuple(one for one in _OWED if one in post.odd)
        return self._read(raw, Owner(post.author, post.visibility, odd))

    def _read(self, raw: bytes, owner: Owner) -> Post:
        reading = self.reading
        told_by_api = reading.is_answer(value_of(raw))
        return reading.api(raw) if told_by_api else reading.element(raw, owner)

    def recognise(self, address: str, http: Http) -> Found | None:
        """:raises Refused: it is of this network, which is not read from outside."""
        if self._is_ours(address):
            raise Refused(self.no_login)
        return None

    def _is_ours(self, address: str) -> bool:
        if not any(host in address.lower() for host in self.hosts):
            return False
        try:
            return account_address.parse(address).network == self.name
        except account_address.NotAnAccount as error:
            return error.code == "no-account"

    def look_up(self, address: str, access: Access, http: Http, now: datetime) -> Found:
        """An account reads itself only. :raises Refused: it is another's. :raises NotFound: it is nobody's."""
        handle = handle_in(address)
        if handle.lower() not in (access.handle.lower(), access.account_id):
            raise Refused(f"{self.title} lets an account read itself only")
        author = Author(id=access.account_id, handle=access.handle, url=address)
        return Found(self.name, address, author)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises Refused: without a login. :raises NetworkError:"""
        return self.reading.fetch(source, http, now)

    def open_export(self, path: Path) -> Export | None:
        """A takeout as a zip or a folder, or one of its files. :raises ValueError: unusable."""
        return open_takeout(self.reading.plan, path)


def handle_in(address: str) -> str:
    """:raises NotFound: it is no account's address."""
    try:
        return account_address.parse(address).handle
    except account_address.NotAnAccount as error:
        raise NotFound(f"{address} is no account's address") from error
