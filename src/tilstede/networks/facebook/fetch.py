"""Reading a Facebook Page: its posts, what is written under them, and who names it.

Every visit reads the newest page of posts again, which shows edits: Facebook keeps no earlier wordings. A post that
should be there and is not is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tilstede.core import account_address
from tilstede.core.post import Author
from tilstede.networks.facebook.alts import with_alts
from tilstede.networks.facebook.api import COMMENT, POST, graph_of
from tilstede.networks.facebook.post import api_post, when_made
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Batch, Cursor, Found, Source
from tilstede.networks.kit.errors import AccountChanged, NotFound, NotUnderstood, Refused
from tilstede.networks.kit.items import Item, Missing, Seen, SetAside
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.meta.comments import Counted, Listing, comments
from tilstede.networks.kit.meta.gone import gone, names_of
from tilstede.networks.kit.meta.graph import Graph
from tilstede.networks.kit.meta.network import handle_in
from tilstede.networks.kit.meta.walk import Walk, permitted

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

JSON: Final = "application/json"
NO_LOGIN: Final = (
    "Facebook lets nobody read without a login: connect a Page, or take in its own takeout"
)
_PAGE: Final = "50"


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """What is new, batch by batch. :raises NetworkError: the batches before that hold."""
    if source.access is None:
        raise Refused(NO_LOGIN)
    visit = _Visit(graph_of(source.access, http), source)
    reads = {"account": visit.posts, "mentions": visit.mentions, "thread": visit.thread}
    if source.what not in reads:
        raise NotFound(f"Facebook has no {source.what}")
    return reads[source.what]()


def look_up(address: str, access: Access, http: Http) -> Found:
    """The Page of that address, as the login sees it. :raises NetworkError:"""
    path = quote(handle_in(address))
    told = Fields(load(graph_of(access, http).get(path, fields="id,name,username,link")))
    if not (number := told.line("id")):
        raise NotFound(f"Facebook has no Page {path}")
    handle, url = told.line("username"), told.line("link") or address
    author = Author(id=number, handle=handle, name=told.line("name"), url=url)
    return Found("facebook", url, author)


def comment_raw(element: bytes, under: str) -> bytes:
    """A comment as it is kept: with the id of the post it stands under, which it does not tell itself."""
    return b'{"comment":' + element + b',"under":"' + under.encode() + b'"}'


def item_of(raw: bytes) -> Seen | SetAside:
    try:
        post = api_post(raw)
    except Refusal as error:
        return SetAside("Facebook", error.reason, error.detail)
    return Seen(raw, JSON, post, post.aliases[0])


class _Visit:
    def __init__(self, graph: Graph, source: Source) -> None:
        self._graph = graph
        self._source = source
        self._cursor: Cursor = deepcopy(source.cursor)

    def posts(self) -> Iterator[Batch]:
        page_id = self._page_id()
        asked = {"fields": POST, "limit": _PAGE}
        walk = Walk(self._graph, f"{page_id}/posts", asked, self._cursor, when_made)
        met: set[str] = set()
        for elements in walk.read():
            items = self._items(elements)
            met |= names_of(items)
            yield self._batch(items)
        deleted = gone(self._graph, "fb", self._source, met, self._cursor)
        if deleted or turn.moved(self._source, self._cursor):
            yield self._batch(deleted)

    def mentions(self) -> Iterator[Batch]:
        """Posts that name the Page, then comments under its own."""
        page_id = self._page_id()
        asked = {"fields": POST, "limit": _PAGE}
        cursor = self._cursor.setdefault("tagged", {})
        walk = Walk(self._graph, f"{page_id}/tagged", asked, cursor, when_made, whole=False)
        for elements in permitted(walk.read(), cursor):
            yield self._batch(self._items(elements))
        listing = Listing(
            posts=f"{page_id}/posts",
            asked={"fields": "id,comments.limit(0).summary(true).filter(stream)", "limit": _PAGE},
            counted=_counted,
            comments="{}/comments",
            each={
                "fields": COMMENT,
                "filter": "stream",
                "order": "reverse_chronological",
                "limit": "100",
            },
            when=when_made,
            ids=_ids,
            prefix="fb",
        )
        for told in comments(self._graph, listing, self._cursor):
            seen = [item_of(comment_raw(one, told.post)) for one in told.comments]
            yield self._batch([*seen, *told.gone])

    def thread(self) -> Iterator[Batch]:
        post_id = self._source.address.removeprefix("fb:")
        if not post_id.replace("_", "").isdecimal():
            raise NotUnderstood(f"{self._source.address} is not the name of a post on Facebook")
        asked = {
            "fields": COMMENT,
            "filter": "stream",
            "order": "reverse_chronological",
            "limit": "100",
        }
        walk = Walk(self._graph, f"{post_id}/comments", asked, self._cursor, when_made)
        met = {self._source.address}
        for elements in walk.read():
            items: list[Item] = [
                one if isinstance(one, Missing) else item_of(comment_raw(one, post_id))
                for one in elements
            ]
            met |= names_of(items)
            yield self._batch(items)
        deleted = gone(self._graph, "fb", self._source, met, self._cursor)
        if deleted or turn.moved(self._source, self._cursor):
            yield self._batch(deleted)

    def _batch(self, items: list[Item]) -> Batch:
        return Batch(tuple(items), deepcopy(self._cursor))

    def _items(self, elements: list[bytes | Missing]) -> list[Item]:
        """A page of posts, with the texts of their pictures."""
        posts = with_alts(self._graph, [one for one in elements if isinstance(one, bytes)])
        return [*map(item_of, posts), *(one for one in elements if isinstance(one, Missing))]

    def _page_id(self) -> str:
        """Its number, asked for once. :raises AccountChanged: the name has come to another Page."""
        access, source = self._source.access, self._source
        known = str(self._cursor.get("account", ""))
        if (
            not known
            and access
            and source.account_id in ("", access.account_id)
            and _is_own(source, access.handle)
        ):
            known = access.account_id
        if not known:
            path = (
                quote(account_address.parse(source.address).handle)
                if "/" in source.address
                else source.address
            )
            known = Fields(load(self._graph.get(path, fields="id"))).line("id")
            if source.account_id.isdecimal() and known != source.account_id:
                raise AccountChanged(f"{source.address} now belongs to {known}")
        self._cursor["account"] = known
        return known


def _is_own(source: Source, handle: str) -> bool:
    """Whether the address is the connected Page's own."""
    name = source.address.rstrip("/").rpartition("/")[2].lower()
    access = source.access
    own = {handle.lower(), access.account_id if access else ""}
    return source.what == "mentions" or name in own


def _counted(element: bytes) -> Counted | None:
    try:
        post = Fields(load(element))
    except Refusal:
        return None
    total = post.object("comments").object("summary").number("total_count")
    return Counted(post.line("id"), total) if post.line("id") else None


def _ids(comment: bytes) -> list[str]:
    try:
        return list(filter(None, [Fields(load(comment)).line("id")]))
    except Refusal:
        return []
