"""tilstede takes posts in, as an import or a visit does, in the data folder it was set up in."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bench.sides.clock import timed
from bench.sides.parsing import parsed
from tilstede.intake import imports, pump
from tilstede.networks.kit import registry


def archive(path: str, count: int) -> dict[str, Any]:
    """An X archive in a folder, as `tilstede import` takes it in (languages are found afterwards, by a task)."""
    registry.all_networks()
    told: dict[str, Any] = {"posts": count}
    with timed(told):
        tally = imports.import_paths([Path(path)])
    assert tally.taken == count, tally.line()
    return told


def statuses(path: str, count: int) -> dict[str, Any]:
    """Statuses as Mastodon's API answers with, of many accounts."""
    lines = Path(path).read_bytes().splitlines()[:count]
    registry.all_networks()
    told: dict[str, Any] = {"posts": count}
    taken = 0
    with timed(told):
        for batch in pump.in_batches(parsed("mastodon", lines)):
            taken += pump.take(batch, now=datetime.now(UTC)).taken
    assert taken == count, taken
    return told


def single(path: str, count: int) -> dict[str, Any]:
    """One post, one durable commit, again and again."""
    export = registry.get("x").open_export(Path(path))
    assert export
    told: dict[str, Any] = {"posts": count}
    with timed(told):
        for item in islice(export.items(), count):
            pump.take([item], now=datetime.now(UTC))
    return told
