"""What others say: to a connected account, under a hashtag, with given words, in a thread.

Everything but a thread is asked of the connected account's own server, which knows what has come to it. The cursor,
beside that of `walking`::

    answers   {number: answers under it}, of our own posts
    turn      how far we have come in looking under those whose number of answers is the same
    checked   as in `kit.turn`
    lost      addresses of posts that are gone where they were written and still shown by our server, the newest `LOST`
    doubted   {address: since when} of posts that were not found where they were written, the newest `LOST`
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Gone,
    Item,
    Left,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Source,
    Unreachable,
)
from tilstede.networks.mastodon import names, standing
from tilstede.networks.mastodon.answers import PROFILES
from tilstede.networks.mastodon.api import Api, base_of
from tilstede.networks.mastodon.asking import Server, part
from tilstede.networks.mastodon.page import Entry, Page, Pages, listed, opened, order
from tilstede.networks.mastodon.parse import JSON
from tilstede.networks.mastodon.reading import line
from tilstede.networks.mastodon.status import author_of
from tilstede.networks.mastodon.walking import EDITS, Leaf, walk

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http, Response

T = TypeVar("T")
BATCH: Final = 1000  #: items committed together at most
PAGE: Final = 40
#: Pages of what a search finds: its order is the server's own, so no visit can begin where the last one ended.
FOUND: Final = 3
#: Posts heard before that are asked for on a visit; and of them, drawn by lot, those asked for of their own servers.
SHARE: Final = 20
ELSEWHERE: Final = 2
LOST: Final = 500
#: What is not found where it was written is looked for there again, no sooner than this: servers are upgraded.
DOUBT: Final = timedelta(days=1)
#: What anyone may see where it was written.
OPEN: Final = frozenset({"public", "unlisted"})
#: Own posts whose answers are looked for where notifications may be lost: those with new ones, and a few in turn.
IN_TURN: Final = 2


class Notification(msgspec.Struct):
    """Of which the status is kept as it came."""

    id: str | int
    type: str = ""
    status: msgspec.Raw = msgspec.Raw(b"null")


class Context(msgspec.Struct):
    """What stands around a status."""

    ancestors: list[msgspec.Raw] = []
    descendants: list[msgspec.Raw] = []


class Finds(msgspec.Struct):
    """What a search finds."""

    statuses: list[msgspec.Raw] = []


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """:raises NetworkError: it cannot be read."""
    kinds: dict[str, Callable[[Hearing], Iterator[Batch]]] = {
        "mentions": Hearing.mentions,
        "hashtag": Hearing.hashtag,
        "search": Hearing.search,
        "thread": Hearing.thread,
    }
    if source.what not in kinds:
        raise NotFound(f"Mastodon has no source of the kind {source.what}")
    return kinds[source.what](Hearing(source, http, now))


def server_of(source: Source, http: Http) -> Server:
    """The connected account's server; for a thread without one, where the post stands. :raises Refused: neither."""
    if source.access is not None:
        access = source.access
        domain = access.handle.partition("@")[2]
        return Server(http, access.server, access.secrets.get("token", ""), domain=domain)
    if source.what == "thread" and names.host_of(source.address):
        return Server(http, base_of(source.address), source.token)
    raise Refused("a connected account is needed to hear this")


