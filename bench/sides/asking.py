"""Searches put to a side one after the other. Standard library alone: other programs' environments have no more."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Query = dict[str, Any]
Find = Callable[[Query], list[int]]


#: Seconds after which no more searches of a class are asked: some sides take half a minute for one.
PATIENCE = 120.0


def asked(path: str, warming: int, find: Find) -> dict[str, Any]:
    """Seconds and hits of each search, by class. The first ``warming`` of each class are not counted.

    Of a class that takes too long as many are counted as were asked.
    """
    times: dict[str, list[float]] = {}
    hits: dict[str, list[list[int]]] = {}
    for query in json.loads(Path(path).read_text()):
        taken = times.setdefault(query["kind"], [])
        if sum(taken) > PATIENCE:
            continue
        started = time.perf_counter()
        found = find(query)
        taken.append(time.perf_counter() - started)
        hits.setdefault(query["kind"], []).append(found)
    counted = {kind: taken[warming:] or taken for kind, taken in times.items()}
    return {"seconds": sum(map(sum, counted.values())), "times": counted, "hits": hits}
