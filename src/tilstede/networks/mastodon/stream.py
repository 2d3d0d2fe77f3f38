"""What is said, as it happens (docs.joinmastodon.org/methods/streaming, 4.6, 2026): server-sent events.

A stream begins when it is opened: what was said before is not in it, so `fetch` is to be asked once more when it is
open. Streams are asked for own accounts, for what is said to them, and for hashtags, on the server of a connected
account. snac and GoToSocial (over this way) have none.

The cursor::

    met       numbers of the statuses told of, the newest `MET`, so that a deletion of one of them is known
    edits     as in `walking`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from tilstede.networks.kit import eventstream
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Gone,
    Item,
    NotFound,
    NotUnderstood,
    SetAside,
    Source,
    Unreachable,
)
from tilstede.networks.kit.eventstream import Event
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.api import Api, base_of
from tilstede.networks.mastodon.asking import Server
from tilstede.networks.mastodon.heard import Notification, server_of
from tilstede.networks.mastodon.page import Entry, Pages, opened, order
from tilstede.networks.mastodon.parse import JSON
from tilstede.networks.mastodon.status import author_of
from tilstede.networks.mastodon.walking import EDITS

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

MET: Final = 500
_TELLS: Final = frozenset({"update", "status.update"})


def stream(source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
    """:raises NotFound: there is no stream of this, or the server has none. :raises NetworkError:"""
    path, params = _asked(source)
    server = server_of(source, http)
    token = source.access.secrets.get("token", "") if source.access else ""
    listening = _Listening(source, server, Api(http, server.base, token=token, now=now()))
    headers = {"Authorization": f"Bearer {token}"}
    with http.stream(_base(server) + path, headers=headers, params=params) as pieces:
        yield Batch((), listening.committed())  # from now on nothing is missed
        for event in eventstream.events(pieces):
            yield Batch(tuple(listening.items(event)), listening.committed())
    raise Unreachable(f"{server.host} ended the stream")


def _asked(source: Source) -> tuple[str, dict[str, str]]:
    match source.what:
        case "mentions":
            return "/api/v1/streaming/user/notification", {}
        case "hashtag":
            return "/api/v1/streaming/hashtag", {"tag": source.address.lstrip("#")}
        case "account" if source.access and source.access.account_id == source.account_id:
            return "/api/v1/streaming/user", {}
        case _:
            raise NotFound("Mastodon streams own accounts, what is said to them, and hashtags")


def _base(server: Server) -> str:
    """Where the server says that it streams, often a host of its own; else the server itself."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        try:
            found = server.fields(server.get(path))
        except (NotFound, NotUnderstood):
            continue
        told = found.object("configuration").object("urls").name("streaming")
        told = told or found.object("urls").name("streaming_api")
        if told:
            scheme, _, rest = told.partition("://")
            return base_of(f"{'http' if scheme in ('ws', 'http') else 'https'}://{rest}")
    return server.base


class _Listening:
    """What came of a stream so far."""

    def __init__(self, source: Source, server: Server, api: Api) -> None:
        self._source = source
        self._server = server
        self._api = api
        self._own = source.account_id if source.what == "account" else ""
        self._cursor: Cursor = deepcopy(source.cursor)
        self._met: dict[str, None] = dict.fromkeys(self._cursor.get("met", ()))
        self._gone: set[str] = set()

    def committed(self) -> Cursor:
        """The cursor as it stands after what was told last."""
        return {"met": list(self._met), "edits": dict(self._cursor.get("edits", {}))}

    def items(self, event: Event) -> list[Item]:
        """What the event tells: a status, an edit, a deletion; nothing for all else."""
        if event.name == "delete":
            return self._deleted(event.data.decode("utf-8", "replace").strip())
        status = event.data if event.name in _TELLS else _mention(event)
        if not status:
            return []
        (entry,) = opened([status], self._server.host)
        if isinstance(entry, SetAside):
            return [entry]
        if entry.number in self._gone or not self._is_ours(entry):
            return []
        self._meet(entry)
        return self._told(entry)

    def _told(self, entry: Entry) -> list[Item]:
        state: Cursor = {"domain": self._server.domain, "edits": self._cursor.get("edits", {})}
        items = Pages(self._api, "", state).items([entry], after=None)
        kept = sorted(state["edits"].items(), key=lambda pair: order(pair[0]))[-EDITS:]
        self._cursor["edits"] = dict(kept)
        return items

    def _is_ours(self, entry: Entry) -> bool:
        """The stream of an account holds what it follows, too."""
        if not self._own:
            return True
        return author_of(entry.answer.account, {}, domain=self._server.domain).id == self._own

    def _meet(self, entry: Entry) -> None:
        self._met.pop(entry.number, None)
        self._met[entry.number] = None
        if len(self._met) > MET:
            del self._met[next(iter(self._met))]

    def _deleted(self, number: str) -> list[Item]:
        """Only of what was told of here: the number of another's post says nothing to us."""
        if number not in self._met:
            return []
        del self._met[number]
        self._gone.add(number)
        raw = json.dumps({"event": "delete", "payload": number, "server": self._server.host})
        alias = names.local(self._server.host, number)
        return [Gone(raw.encode(), JSON, (alias,), where=alias)]


def _mention(event: Event) -> bytes:
    """The status of a notification of a mention."""
    if event.name != "notification":
        return b""
    try:
        told = msgspec.json.decode(event.data, type=Notification)
    except msgspec.DecodeError:
        return b""
    status = bytes(told.status)
    return status if told.type == "mention" and status != b"null" else b""