class Hearing:
    """One visit to one source."""

    def __init__(self, source: Source, http: Http, now: datetime) -> None:
        self._source = source
        self._server = server_of(source, http)
        token = source.access.secrets.get("token", "") if source.access else source.token
        self._api = Api(http, self._server.base, token=token, now=now)
        self._now = now
        self.cursor: Cursor = deepcopy(source.cursor)

    # --- what the account is told ---------------------------------------------------------------

    def mentions(self) -> Iterator[Batch]:
        """Notifications of mentions, and the answers under own posts, since a notification may be lost."""
        yield from self._walked(self._notified)
        yield from self._answers()
        yield from self._changed()

    def _notified(self, before: str) -> tuple[Leaf, Page]:
        params = {"types[]": "mention", **_before(before)}
        answer = self._server.get("/api/v1/notifications", params)
        found = self._decoded(answer, list[Notification])
        told = [bytes(one.status) for one in found if one.type == "mention"]
        told = [status for status in told if status != b"null"]
        numbers = [str(one.id) for one in found]
        return Leaf(numbers, numbers[-1] if numbers else ""), opened(told, self._server.host)

    def _answers(self) -> Iterator[Batch]:
        """What stands under own posts whose number of answers has changed, and under a few others in turn."""
        number = line(PROFILES.read(self._server.myself().content).id, {})
        elements, _ = self._api.page(number)
        own = [one for one in listed(opened(elements, self._server.host)) if not one.answer.reblog]
        seen: dict[str, int] = self.cursor.setdefault("answers", {})
        counts = {one.number: _replies(one) for one in own}
        changed = [one for one in counts if counts[one] and counts[one] != seen.get(one)]
        turn = self.cursor.get("turn", 0)
        others = [one for one in counts if counts[one] and one not in changed]
        wanted = changed + (others[turn:] + others[:turn])[:IN_TURN]
        self.cursor["turn"] = (turn + IN_TURN) % max(1, len(others))
        self.cursor["answers"] = {one: counts[one] for one in counts if counts[one]}
        for one in wanted:
            items = self._items(self._context(one))
            # private ones were counted when they were notified of
            yield from self._batches([item for item in items if not isinstance(item, Left)])

    # --- what is said in the open ---------------------------------------------------------------

    def hashtag(self) -> Iterator[Batch]:
        """What the server has got under the hashtag."""
        yield from self._walked(self._tagged)
        yield from self._changed()

    def _tagged(self, before: str) -> tuple[Leaf, Page]:
        path = f"/api/v1/timelines/tag/{part(self._source.address.lstrip('#'))}"
        found = self._decoded(self._server.get(path, _before(before)), list[msgspec.Raw])
        page = opened([bytes(one) for one in found], self._server.host)
        numbers = [entry.number for entry in listed(page)]
        return Leaf(numbers, min(numbers, key=order) if numbers else ""), page

    def search(self) -> Iterator[Batch]:
        """What the server finds: without Elasticsearch nothing but what it says of itself."""
        for number in range(FOUND):
            params = {"q": self._source.address, "type": "statuses", "limit": str(PAGE)}
            params["offset"] = str(number * PAGE)
            answer = self._server.get("/api/v2/search", params)
            found = self._decoded(answer, Finds).statuses
            yield from self._batches(self._items([bytes(one) for one in found]))
            if len(found) < PAGE:
                break
        yield from self._changed()

    def thread(self) -> Iterator[Batch]:
        """The post, what it answers and what answers it, as far as the server has got it."""
        number = self._number()
        content, _ = self._api.status(number)
        if not content:
            raise NotFound(f"{self._server.host} has no such post: {self._source.address}")
        yield from self._batches(self._items([content, *self._context(number)]))
        yield from self._changed()

    def _number(self) -> str:
        alias = self._source.address
        own = names.local(self._server.host, "?").removesuffix("?")
        if alias.startswith(own):
            return alias.removeprefix(own)
        host, number = names.number_in(alias)
        if host == self._server.host:
            return number
        params = {"q": alias, "type": "statuses", "resolve": "true", "limit": "1"}
        found = self._server.fields(self._server.get("/api/v2/search", params)).objects("statuses")
        if not found:
            raise NotFound(f"{self._server.host} does not find {alias}")
        return found[0].name("id")

    # --- what was heard before ------------------------------------------------------------------

    def _changed(self) -> Iterator[Batch]:
        """A share of what was heard here: what its author has changed since, and what has been taken away.

        Another's post is gone where our server has it no more and its own server does not show it either; and where
        its own does not show it while ours has not been told: some servers tell of a deletion to followers only.
        """
        share = turn.share(self._source, self.cursor, SHARE, wanted=self._held)
        if not share:
            if turn.moved(self._source, self.cursor):
                yield from self._batches([])
            return
        wanted = [standing.Asked(alias, self._held(alias), by_address=False) for alias in share]
        found, gone = standing.ask(self._api, wanted, others_stand=True)
        entries = listed(opened(found, self._server.host))
        lost = list(self._lost(entries))
        if lost:
            before = self.cursor.get("lost", ())
            self.cursor["lost"] = [*before, *(one.where for one in lost)][-LOST:]
        edited = standing.edited(entries, self.cursor)
        yield from self._batches([*self._translated([*edited]), *gone, *lost])

    def _lost(self, entries: list[Entry]) -> Iterator[Gone]:
        """Of what is for all to see, what is no more where it was written. The first server that does not answer ends
        it: the next visit asks others."""
        others = [one for one in entries if self._is_open_elsewhere(one)]
        random.shuffle(others)
        doubted = self.cursor.get("doubted", {})
        for entry in sorted(others, key=lambda one: _uri(one) not in doubted)[:ELSEWHERE]:
            uri = _uri(entry)
            try:
                gone = self._is_gone(uri, entry)
            except Unreachable:
                return
            except NetworkError:
                continue
            if gone:
                evidence = json.dumps({"asked": uri, "answered": gone}).encode()
                aliases = names.aliases(uri, "", self._server.host, entry.number)
                yield Gone(evidence, JSON, aliases, where=uri)

    def _is_gone(self, uri: str, entry: Entry) -> str:
        """How it is known to be; ``""`` when it is not. That it is not found is believed the second time, of a server
        that shows us its author meanwhile."""
        doubted = self.cursor.setdefault("doubted", {})
        shown = self._api.is_shown(uri)
        if shown is None or shown:
            doubted.pop(uri, None)
            return "" if shown else "410"
        since = doubted.setdefault(uri, self._now.isoformat())
        self.cursor["doubted"] = dict(list(doubted.items())[-LOST:])
        if self._now - datetime.fromisoformat(since) < DOUBT:
            return ""
        author = author_of(entry.answer.inner.account, {}).id
        return f"404 since {since}" if author and self._api.is_shown(author) else ""

    def _is_open_elsewhere(self, entry: Entry) -> bool:
        host = names.host_of(_uri(entry))
        return host not in ("", self._server.host) and line(entry.answer.visibility, {}) in OPEN

    def _held(self, alias: str) -> str:
        """The number by which our server knows a post, where it has told us of it."""
        own = names.local(self._server.host, "?").removesuffix("?")
        known = self._source.names.get(alias, (alias,))
        return next((name.removeprefix(own) for name in known if name.startswith(own)), "")

    # --- pages -----------------------------------------------------------------------------------

    def _walked(self, read: Callable[[str], tuple[Leaf, Page]]) -> Iterator[Batch]:
        pages: list[Page] = []

        def leaf(before: str) -> Leaf:
            found, page = read(before)
            pages.append(page)
            return found

        for _ in walk(self.cursor, leaf):
            yield from self._batches(self._translated(pages.pop()))

    def _context(self, number: str) -> list[bytes]:
        answer = self._server.get(f"/api/v1/statuses/{part(number)}/context")
        found = self._decoded(answer, Context)
        return [bytes(one) for one in (*found.ancestors, *found.descendants)]

    def _items(self, elements: list[bytes]) -> list[Item]:
        return self._translated(opened(elements, self._server.host))

    def _translated(self, page: Page) -> list[Item]:
        """As posts; private messages are counted. Histories of edits are read once."""
        lost = set(self.cursor.get("lost", ()))
        if lost:
            page = [one for one in page if not isinstance(one, Entry) or _uri(one) not in lost]
        state: Cursor = {"domain": self._server.domain, "edits": self.cursor.get("edits", {})}
        items = Pages(self._api, "", state).items(page, after=None)
        kept = sorted(state["edits"].items(), key=lambda pair: order(pair[0]))[-EDITS:]
        self.cursor["edits"] = dict(kept)
        return items

    def _batches(self, items: list[Item]) -> Iterator[Batch]:
        """The cursor is the same for all: each visit to what is not a list begins anew, and a page is one batch."""
        for start in range(0, max(len(items), 1), BATCH):
            yield Batch(tuple(items[start : start + BATCH]), deepcopy(self.cursor))

    def _decoded(self, answer: Response, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.DecodeError as error:
            raise NotUnderstood(f"{self._server.host}: {error}") from error


def _uri(entry: Entry) -> str:
    return line(entry.answer.uri, {})


class _Counted(msgspec.Struct):
    replies_count: int | None = None


def _replies(entry: Entry) -> int:
    """Answers under it, as the server counts them."""
    try:
        return msgspec.json.decode(entry.raw, type=_Counted).replies_count or 0
    except msgspec.DecodeError:
        return 0


def _before(number: str) -> dict[str, str]:
    return {"limit": str(PAGE)} | ({"max_id": number} if number else {})
