"""The large collections that searches and proofs are measured on: made once for a size, and kept.

All hold the same posts in the same order: tweets of many accounts (`elements.told`). A build that was interrupted
goes on where it stopped. Those that are asked for together are filled turn by turn, and timed on the way: that shows
what capture costs on top of a full record.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from bench.measure import Side, once
from bench.plan import Plan
from bench.postgres import Server
from bench.posts import SEGMENT
from bench.sides.stretch import Line

#: Posts that a side takes in at a stretch: segments enough that starting a process does not matter.
STEP = 5 * SEGMENT

_decode = msgspec.json.Decoder(Line).decode_lines


def on_sqlite(plan: Plan) -> tuple[str, str]:
    """tilstede's data folder, filled and with a checkpoint, and the path of the bare database."""
    data, bare = plan.path("tilstede/x").parent, plan.path("bare.sqlite3")
    ours = Side("tilstede", "growing:tilstede", data=str(data))
    _fill(plan, ours, Side("bare", "growing_bare:bare", {"path": str(bare)}))
    return str(data), str(bare)


def on_postgres(plan: Plan, server: Server) -> tuple[Side, str]:
    """tilstede on PostgreSQL (a side to be given a function), and the address of the naive table."""
    data = str(plan.path("tilstede-postgres/x").parent)
    database = server.kept("tilstede_collection")
    ours = Side("tilstede on PostgreSQL", "growing:tilstede", data=data, database=database)
    naive = server.kept("naive_collection")
    _fill(plan, ours, Side("naive GIN", "growing_naive:naive", {"address": naive}))
    return ours, naive


def tantivy(plan: Plan) -> str:
    """tantivy's index of the bare database's posts, filled."""
    index = plan.path("tantivy")
    done = plan.path("tantivy.done")
    if not done.exists():
        _, bare = on_sqlite(plan)
        print("making the index of tantivy", file=sys.stderr)
        given = {"collection": bare, "index": str(index)}
        once(Side("tantivy", "tantivy_index:build", given, peer=True))
        done.touch()
    return str(index)


def timings(plan: Plan, side: str) -> dict[int, dict[str, float]]:
    """Where each segment began -> what it took that side, in seconds of clock and processor."""
    return {line.begin: line.taken for line in _lines(_log(plan, side)) if line.taken}


def _fill(plan: Plan, *sides: Side) -> None:
    while True:
        side = min(sides, key=lambda side: _done(_log(plan, side.name)))
        begin = _done(_log(plan, side.name))
        if begin >= plan.size:
            return
        print(f"making the collection of {side.name}: {begin:,} of {plan.size:,}", file=sys.stderr)
        end = min(begin + STEP, plan.size)
        log = str(_log(plan, side.name))
        given = {"begin": begin, "end": end, "size": plan.size, "log": log}
        once(replace(side, arguments=side.arguments | given))


def _done(log: Path) -> int:
    return max([line.end for line in _lines(log)], default=0)


def _lines(log: Path) -> list[Line]:
    return _decode(log.read_bytes()) if log.exists() else []


def _log(plan: Plan, side: str) -> Path:
    return plan.path(f"{side}.jsonl")
