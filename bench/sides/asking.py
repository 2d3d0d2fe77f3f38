"""Searches put to a side one after the other. Standard library alone: other programs' environments have no more."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Query = dict[str, Any]
Find = Callable[[Query], list[int]]


def asked(path: str, warming: int, find: Find) -> dict[str, Any]:
    """Seconds and hits of each search, by class. The first ``warming`` of each class are not counted."""
    times: dict[str, list[float]] = {}
    hits: dict[str, list[list[int]]] = {}
    for query in json.loads(Path(path).read_text()):
        started = time.perf_counter()
        found = find(query)
        times.setdefault(query["kind"], []).append(time.perf_counter() - started)
        hits.setdefault(query["kind"], []).append(found)
    counted = {kind: seconds[warming:] for kind, seconds in times.items()}
    return {"seconds": sum(map(sum, counted.values())), "times": counted, "hits": hits}
