"""Reading an account of Threads: its posts and answers, who names it, and the answers to a post."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Batch, Cursor, Source
from tilstede.networks.kit.errors import NotFound, NotUnderstood, Refused
from tilstede.networks.kit.items import Item, Missing, Seen, SetAside
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.meta.gone import gone
from tilstede.networks.kit.meta.graph import Graph
from tilstede.networks.kit.meta.walk import Walk, permitted
from tilstede.networks.threads.post import api_post, when_made

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

BASE: Final = "https://graph.threads.net/v1.0"
NO_LOGIN: Final = "Threads lets nobody read without a login: connect the account itself, or take in its own takeout"
JSON: Final = "application/json"
_FILE: Final = "media_type,media_url,alt_text"
FIELDS: Final = (
    "id,text,timestamp,permalink,username,owner{id},root_post{id},replied_to{id},quoted_post{id},reposted_post{id},"
    f"topic_tag,link_attachment_url,poll_attachment,{_FILE},children{{id,{_FILE}}}"
)
ASKED: Final = {"fields": FIELDS, "limit": "50"}


def graph_of(access: Access, http: Http) -> Graph:
    """Threads, asked as the account."""
    return Graph(http, access.server or BASE, access.secrets.get("access_token", ""))


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """What is new, batch by batch. :raises NetworkError: the batches before that hold."""
    if source.access is None:
        raise Refused(NO_LOGIN)
    if source.what not in ("account", "mentions", "thread"):
        raise NotFound(f"Threads has no {source.what}")
    visit = _Visit(graph_of(source.access, http), source, source.access)
    match source.what:
        case "mentions":
            return visit.mentions()
        case "thread":
            return visit.thread()
        case _:
            return visit.posts()


def item_of(raw: bytes) -> Seen | SetAside:
    try:
        post = api_post(raw)
    except Refusal as error:
        return SetAside("Threads", error.reason, error.detail)
    return Seen(raw, JSON, post, post.aliases[0])


class _Visit:
    def __init__(self, graph: Graph, source: Source, access: Access) -> None:
        self._graph = graph
        self._source = source
        self._own = access.account_id
        self._handle = access.handle.lower()
        self._cursor: Cursor = deepcopy(source.cursor)

    def posts(self) -> Iterator[Batch]:
        """Posts, then answers to others. :raises Refused: the account is another than the connected one."""
        name = self._source.address.rstrip("/").rpartition("/")[2].lower().lstrip("@")
        if name not in (self._handle, self._own):
            raise Refused("Threads lets an account read itself only")
        met: set[str] = set()
        for edge in ("threads", "replies"):
            for batch in self._walk(f"{self._own}/{edge}", edge):
                seen = [one for one in batch.items if isinstance(one, Seen)]
                met.update(name for one in seen for name in one.post.aliases)
                yield batch
        deleted = gone(self._graph, "threads", self._source, met, self._cursor)
        if deleted or turn.moved(self._source, self._cursor):
            yield Batch(tuple(deleted), deepcopy(self._cursor))

    def mentions(self) -> Iterator[Batch]:
        """Posts that name the account, then the answers to its newest posts."""
        yield from self._walk(f"{self._own}/mentions", "mentions", whole=False)
        page = self._graph.page(f"{self._own}/threads", {"fields": "id", "limit": "25"})
        numbers = [Fields(load(bytes(one))).line("id") for one in page.data]
        held = self._cursor.setdefault("under", {})
        for stale in held.keys() - set(numbers):
            del held[stale]
        for number in numbers:
            yield from self._walk(f"{number}/conversation", number, within="under")

    def thread(self) -> Iterator[Batch]:
        number = self._source.address.removeprefix("threads:")
        if not number.isdecimal():
            raise NotUnderstood(f"{self._source.address} is not the name of a post on Threads")
        yield from self._walk(f"{number}/conversation", "thread")

    def _walk(
        self, path: str, name: str, *, within: str = "", whole: bool = True
    ) -> Iterator[Batch]:
        held = self._cursor.setdefault(within, {}) if within else self._cursor
        cursor = held.setdefault(name, {})
        walk = Walk(self._graph, path, ASKED, cursor, when_made, whole=whole)
        pages = walk.read() if whole else permitted(walk.read(), cursor)
        for elements in pages:
            yield Batch(tuple(map(_told, elements)), deepcopy(self._cursor))


def _told(one: bytes | Missing) -> Item:
    return one if isinstance(one, Missing) else item_of(one)
