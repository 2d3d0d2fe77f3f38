"""tilstede takes in what a repository and a firehose hold, each signature held to its key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench import repositories
from bench.sides.clock import timed
from tilstede.intake import imports, pump
from tilstede.intake.tally import Tally
from tilstede.networks.bluesky import identity
from tilstede.networks.bluesky.authors import Authors, Writer
from tilstede.networks.bluesky.firehose import Firehose
from tilstede.networks.bluesky.stream import BATCH
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Item
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.profiles.bluesky import Places


def taken(path: str, count: int) -> dict[str, Any]:
    """A repository's file, as `tilstede import` takes it in."""
    list(registry.all_networks())  # loaded before the clock starts
    told: dict[str, Any] = {"posts": count}
    with timed(told):
        tally = imports.import_paths([Path(path)])
    assert tally.taken == count, tally.line()
    return told


def frames(path: str, count: int) -> dict[str, Any]:
    """Frames as they come, in batches as a stream hands them over."""
    every: list[bytes] = msgspec.msgpack.decode(Path(path).read_bytes())
    told: dict[str, Any] = {"posts": count}
    with Http() as http:
        reader = Firehose("ws://localhost/", _Known(http), {})
        tally = Tally()
        with timed(told):
            for batch in _batches(reader, every):
                pump.take(batch, now=datetime.now(UTC), tally=tally)
    assert tally.taken == count, tally.line()
    return told


def _batches(reader: Firehose, every: list[bytes]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for frame in every:
        batch += reader.items(frame)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


class _Known(Authors):
    """The one account, without a directory to ask."""

    def __init__(self, http: Http) -> None:
        super().__init__((), http, Places())
        document = repositories.Account().document
        whose = identity.Identity(
            repositories.DID, "fjordvik.example", "", identity.key_in(document)
        )
        self._writer = Writer(identity.profile(whose, {}), whose.key)

    def of(self, did: str) -> Writer:
        return self._writer
