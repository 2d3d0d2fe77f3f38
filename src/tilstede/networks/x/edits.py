"""Tweets that were edited: X keeps each version as a tweet of its own, and archives in any order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from tilstede.networks.x.spool import Spool


class Version(NamedTuple):
    """``raw``, ``note``: the bytes of the tweet and of its long text. ``where``, ``base``: its
    file.
    """

    raw: bytes
    note: bytes | None
    where: str
    base: str


class Edits:
    """Versions kept until all are known, then handed out the oldest first."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._ids: list[int] = []

    def add(self, tweet_id: int, version: Version) -> None:
        self._spool.add(msgspec.msgpack.encode(version))
        self._ids.append(tweet_id)

    def ordered(self) -> Iterator[Version]:
        for number in sorted(range(len(self._ids)), key=self._ids.__getitem__):
            yield msgspec.msgpack.decode(self._spool.get(number), type=Version)

    def close(self) -> None:
        self._spool.close()
