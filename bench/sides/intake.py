"""tilstede takes posts in, as an import or a visit does, in the data folder it was set up in."""

from __future__ import annotations

import resource
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bench.sides.clock import timed
from tilstede.intake import imports, pump
from tilstede.networks.kit import registry


def taken(path: str, count: int) -> dict[str, Any]:
    """A takeout, as `tilstede import` takes it in (languages are found afterwards, by a task).

    ``beside``: the peak memory of the process that read it, which is told as if it had come at the same moment as ours.
    """
    list(registry.all_networks())  # loaded before the clock starts
    told: dict[str, Any] = {"posts": count}
    with timed(told):
        tally = imports.import_paths([Path(path)])
    assert tally.taken == count, tally.line()
    told["beside"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
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
