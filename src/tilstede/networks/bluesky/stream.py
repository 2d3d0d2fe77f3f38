"""What accounts say as it happens: from Jetstream, or from a firehose with signatures.

``source.address``: the ids of the accounts, parted by spaces. Events come twice and late; both do no harm: a post is
one by its address, and an edit bears the time of its revision. What a stream misses comes with the next visit.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from tilstede.networks.bluesky.authors import Authors
from tilstede.networks.bluesky.firehose import METHOD as FIREHOSE
from tilstede.networks.bluesky.firehose import Firehose
from tilstede.networks.bluesky.jetstream import Jetstream
from tilstede.networks.bluesky.jetstream_two import METHOD as TWO
from tilstede.networks.bluesky.jetstream_two import JetstreamTwo, dictionary_of
from tilstede.networks.kit.contract import Batch, Cursor, Item, Missing, NotFound, Rejected, Source
from tilstede.networks.kit.guarded.websocket import WebSocket
from tilstede.networks.kit.profiles.bluesky import Places

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Where all listen, if the operator has not set TILSTEDE_BLUESKY_STREAM.
USUAL: Final = "wss://jetstream2.us-east.bsky.network/subscribe"
BATCH: Final = 500
#: Seconds that something waits at most before it is handed over, and between two signs of life.
_SOON: Final = 1.0
_ALIVE: Final = 20.0


class Reader(Protocol):
    """Understands what a server sends."""

    protocol: str

    @property
    def address(self) -> str: ...
    @property
    def greeting(self) -> str: ...
    def skipped(self) -> Missing | None: ...
    def rested(self) -> None: ...
    @property
    def cursor(self) -> Cursor: ...
    def items(self, message: str | bytes) -> Iterator[Item]: ...


def stream(
    source: Source, http: Http, where: Places, now: Callable[[], datetime]
) -> Iterator[Batch]:
    """Batches as they come, until the connection ends. :raises NetworkError:"""
    if source.what != "account":
        raise NotFound(f"Bluesky has no stream of {source.what}")
    url = os.environ.get("TILSTEDE_BLUESKY_STREAM", "").strip() or USUAL
    authors = Authors(source.address.split(), http, where)
    reader = _reader(url, authors, source.cursor, now, http)
    if gap := reader.skipped():
        yield Batch((gap,), reader.cursor)
    try:
        opened = WebSocket(http, reader.address, protocol=reader.protocol)
    except Rejected as error:
        if not (isinstance(reader, JetstreamTwo) and "CursorTooOld" in error.detail):
            raise
        yield Batch((reader.forget_place(),), reader.cursor)
        opened = WebSocket(http, reader.address, protocol=reader.protocol)
    with opened as socket:
        if reader.greeting:
            socket.send(reader.greeting)
        yield from batches(socket, reader)


def _reader(
    url: str, authors: Authors, cursor: Cursor, now: Callable[[], datetime], http: Http
) -> Reader:
    if FIREHOSE in url:
        return Firehose(url, authors, cursor)
    if TWO in url:
        return JetstreamTwo(url, authors, cursor, now, dictionary_of(url, http))
    return Jetstream(url, authors, cursor, now)


def batches(socket: WebSocket, reader: Reader) -> Iterator[Batch]:
    """What has come, handed over when it is much or has waited; and a sign of life when nothing has."""
    items: list[Item] = []
    silent = True
    begun = handed = time.monotonic()
    while True:
        message = socket.receive(
            max(0.0, (begun + _SOON if items else handed + _ALIVE) - time.monotonic())
        )
        if message is not None:
            silent = False
            for item in reader.items(message):
                begun = begun if items else time.monotonic()
                items.append(item)
        moment = time.monotonic()
        waited = bool(items) and moment - begun >= _SOON
        if len(items) >= BATCH or waited or moment - handed >= _ALIVE:
            if silent:
                reader.rested()
            yield Batch(tuple(items), reader.cursor)
            items, silent, handed = [], True, time.monotonic()
