"""Jetstream: what happens in the network as small JSON events, chosen by account and kind. They bear no signatures.

Source: github.com/bluesky-social/jetstream, README, the events of `/subscribe` (2026). A cursor is a time in
microseconds; a server goes back a day. What is asked for stands in the address, or, where that would grow too long, in
a message that the server waits for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from tilstede.networks.bluesky import names, parse
from tilstede.networks.bluesky.authors import Authors
from tilstede.networks.bluesky.names import Record
from tilstede.networks.bluesky.reading import Refusal, load, part
from tilstede.networks.bluesky.record import to_post
from tilstede.networks.bluesky.taking import TAKEN
from tilstede.networks.kit.contract import Cursor, Gone, Item, Missing, Seen, SetAside

#: More are not asked for: all are heard then, and chosen from here.
MOST_WANTED: Final = 10_000
#: More are asked for in a message: addresses of some thousand characters are refused on the way.
IN_ADDRESS: Final = 100
#: A place older than the first is no longer known to a server; it is gone on from the second.
_FORGOTTEN: Final = timedelta(hours=24)
_KEPT: Final = timedelta(hours=23)
#: How far another server's clock may be off (microseconds): so far back is begun after a change of servers.
_OVERLAP: Final = 10_000_000
#: Where nothing was said, all is known up to so long ago; our clock and theirs may differ.
_SURE: Final = timedelta(minutes=10)
_REMEMBERED: Final = 5_000
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_encode: Final = msgspec.json.Encoder().encode
COLLECTIONS: Final = tuple(sorted({*TAKEN, names.PROFILE}))


class Jetstream:
    """Reads events. ``cursor``: as it was kept."""

    protocol = ""  #: within the web socket

    def __init__(
        self,
        url: str,
        authors: Authors,
        cursor: Cursor,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url = url
        self._authors = authors
        self._now = now
        self._server = urlsplit(url).netloc
        held = cursor.get("time_us")
        self._time = held if isinstance(held, int) else 0
        self._same = cursor.get("server") == self._server
        self._met: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    @property
    def wanted(self) -> list[str]:
        """Ids that the server is to choose by; none for all."""
        found = self._authors.wanted
        return sorted(found) if len(found) <= MOST_WANTED else []

    @property
    def address(self) -> str:
        """With what is asked for, from the cursor on."""
        asked: list[tuple[str, str]] = []
        if self.greeting:
            asked.append(("requireHello", "true"))
        else:
            asked += [("wantedCollections", kind) for kind in COLLECTIONS]
            asked += [("wantedDids", did) for did in self.wanted]
        if self._time:
            back = 0 if self._same else _OVERLAP
            asked.append(("cursor", str(self._time - back)))
        return f"{self._url}?{urlencode(asked)}"

    @property
    def greeting(self) -> str:
        """The message by which many accounts are asked for."""
        if len(self.wanted) <= IN_ADDRESS:
            return ""
        told = {"wantedCollections": COLLECTIONS, "wantedDids": self.wanted}
        return _encode({"type": "options_update", "payload": told}).decode()

    @property
    def cursor(self) -> Cursor:
        return {"time_us": self._time, "server": self._server} if self._time else {}

    def skipped(self) -> Missing | None:
        """What the server cannot tell any more, as far as that is known before it is asked."""
        last, first = self._heard, self._now() - _KEPT
        if last is None or self._now() - last <= _FORGOTTEN:
            return None
        self._time = microseconds(first)
        return Missing(last, first, "stream-lost", "the server goes back a day")

    def rested(self) -> None:
        """Nothing was said for a while, so all is known up to shortly ago; else a place where nothing happened would
        grow too old to go on from."""
        self._time = max(self._time, microseconds(self._now() - _SURE))

    @property
    def _heard(self) -> datetime | None:
        return _BEGINNING + timedelta(microseconds=self._time) if self._time else None

    def items(self, message: str | bytes) -> Iterator[Item]:
        """What an event says; most say nothing that is taken in."""
        raw = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
        try:
            event = load(raw)
        except Refusal as error:
            yield SetAside("an event", error.reason, error.detail)
            return
        time = event.get("time_us")
        if isinstance(time, int):
            self._time = max(self._time, time)
        kind = str(event.get("kind"))
        yield from self._said(raw, event, kind, event.get("did"), part(event, "commit"))

    def _said(
        self, raw: bytes, event: dict[str, Any], kind: str, did: Any, commit: dict[str, Any]
    ) -> Iterator[Item]:
        if not isinstance(did, str) or not self._authors.is_wanted(did):
            return
        if kind != "commit" or commit.get("collection") == names.PROFILE:
            self._authors.forget(did)
        elif commit.get("collection") in TAKEN and self._is_new(did, commit):
            yield self._item(raw, event, did, commit)

    def _is_new(self, did: str, commit: Mapping[str, Any]) -> bool:
        """A server tells some events twice, when we come back to it."""
        key = (did, str(commit.get("rev")), str(commit.get("rkey")))
        if key in self._met:
            return False
        self._met[key] = None
        if len(self._met) > _REMEMBERED:
            self._met.popitem(last=False)
        return True

    def _item(self, raw: bytes, event: dict[str, Any], did: str, commit: dict[str, Any]) -> Item:
        at = names.record(f"at://{did}/{commit.get('collection')}/{commit.get('rkey')}")
        if at is None:
            return SetAside(did, "no-id", "no key of a record")
        if commit.get("operation") == "delete":
            return Gone(raw, parse.JSON, names.aliases(at), where=at.uri)
        return self._seen(raw, event, at)

    def _seen(self, raw: bytes, event: dict[str, Any], at: Record) -> Item:
        """The event with its author, each as it came."""
        author = self._authors.of(at.did).profile
        try:
            post = to_post(parse.found_in({"event": event, "author": author}, "api"))
        except Refusal as error:
            return SetAside(at.uri, error.reason, error.detail)
        kept = b'{"event":%s,"author":%s}' % (raw, _encode(author))
        return Seen(kept, parse.JSON, post, at.uri)


def microseconds(moment: datetime) -> int:
    return (moment - _BEGINNING) // timedelta(microseconds=1)
