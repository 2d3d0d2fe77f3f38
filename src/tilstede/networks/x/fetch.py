"""Reading X through its API, with a login, so that nothing is paid for twice and nothing lost between two visits.

X gives posts newest first, a hundred at a time, and charges for each. A visit asks for what is newer than the newest
seen; what lies between its first page and that is noted in the cursor as a *walk* and walked downwards. An account is
walked to its beginning, or to where X ends it (3,200 posts). What others say is read from the first visit on: only
the newest page then.

The cursor::

    account   the number of the account, of a thread the number of its first post
    newest    the id of the newest post seen
    walks     [[before, after], …]: ids between which is still to be read, "" is the beginning
    counted   posts seen, to be held against the number the account states
    stated    that number, until it has been held against them
    visited   when the last visit was
    asked     the UTC day known posts were last asked for
    checked   as in `kit.turn`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import msgspec

from tilstede.core import account_address
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Batch, Cursor, Found, Source
from tilstede.networks.kit.errors import NotFound, NotUnderstood, Refused
from tilstede.networks.kit.items import Gone, Item, Missing, Seen, SetAside
from tilstede.networks.x import times
from tilstede.networks.x.account import author_of
from tilstede.networks.x.answers import Page, Parts, RawSingle, Status, User
from tilstede.networks.x.api import FIELDS, Api, decoded
from tilstede.networks.x.page import ids_of, item_of, items_of
from tilstede.networks.x.tweet import ID

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

JSON: Final = "application/json"
NO_LOGIN: Final = "X lets nobody read without a login: connect an account of X, or take in an account's own archive"
PAGE: Final = 100  #: posts on a page, the most X gives
ASKED: Final = 20  #: known posts asked for once a day, since each that stands is paid for
_RECENT: Final = timedelta(days=7)  #: how far back X searches
_SLACK: Final = timedelta(minutes=5)
_PATHS: Final = {"account": "/2/users/{}/tweets", "mentions": "/2/users/{}/mentions"}
_SEARCH: Final = "/2/tweets/search/recent"
_NUMBERED: Final = re.compile(r"https?://(?:www\.)?(?:twitter|x)\.com/i/user/(\d+)/?")


class _Count(msgspec.Struct, frozen=True):
    tweet_count: int = 0
    post_count: int = 0


class _Person(msgspec.Struct, frozen=True):
    id: str = ""
    public_metrics: _Count = _Count()


class _Profile(msgspec.Struct):
    data: _Person = _Person()


class _Whole(msgspec.Struct):
    data: User = User()


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """Everything new since the cursor, batch by batch. :raises NetworkError: the batches before that hold."""
    access = source.access
    token = (access.secrets.get("access_token", "") if access else "") or source.token
    if not token:
        raise Refused(NO_LOGIN)
    if source.what not in ("account", "mentions", "hashtag", "search", "thread"):
        raise NotFound(f"X has no {source.what}")
    api = Api(http, token, now, access.server if access else "")
    return _Visit(api, source, now).read()


def look_up(address: str, access: Access, http: Http, now: datetime) -> Found:
    """The account of that address. :raises Refused: only followers see it. :raises NetworkError:"""
    api = Api(http, access.secrets.get("access_token", ""), now, access.server)
    numbered = _NUMBERED.fullmatch(address)
    path = f"/2/users/{numbered[1]}" if numbered else f"/2/users/by/username/{_handle(address)}"
    told: User = decoded(api.get(path, {"user.fields": "id,name,username,protected"}), _Whole).data
    if not ID.fullmatch(told.id or ""):
        raise NotFound(f"X has no account {address}")
    api.count("login", 1)
    if told.protected and told.id != access.account_id:
        raise Refused("X: only its followers see this account")
    author = author_of(told.id or "", told.username or "", told.name or "")
    return Found("x", author.url, author)


def _handle(address: str) -> str:
    """:raises NotUnderstood: it is no account's."""
    try:
        found = account_address.parse(address if "/" in address else f"x.com/{address.lstrip('@')}")
    except account_address.NotAnAccount as error:
        raise NotUnderstood(f"{address} is no account's address") from error
    return quote(found.handle)


