"""tilstede listens to Jetstream and records what it hears, as long as it lasts: one thread listens, one writes, as in
`intake.streams`."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from tilstede.intake import pump
from tilstede.intake.listeners import Found, Listener, Told
from tilstede.intake.tally import Tally
from tilstede.networks.bluesky import identity
from tilstede.networks.bluesky.authors import Authors, Writer
from tilstede.networks.bluesky.jetstream import Jetstream
from tilstede.networks.bluesky.stream import batches
from tilstede.networks.kit.contract import Item, Seen, Source, Unreachable
from tilstede.networks.kit.guarded.websocket import WebSocket
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.profiles.bluesky import Places

#: Seconds without a word after which what has not come is lost.
_SILENCE = 120.0


def listened(url: str, count: int) -> dict[str, Any]:
    """How long the events of each batch took from when they were said to when they were committed: the middle one and
    the slowest; and the memory after each."""
    lags: list[tuple[float, float]] = []
    held: list[int] = []
    tally, worked, begun = Tally(), time.process_time(), time.perf_counter()
    found = _Told()
    threading.Thread(target=_listen, args=(url, found), daemon=True).start()
    heard = begun
    while tally.taken < count and time.perf_counter() - heard < _SILENCE:
        told = found.next()
        if not isinstance(told, Told) or not told.batch.items:
            continue
        pump.take(told.batch.items, now=datetime.now(UTC), tally=tally)
        now, heard = time.time(), time.perf_counter()
        each = [now - _said(item) for item in told.batch.items]
        lags.append((median(each), max(each)))
        held.append(_memory())
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "cpu": time.process_time() - worked,
        "taken": tally.taken,
        "ended": found.ended,
        "lags": lags,
        "held": held,
    }


class _Told(Found):
    """``ended``: how often the connection broke, and was opened again from where it was."""

    ended = 0


def _listen(url: str, found: _Told) -> None:
    listener = Listener("bluesky", Source("bluesky", ""), frozenset())
    with Http(["127.0.0.1:*"]) as http:
        reader = Jetstream(url, _Known(frozenset(), http, Places()), {})
        while True:
            with suppress(Unreachable), WebSocket(http, reader.address) as socket:
                for batch in batches(socket, reader):
                    while not found.put(Told(listener, batch)):
                        continue
            found.ended += 1


def _said(item: Item) -> float:
    assert isinstance(item, Seen)
    time_us: int = json.loads(item.raw)["event"]["time_us"]
    return time_us / 1e6


def _memory() -> int:
    """Bytes of this process's own memory: without the pages of files that are mapped, as the database's are
    (proc(5), RssAnon)."""
    (line,) = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("RssAnon:")
    ]
    return int(line.split()[1]) * 1024


class _Known(Authors):
    """Every account, without a directory to ask."""

    def of(self, did: str) -> Writer:
        return Writer(
            identity.profile(identity.Identity(did, f"{did[-20:]}.example", "", ""), {}), ""
        )
