"""The large collections that searches and proofs are measured on: made once for a size, and kept.

All hold the same posts in the same order: tweets of many accounts (`elements.told`). A build that was interrupted
goes on where it stopped. tilstede's and the bare one's are filled turn by turn and timed on the way, which shows what
capture costs on top of a full record.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from bench.measure import Side, once
from bench.plan import Plan
from bench.posts import SEGMENT
from bench.sides.stretch import Line

#: Posts that a side takes in at a stretch: segments enough that starting a process does not matter.
STEP = 5 * SEGMENT
_decode = msgspec.json.Decoder(Line).decode_lines


def tilstede(plan: Plan) -> str:
    """The data folder of tilstede's, filled, with a checkpoint."""
    _fill(plan)
    return str(_data(plan))


def bare(plan: Plan) -> str:
    """The bare database, filled."""
    _fill(plan)
    return str(_bare(plan))


def tantivy(plan: Plan) -> str:
    """tantivy's index of the bare database's posts, filled."""
    index = plan.path("tantivy")
    done = plan.path("tantivy.done")
    if not done.exists():
        given = {"collection": bare(plan), "index": str(index)}
        once(Side("tantivy", "tantivy_index:build", given, peer=True))
        done.touch()
    return str(index)


def timings(plan: Plan) -> dict[str, dict[int, float]]:
    """For each side: where each segment began -> seconds it took."""
    found: dict[str, dict[int, float]] = {"tilstede": {}, "bare": {}}
    for line in _lines(plan):
        if line.seconds is not None:
            found[line.side][line.begin] = line.seconds
    return found


def _fill(plan: Plan) -> None:
    while True:
        done = {side: _done(plan, side) for side in ("tilstede", "bare")}
        if all(count >= plan.size for count in done.values()):
            return
        side = min(done, key=done.__getitem__)
        begin = done[side]
        print(f"making the collection of {side}: {begin:,} of {plan.size:,}", file=sys.stderr)
        once(_builder(plan, side, begin))


def _builder(plan: Plan, side: str, begin: int) -> Side:
    end = min(begin + STEP, plan.size)
    given = {"begin": begin, "end": end, "size": plan.size, "log": str(_log(plan))}
    if side == "tilstede":
        return Side(side, "growing:tilstede", given, data=str(_data(plan)))
    return Side(side, "growing_bare:bare", given | {"path": str(_bare(plan))})


def _done(plan: Plan, side: str) -> int:
    return max([line.end for line in _lines(plan) if line.side == side], default=0)


def _lines(plan: Plan) -> list[Line]:
    path = _log(plan)
    return _decode(path.read_bytes()) if path.exists() else []


def _log(plan: Plan) -> Path:
    return plan.path("collections.jsonl")


def _data(plan: Plan) -> Path:
    return plan.path("tilstede/x").parent


def _bare(plan: Plan) -> Path:
    return plan.path("bare.sqlite3")
