"""Jetstream's second protocol: events counted by the server, and packed with a dictionary that the server itself gives.

Source: the lexicons network.bsky.jetstream.subscribeEvents and .getZstdDictionary, as the SDK (atproto 0.0.73) has them
(read 23 November 2026). A cursor is the number of an event on that server; on another it is begun with a time.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import zstandard

from tilstede.networks.bluesky.authors import Authors
from tilstede.networks.bluesky.jetstream import COLLECTIONS, IN_ADDRESS, Jetstream, microseconds
from tilstede.networks.bluesky.reading import MAX_BYTES, Refusal, load, moment_of, part
from tilstede.networks.kit.contract import (
    Cursor,
    Item,
    Missing,
    NetworkError,
    NotUnderstood,
    SetAside,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

METHOD: Final = "network.bsky.jetstream.subscribeEvents"
_DICTIONARY: Final = "network.bsky.jetstream.getZstdDictionary"
#: How a dictionary begins (RFC 8878, section 5), and with which number.
_MAGIC: Final = 0xEC30A437
#: What a server says where it cannot go on from the cursor.
_SKIPPED: Final = frozenset({"OutdatedCursor", "FutureCursor"})


class JetstreamTwo(Jetstream):
    """Reads frames. ``dictionary``: see `dictionary_of`."""

    protocol = "xrpc.v1.json"

    def __init__(
        self,
        url: str,
        authors: Authors,
        cursor: Cursor,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        dictionary: bytes = b"",
    ) -> None:
        super().__init__(url, authors, cursor, now)
        held = cursor.get("seq") if self._same else None
        self._seq = held if isinstance(held, int) else 0
        self._packed = number_of(dictionary)
        given = zstandard.ZstdCompressionDict(dictionary) if self._packed else None
        self._unpack = zstandard.ZstdDecompressor(dict_data=given).decompress

    @property
    def wanted(self) -> list[str]:
        """As many as an address holds; of more all is heard and chosen from here, since no message is taken."""
        found = super().wanted
        return found if len(found) <= IN_ADDRESS else []

    @property
    def address(self) -> str:
        told: list[tuple[str, str]] = [
            ("kinds", kind) for kind in ("commit", "identity", "account")
        ]
        told += [("collections", kind) for kind in COLLECTIONS]
        told += [("dids", did) for did in self.wanted]
        if self._packed:
            told.append(("zstdDictionary", str(self._packed)))
        if place := self._seq or self._time:
            told.append(("cursor", str(place)))
        return f"{self._url}?{urlencode(told)}"

    @property
    def greeting(self) -> str:
        return ""

    @property
    def cursor(self) -> Cursor:
        return super().cursor | ({"seq": self._seq} if self._seq else {})

    def skipped(self) -> Missing | None:
        """The server says so itself."""
        return None

    def forget_place(self) -> Missing:
        """The server will not go on from there: it is gone on from now."""
        found = Missing(
            self._heard, self._now(), "stream-lost", "the server has forgotten the place"
        )
        self._seq = self._time = 0
        return found

    def items(self, message: str | bytes) -> Iterator[Item]:
        """:raises NotUnderstood: the server says that it cannot go on."""
        try:
            raw = self._raw(message)
            frame = load(raw)
        except Refusal as error:
            yield SetAside("a frame", error.reason, error.detail)
            return
        if frame.get("$type") == "error":
            raise NotUnderstood(f"{self._server}: {frame.get('error')}: {frame.get('message')}")
        event = part(frame, "payload")
        kind = str(event.get("$type", "")).removeprefix(f"{METHOD}#")
        if kind == "info":
            yield from self._informed(event)
        elif self._counted(event):
            yield from self._said(raw, frame, kind, event.get("did"), event)

    def _raw(self, message: str | bytes) -> bytes:
        """:raises Refusal: it cannot be unpacked."""
        if isinstance(message, str):
            return message.encode("utf-8", "surrogatepass")
        try:
            return self._unpack(message, max_output_size=MAX_BYTES)
        except zstandard.ZstdError as error:
            raise Refusal("unreadable-member", f"not to be unpacked: {error}") from error

    def _counted(self, event: dict[str, Any]) -> bool:
        """False for what was told before: a server goes on with the event that the cursor names."""
        seq = event.get("seq")
        if isinstance(seq, int):
            if seq <= self._seq:
                return False
            self._seq = seq
        moment = moment_of(event.get("witnessedAt") or event.get("time"))
        if moment is not None:
            self._time = max(self._time, microseconds(moment))
        return True

    def _informed(self, event: dict[str, Any]) -> Iterator[Item]:
        if event.get("name") in _SKIPPED:
            said = event.get("message")
            yield Missing(
                self._heard, self._now(), "stream-lost", said if isinstance(said, str) else ""
            )
            self._seq = 0  # the next event counts, whatever its number


def dictionary_of(url: str, http: Http) -> bytes:
    """What a server packs with now; nothing where it does not tell, and then nothing is packed."""
    parts = urlsplit(url)
    scheme = "https" if parts.scheme == "wss" else "http"
    try:
        found = http.get(f"{scheme}://{parts.netloc}/xrpc/{_DICTIONARY}").content
    except NetworkError:
        return b""
    return found if number_of(found) else b""


def number_of(dictionary: bytes) -> int:
    """The number a dictionary bears; 0 where it is none."""
    if len(dictionary) < 8:
        return 0
    magic, number = struct.unpack("<II", dictionary[:8])
    return int(number) if magic == _MAGIC else 0