def one(api: Api, post_id: str) -> tuple[Seen | SetAside | None, str]:
    """A post as it stands, and the conversation it belongs to; None when it is gone."""
    try:
        answer = api.get(f"/2/tweets/{quote(post_id)}", FIELDS)
    except NotFound:
        return None, ""
    found = decoded(answer, RawSingle)
    api.count("fetch", 1 if bytes(found.data) else 0)
    if not bytes(found.data):
        if any(trouble.is_absence() for trouble in found.errors):
            return None, ""
        words = "; ".join(trouble.detail for trouble in found.errors) or "no post in the answer"
        raise Refused(f"X: {words}")
    status = decoded(found.data, Status)
    return item_of(Parts(found.includes), bytes(found.data)), status.conversation_id or post_id


class _Visit:
    """One reading of one source."""

    def __init__(self, api: Api, source: Source, now: datetime) -> None:
        self._api = api
        self._source = source
        self._now = now
        self._cursor: Cursor = deepcopy(source.cursor)
        self._began = now - _RECENT + _SLACK  #: how far back X searches

    def read(self) -> Iterator[Batch]:
        """What is newest, then the walks, then a few of what is known."""
        self._learn()
        yield self._batch(self._top())
        while self._cursor["walks"]:
            yield self._batch(self._step())
        asked = self._cursor.get("asked")
        items = [*self._told(), *self._gone()]
        if items or self._cursor.get("asked") != asked:
            yield self._batch(items)

    def _batch(self, items: list[Item]) -> Batch:
        return Batch(tuple(items), deepcopy(self._cursor), cost=self._api.taken_cost())

    def _learn(self) -> None:
        """Whom or what to ask for, by number: asked once, as it is paid for."""
        self._cursor.setdefault("walks", [])
        if "account" in self._cursor:
            return
        match self._source.what:
            case "thread":
                self._cursor["account"] = self._conversation()
            case "mentions":
                access = self._source.access
                self._cursor["account"] = access.account_id if access else self._number()
            case "account":
                self._cursor["account"] = self._number()

    def _conversation(self) -> str:
        post_id = self._source.address.removeprefix("x:")
        if not ID.fullmatch(post_id):
            raise NotUnderstood(f"{self._source.address} is not the name of a post on X")
        found, conversation = one(self._api, post_id)
        if found is None:
            raise NotFound(f"X has no post {post_id}")
        return conversation

    def _number(self) -> str:
        """:raises NotFound: X has no such account."""
        numbered = _NUMBERED.fullmatch(self._source.address)
        number = self._source.account_id or (numbered[1] if numbered else "")
        path = (
            f"/2/users/{number}"
            if number
            else f"/2/users/by/username/{_handle(self._source.address.strip())}"
        )
        answer = self._api.get(path, {"user.fields": "id,public_metrics"})
        person: _Person = decoded(answer, _Profile).data
        if not ID.fullmatch(person.id):
            raise NotFound(f"X has no account {self._source.address}")
        self._api.count("login", 1)
        counts = person.public_metrics
        self._cursor["stated"] = counts.tweet_count or counts.post_count
        return person.id

    def _page(self, more: dict[str, str]) -> Page:
        what, number = self._source.what, self._cursor.get("account", "")
        path = _PATHS[what].format(number) if what in _PATHS else _SEARCH
        query = {} if what in _PATHS else {"query": self._query()}
        page: Page = decoded(
            self._api.get(path, {**FIELDS, **query, "max_results": str(PAGE), **more}), Page
        )
        self._api.count("fetch" if what == "account" else what, len(page.data))
        return page

    def _query(self) -> str:
        address = self._source.address.strip()
        match self._source.what:
            case "thread":
                return f"conversation_id:{self._cursor['account']}"
            case "hashtag":
                return f"#{address.lstrip('#')} -is:retweet"
            case _:
                return f"({address}) -is:retweet"

    def _since(self, after: str) -> dict[str, str]:
        """From where on to ask. A search reaches a week back, and refuses older ids."""
        if not after or self._source.what in _PATHS:
            return {"since_id": after} if after else {}
        seen = times.of_id(int(after))
        if seen and seen > self._began:
            return {"since_id": after}
        return {"start_time": self._began.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _unseen(self) -> Iterator[Item]:
        """What a search no longer reaches, where the last visit was more than a week ago."""
        visited = times.moment(self._cursor.get("visited", ""))
        if self._source.what not in _PATHS and visited and visited < self._began:
            yield Missing(visited, self._began, "rolled-over", "X searches the last week only")
        self._cursor["visited"] = self._now.isoformat()

    def _top(self) -> list[Item]:
        known = self._cursor.get("newest", "")
        page = self._page(self._since(known))
        items = list(self._unseen())
        ids = ids_of(page)
        if page.meta.next_token and ids:
            items.extend(self._below(ids, known))
        self._cursor["newest"] = str(max([int(known or 0), *ids]) or "")
        return [*items, *self._items(page)]

    def _below(self, ids: list[int], known: str) -> Iterator[Item]:
        """What is older than the first page: to be walked, unless others' words are read for the first time."""
        if known or self._source.what in ("account", "thread"):
            self._cursor["walks"].insert(0, [str(min(ids)), known])
        else:
            detail = "read from now on: what others said before is not asked for"
            yield Missing(None, times.of_id(min(ids)), "page-limit", detail)

    def _step(self) -> list[Item]:
        before, after = self._cursor["walks"][0]
        reached = times.of_id(int(before))
        if self._source.what not in _PATHS and reached and reached < self._began:
            del self._cursor["walks"][0]
            since = times.of_id(int(after)) if after else None
            return [Missing(since, reached, "rolled-over", "X searches the last week only")]
        page = self._page({"until_id": before, **self._since(after)})
        ids = ids_of(page)
        if ids and page.meta.next_token and min(ids) < int(before):
            self._cursor["walks"][0] = [str(min(ids)), after]
        else:
            del self._cursor["walks"][0]
        return self._items(page)

    def _items(self, page: Page) -> list[Item]:
        self._cursor["counted"] = self._cursor.get("counted", 0) + len(page.data)
        return items_of(page)

    def _told(self) -> Iterator[Item]:
        """The number of posts the account states, held once against those seen."""
        stated, seen = self._cursor.pop("stated", 0), self._cursor.get("counted", 0)
        if self._source.what == "account" and seen < stated:
            detail = f"the account states {stated} posts, {seen} could be seen"
            yield Missing(None, self._now, "fewer-than-stated", detail)

    def _to_ask(self) -> list[str]:
        known = {_number(alias) for alias, _ in self._source.known} - {""}
        newest = sorted(known, key=int, reverse=True)[: ASKED // 2]
        others = known.difference(newest)
        most = ASKED - len(newest)
        share = turn.share(
            self._source, self._cursor, most, wanted=lambda alias: _number(alias) in others
        )
        return [*newest, *map(_number, share)]

    def _gone(self) -> Iterator[Item]:
        """Deletions among the newest known posts and a few others in turn, once a UTC day: within one nothing is
        charged twice."""
        today = self._now.date().isoformat()
        if self._cursor.get("asked") == today or not (wanted := self._to_ask()):
            return
        self._cursor["asked"] = today
        answer = self._api.get("/2/tweets", {"ids": ",".join(wanted)})
        page: Page = decoded(answer, Page)
        self._api.count("deletions", len(page.data))
        for trouble in page.errors:
            found = trouble.resource_id or trouble.value
            if trouble.is_absence() and found in wanted:
                evidence = msgspec.json.encode(trouble)
                yield Gone(evidence, JSON, (f"x:{found}",), None, f"x:{found}")


def _number(alias: str) -> str:
    """The id in a post's name, or ``""``."""
    number = alias.removeprefix("x:")
    return number if ID.fullmatch(number) else ""
