"""Jetstream: what happens in the network as small JSON events, chosen by account and kind. They bear no signatures.

Source: github.com/bluesky-social/jetstream, README, the events of `/subscribe` (2026). A cursor is a time in
microseconds; a server goes back a day.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from tilstede.networks.bluesky import names, parse
from tilstede.networks.bluesky.authors import Authors
from tilstede.networks.bluesky.names import Record
from tilstede.networks.bluesky.reading import Refusal, load, part
from tilstede.networks.bluesky.record import to_post
from tilstede.networks.bluesky.taking import TAKEN
from tilstede.networks.kit.contract import Cursor, Gone, Item, Seen, SetAside

#: More are not taken in one address.
MOST_WANTED: Final = 10_000
#: How far another server's clock may be off (microseconds): so far back is begun after a change of servers.
_OVERLAP: Final = 10_000_000
_REMEMBERED: Final = 5_000
_encode: Final = msgspec.json.Encoder().encode


class Jetstream:
    """Reads events. ``cursor``: as it was kept."""

    def __init__(self, url: str, authors: Authors, cursor: Cursor) -> None:
        self._url = url
        self._authors = authors
        self._server = urlsplit(url).netloc
        held = cursor.get("time_us")
        self._time = held if isinstance(held, int) else 0
        self._same = cursor.get("server") == self._server
        self._met: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    @property
    def address(self) -> str:
        """With what is asked for, from the cursor on."""
        wanted: list[tuple[str, str]] = [
            ("wantedCollections", kind) for kind in sorted({*TAKEN, names.PROFILE})
        ]
        wanted += [("wantedDids", did) for did in sorted(self._authors.wanted)[:MOST_WANTED]]
        if self._time:
            back = 0 if self._same else _OVERLAP
            wanted.append(("cursor", str(self._time - back)))
        return f"{self._url}?{urlencode(wanted)}"

    @property
    def cursor(self) -> Cursor:
        return {"time_us": self._time, "server": self._server} if self._time else {}

    def items(self, message: str | bytes) -> Iterator[Item]:
        """What an event says; most say nothing that is taken in."""
        raw = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
        try:
            event = load(raw)
        except Refusal as error:
            yield SetAside("an event", error.reason, error.detail)
            return
        did, commit = event.get("did"), part(event, "commit")
        time = event.get("time_us")
        if isinstance(time, int):
            self._time = max(self._time, time)
        if not isinstance(did, str) or not self._authors.is_wanted(did):
            return
        if event.get("kind") != "commit" or commit.get("collection") == names.PROFILE:
            self._authors.forget(did)
        elif commit.get("collection") in TAKEN and self._is_new(did, commit):
            yield from self._item(raw, event, did, commit)

    def _is_new(self, did: str, commit: Mapping[str, Any]) -> bool:
        """A server tells some events twice, when we come back to it."""
        key = (did, str(commit.get("rev")), str(commit.get("rkey")))
        if key in self._met:
            return False
        self._met[key] = None
        if len(self._met) > _REMEMBERED:
            self._met.popitem(last=False)
        return True

    def _item(
        self, raw: bytes, event: dict[str, Any], did: str, commit: dict[str, Any]
    ) -> Iterator[Item]:
        at = names.record(f"at://{did}/{commit.get('collection')}/{commit.get('rkey')}")
        if at is None:
            yield SetAside(did, "no-id", "no key of a record")
        elif commit.get("operation") == "delete":
            yield Gone(raw, parse.JSON, names.aliases(at), where=at.uri)
        else:
            yield self._seen(raw, event, at)

    def _seen(self, raw: bytes, event: dict[str, Any], at: Record) -> Item:
        """The event with its author, each as it came."""
        author = self._authors.of(at.did).profile
        try:
            post = to_post(parse.found_in({"event": event, "author": author}, "api"))
        except Refusal as error:
            return SetAside(at.uri, error.reason, error.detail)
        kept = b'{"event":%s,"author":%s}' % (raw, _encode(author))
        return Seen(kept, parse.JSON, post, at.uri)
