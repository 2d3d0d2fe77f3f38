"""The SDK (atproto) decodes the same bytes, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from atproto import CAR, models, parse_subscribe_repos_message
from atproto_subscription.frames import Frame

from bench.sides.clock import timed


def blocks(path: str) -> dict[str, Any]:
    """A repository's blocks, as dictionaries."""
    data = Path(path).read_bytes()
    told: dict[str, Any] = {}
    with timed(told):
        found = CAR.from_bytes(data)
    assert found.blocks
    return told


def records(path: str, count: int) -> dict[str, Any]:
    """The same, and its posts as the SDK's records, as its users read them."""
    data = Path(path).read_bytes()
    told: dict[str, Any] = {}
    with timed(told):
        found = [
            models.get_or_create(block, strict=False)
            for block in CAR.from_bytes(data).blocks.values()
            if "$type" in block
        ]
    assert len(found) == count
    return told


def frames(path: str, count: int) -> dict[str, Any]:
    """Frames, each with its blocks and its post as a record."""
    every: list[bytes] = msgspec.msgpack.decode(Path(path).read_bytes())
    told: dict[str, Any] = {}
    read = 0
    with timed(told):
        for frame in every:
            commit = parse_subscribe_repos_message(Frame.from_bytes(frame))
            car = CAR.from_bytes(commit.blocks)
            for operation in commit.ops:
                models.get_or_create(car.blocks[operation.cid], strict=False)
                read += 1
    assert read == count
    return told
