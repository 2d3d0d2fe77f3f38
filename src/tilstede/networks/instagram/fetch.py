"""Reading an account of Instagram: its media, what is written under them, and media that tag it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from tilstede.networks.instagram.post import api_post, when_made
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Batch, Cursor, Source
from tilstede.networks.kit.errors import NotFound, NotUnderstood, Refused
from tilstede.networks.kit.items import Item, Missing, Seen, SetAside
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.meta.comments import Counted, Listing, comments
from tilstede.networks.kit.meta.gone import gone, names_of
from tilstede.networks.kit.meta.graph import Graph
from tilstede.networks.kit.meta.walk import Walk, permitted

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

BASE: Final = "https://graph.instagram.com/v26.0"
NO_LOGIN: Final = "Instagram lets nobody read without a login: connect the account itself, or take in its own takeout"
JSON: Final = "application/json"
_FILE: Final = "media_type,media_url,thumbnail_url,alt_text"
MEDIUM: Final = (
    f"id,caption,timestamp,permalink,username,owner{{id}},{_FILE},children{{id,{_FILE}}}"
)
COMMENT: Final = "id,text,timestamp,username,from{id,username},parent_id,hidden"
_LISTED: Final = f"{COMMENT},replies{{{COMMENT}}}"


def graph_of(access: Access, http: Http) -> Graph:
    """Instagram, asked as the account."""
    token = access.secrets.get("access_token", "")
    return Graph(http, access.server or BASE, token, access.secrets.get("client_secret", ""))


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """What is new, batch by batch. :raises NetworkError: the batches before that hold."""
    if source.access is None:
        raise Refused(NO_LOGIN)
    visit = _Visit(graph_of(source.access, http), source, source.access.account_id)
    reads = {"account": visit.media, "mentions": visit.mentions, "thread": visit.thread}
    if source.what not in reads:
        raise NotFound(f"Instagram has no {source.what}")
    return reads[source.what]()


def item_of(raw: bytes) -> Seen | SetAside:
    try:
        post = api_post(raw)
    except Refusal as error:
        return SetAside("Instagram", error.reason, error.detail)
    return Seen(raw, JSON, post, post.aliases[0])


def comment_raw(element: bytes, under: str) -> bytes:
    """A comment as it is kept: with the id of the medium it stands under, which it does not tell itself."""
    return b'{"comment":' + element + b',"under":"' + under.encode() + b'"}'


class _Visit:
    def __init__(self, graph: Graph, source: Source, own: str) -> None:
        self._graph = graph
        self._source = source
        self._own = own
        self._cursor: Cursor = deepcopy(source.cursor)

    def media(self) -> Iterator[Batch]:
        """:raises Refused: the account is another than the connected one, which Instagram lets nobody read."""
        name = self._source.address.rstrip("/").rpartition("/")[2].lower().lstrip("@")
        access = self._source.access
        if access and name not in (access.handle.lower(), self._own):
            raise Refused("Instagram lets an account read itself only")
        asked = {"fields": MEDIUM, "limit": "50"}
        walk = Walk(self._graph, f"{self._own}/media", asked, self._cursor, when_made)
        met: set[str] = set()
        for elements in walk.read():
            items = [_told(one) for one in elements]
            met |= names_of(items)
            yield self._batch(items)
        deleted = gone(self._graph, "ig", self._source, met, self._cursor)
        if deleted or turn.moved(self._source, self._cursor):
            yield self._batch(deleted)

    def mentions(self) -> Iterator[Batch]:
        """Media that tag the account, then comments under its own."""
        asked = {"fields": MEDIUM, "limit": "50"}
        cursor = self._cursor.setdefault("tagged", {})
        walk = Walk(self._graph, f"{self._own}/tags", asked, cursor, when_made, whole=False)
        for elements in permitted(walk.read(), cursor):
            yield self._batch([_told(one) for one in elements])
        listing = Listing(
            posts=f"{self._own}/media",
            asked={"fields": "id,comments_count", "limit": "50"},
            counted=_counted,
            comments="{}/comments",
            each={"fields": _LISTED, "limit": "50"},
            when=_newest_in,
            ids=_ids,
            prefix="ig",
            newest_first=False,  # a new answer may stand under an old comment
        )
        for told in comments(self._graph, listing, self._cursor):
            yield self._batch([*_flat(told.comments, told.post), *told.gone])

    def thread(self) -> Iterator[Batch]:
        medium = self._source.address.removeprefix("ig:")
        if not medium.isdecimal():
            raise NotUnderstood(f"{self._source.address} is not the name of a medium on Instagram")
        asked = {"fields": _LISTED, "limit": "50"}
        walk = Walk(self._graph, f"{medium}/comments", asked, self._cursor, _newest_in)
        met = {self._source.address}
        for elements in walk.read():
            found = [one for one in elements if isinstance(one, bytes)]
            missing = [one for one in elements if isinstance(one, Missing)]
            items = _flat(found, medium)
            met |= names_of(items)
            yield self._batch([*items, *missing])
        deleted = gone(self._graph, "ig", self._source, met, self._cursor)
        if deleted or turn.moved(self._source, self._cursor):
            yield self._batch(deleted)

    def _batch(self, items: list[Item]) -> Batch:
        return Batch(tuple(items), deepcopy(self._cursor))


class _Replies(msgspec.Struct, frozen=True):
    data: list[msgspec.Raw] = []


class _Comment(msgspec.Struct):
    replies: _Replies = _Replies()


def replies_in(element: bytes) -> list[bytes]:
    """The answers that came inside a comment."""
    try:
        found = msgspec.json.decode(element, type=_Comment)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
    return [bytes(one) for one in found.replies.data]


def _flat(comments: list[bytes], medium: str) -> list[Item]:
    every = [one for comment in comments for one in (_alone(comment), *replies_in(comment))]
    return [item_of(comment_raw(one, medium)) for one in every]


def _alone(comment: bytes) -> bytes:
    """A comment without its answers, which are items of their own: each can be destroyed by itself."""
    if not replies_in(comment):
        return comment
    fields = msgspec.json.decode(comment, type=dict[str, msgspec.Raw])
    return msgspec.json.encode({name: one for name, one in fields.items() if name != "replies"})


def _ids(comment: bytes) -> list[str]:
    """Of a comment and of the answers inside it."""
    try:
        every = [Fields(load(one)).line("id") for one in (comment, *replies_in(comment))]
    except Refusal:
        return []
    return list(filter(None, every))


def _newest_in(element: bytes) -> datetime | None:
    """When the newest of a comment and its answers was made."""
    times = [moment for one in (element, *replies_in(element)) if (moment := when_made(one))]
    return max(times, default=None)


def _told(one: bytes | Missing) -> Item:
    return one if isinstance(one, Missing) else item_of(one)


def _counted(element: bytes) -> Counted | None:
    try:
        post = Fields(load(element))
    except Refusal:
        return None
    return Counted(post.line("id"), post.number("comments_count")) if post.line("id") else None
