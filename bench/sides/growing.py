"""tilstede takes in a stretch of the collection, in the data folder it was set up in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bench.sides.clock import timed
from bench.sides.parsing import parsed
from bench.sides.stretch import Line, note, segments
from tilstede.intake import pump
from tilstede.record import checkpoint


def tilstede(begin: int, end: int, size: int, log: str) -> dict[str, Any]:
    """Posts ``begin`` up to ``end``; each segment is timed and told of in the log."""
    total = 0.0
    for first, last, raw in segments(begin, end, size):
        told: dict[str, Any] = {}
        count = 0
        with timed(told):
            for batch in pump.in_batches(parsed("x", raw)):
                count += pump.take(batch, now=datetime.now(UTC)).taken
        taken = told if count == last - first else None
        note(log, Line(first, last, taken))
        total += told["seconds"]
    checkpoint.make(now=datetime.now(UTC))
    return {"seconds": total}
