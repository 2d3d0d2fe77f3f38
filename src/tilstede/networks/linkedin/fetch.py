"""Reading a LinkedIn page's own posts, with its login.

LinkedIn lists them by when they were last changed, so that each visit reads what is new and what was edited, however
old, down to what was seen last time. The cursor::

    newest   when what was changed last had been changed, in milliseconds since 1970
    floor    of a walk that was cut short: down to where
    start    likewise: how many of the list were read
    checked  the last post of which it was asked whether it stands (`kit.turn`)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tilstede.core import account_address
from tilstede.core.post import Author
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Batch, Found, Source
from tilstede.networks.kit.errors import AccountChanged, NotFound, Refused
from tilstede.networks.kit.items import Gone, Item, Seen, SetAside
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.linkedin.api import Api, api_of, named
from tilstede.networks.linkedin.post import (
    JSON,
    ORGANIZATION,
    POST_NAME,
    api_post,
    author_of,
    changed,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

NO_LOGIN: Final = (
    "LinkedIn lets nobody read without a login: connect the page, or take in an account's own takeout:"
    " tilstede import FILE"
)
_EACH: Final = 50
_PAGES: Final = 400  #: a visit; what is left is walked at the next
_ASKED: Final = 5  #: posts a visit of which it is asked whether they stand
_OVERLAP: Final = 10  #: read again where a walk goes on, should some have been deleted meanwhile


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """What is new, batch by batch. :raises NetworkError: the batches before that hold."""
    if source.access is None:
        raise Refused(NO_LOGIN)
    if source.what != "account":
        raise NotFound(f"LinkedIn has no {source.what}")
    if not is_own(source.address, source.access):
        raise Refused("LinkedIn lets a page's login read that page alone")
    if source.account_id not in ("", source.access.account_id):
        raise AccountChanged(f"{source.address} now belongs to {source.access.account_id}")
    visit = _Visit(api_of(source.access, http, now), source, source.access)
    return visit.posts()


def is_own(address: str, access: Access) -> bool:
    """Whether the address is that of the page whose login it is."""
    number = access.account_id.removeprefix(ORGANIZATION)
    try:
        handle = account_address.parse(address).handle
    except account_address.NotAnAccount:
        handle = address
    own = {access.handle.lower(), access.account_id, f"company/{number}"}
    return handle.lower() in own


def look_up(address: str, access: Access) -> Found:
    """:raises Refused: it is another's."""
    if not is_own(address, access):
        raise Refused("LinkedIn lets a page's login read that page alone")
    author = page_of(access)
    return Found("linkedin", author.url, author)


def page_of(access: Access) -> Author:
    """The page whose login it is, as it writes."""
    return author_of(access.account_id, access.handle, access.secrets.get("page_name", ""))


def item_of(raw: bytes, page: Author) -> Seen | SetAside:
    try:
        post = api_post(raw, page)
    except Refusal as error:
        return SetAside("LinkedIn", error.reason, error.detail)
    return Seen(raw, JSON, post, post.aliases[0])


class _Visit:
    def __init__(self, api: Api, source: Source, access: Access) -> None:
        self._api = api
        self._source = source
        self._page = page_of(access)
        self._cursor: dict[str, Any] = dict(source.cursor)
        self._met: set[str] = set()

    def posts(self) -> Iterator[Batch]:
        newest, cut = int(self._cursor.get("newest", 0)), int(self._cursor.get("start", 0))
        floor = int(self._cursor.get("floor", newest)) if cut else newest
        elements = self._list(0)
        times = [time for one in elements if (time := changed(one))]
        self._cursor["newest"] = max([newest, *times])
        start = len(elements)
        if cut and times and min(times) <= newest:
            start = max(start, cut - _OVERLAP)  # nothing lies between that was not read
        yield from self._walk(elements, start, floor)
        gone = self._gone()
        if gone or turn.moved(self._source, self._cursor):
            yield Batch(tuple(gone), dict(self._cursor))

    def _walk(self, elements: list[bytes], start: int, floor: int) -> Iterator[Batch]:
        """This page of the list, and those from ``start`` on, down to what was changed no later than ``floor``."""
        for _ in range(_PAGES):
            times = [time for one in elements if (time := changed(one))]
            if not elements or (floor and times and min(times) <= floor):
                self._cursor.pop("start", None)
                self._cursor.pop("floor", None)
                yield self._batch(elements)
                return
            self._cursor |= {"start": start, "floor": floor}
            yield self._batch(elements)
            elements = self._list(start)
            start += len(elements)

    def _list(self, start: int) -> list[bytes]:
        return self._api.page(
            "posts",
            finder=True,
            q="author",
            author=self._page.id,
            sortBy="LAST_MODIFIED",
            start=str(start),
            count=str(_EACH),
        )

    def _batch(self, elements: list[bytes]) -> Batch:
        items = [item_of(one, self._page) for one in elements]
        self._met.update(one.post.aliases[0] for one in items if isinstance(one, Seen))
        return Batch(tuple(items), dict(self._cursor))

    def _gone(self) -> list[Item]:
        """Some of the posts we hold, others at each visit: whether they stand. Where nothing at all is in sight nothing
        counts as deleted."""
        if not self._met:
            return []
        wanted = turn.share(self._source, self._cursor, _ASKED, wanted=self._is_out_of_sight)
        return list(filter(None, map(self._deletion, wanted)))

    def _is_out_of_sight(self, name: str) -> bool:
        return name not in self._met and POST_NAME.fullmatch(name) is not None

    def _deletion(self, name: str) -> Gone | None:
        try:
            self._api.get(f"posts/{named(name)}")
        except NotFound as error:
            evidence = msgspec.json.encode({"asked": name, "answered": error.detail})
            return Gone(evidence, JSON, (name,), None, name)
        return None
