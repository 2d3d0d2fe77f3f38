"""How long does a person wait for an account's archive, and how much memory does it take?"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench import elements, posts
from bench.measure import Side, environment
from bench.plan import PEERS, NotMeasured, Plan
from bench.process import run
from bench.tables import Table

FULL, USUAL = 200_000, 20_000  #: tweets, from a million posts on and else
GOAL_MEMORY = 300  #: MB
_TILSTEDE = Path(sys.executable).with_name("tilstede")


class Pass(NamedTuple):
    """Each program once, one straight after the other. ``languages``: a search that has them found first."""

    ours: Timed
    peer: Timed
    languages: Timed


class Timed(NamedTuple):
    """``processor``: seconds of processor time of the program and those it starts."""

    seconds: float
    processor: float
    memory: int


def measure(plan: Plan) -> Table:
    """Two programs, from their start to their end; tilstede's into an empty record."""
    count = FULL if plan.size >= 1_000_000 else min(USUAL, plan.size)
    path = _archive(plan, count)
    peer = PEERS / "twitter-to-sqlite"
    if not peer.exists():
        raise NotMeasured("twitter-to-sqlite: its environment is made by `make bench`")
    passes = []
    for _ in range(plan.passes):
        environ = _ready(plan)
        ours = _timed([_TILSTEDE, "import", path], environ)
        folder = plan.scratch("twitter")
        theirs = _timed([peer, "import", folder / "tweets.db", path], dict(os.environ))
        asking = [_TILSTEDE, "search", "lang:nn", "--limit", "1"]
        passes.append(Pass(ours, theirs, _timed(asking, environ)))
    return _table(count, passes)


def _timed(command: Sequence[str | Path], environ: dict[str, str]) -> Timed:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(command, environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timed(done.seconds, spent, done.memory)


def _table(count: int, passes: Sequence[Pass]) -> Table:
    table = Table(["what", "tilstede", "twitter-to-sqlite", "ratio", "to reach"])
    ratio, *cells = _compared([(one.ours.seconds, one.peer.seconds) for one in passes])
    title = "seconds of the whole command: all is recorded, provable and searchable"
    table.add(title, *cells, "> 1", met=ratio > 1)
    _, *cells = _compared([(one.ours.processor, one.peer.processor) for one in passes])
    table.add("seconds of processor time of it", *cells, "")
    later = median(one.languages.seconds for one in passes)
    table.add("seconds of a task that follows: the languages found", f"{later:.1f}", "", "", "")
    most = max(side.memory for one in passes for side in (one.ours, one.languages)) / 1e6
    beside = max(one.peer.memory for one in passes) / 1e6
    cells = [f"{most:,.0f}", f"{beside:,.0f}", f"{beside / most:.1f}", f"< {GOAL_MEMORY}"]
    table.add("peak memory of all its processes, MB", *cells, met=most < GOAL_MEMORY)
    table.notes.append(
        f"{count:,} tweets in data/tweet.js of a zip, from a new process to its end. twitter-to-sqlite keeps the"
        " tweets' fields in a table; it has no index of words, no versions and no proof."
    )
    return table


def _compared(pairs: Sequence[tuple[float, float]]) -> tuple[float, str, str, str]:
    """The median of the passes' own ratios, theirs to ours; then cells: the median of ours, of theirs, the ratio."""
    ratio = median(theirs / ours for ours, theirs in pairs)
    ours, theirs = (median(side) for side in zip(*pairs, strict=True))
    return ratio, f"{ours:.1f}", f"{theirs:.1f}", f"{ratio:.2f}"


def _ready(plan: Plan) -> dict[str, str]:
    """The environment of an empty record, made beforehand as a body's own is."""
    environ = environment(Side("tilstede", "", data=str(plan.scratch("tilstede"))))
    run([_TILSTEDE, "record", "checkpoint"], environ)
    return environ


def _archive(plan: Plan, count: int) -> Path:
    path = plan.path(f"x-{count}.zip")
    if not path.exists():
        unfinished = plan.scratch("zip") / path.name
        elements.archive(unfinished, posts.some(0, count, count), "tweet.js")
        unfinished.rename(path)
    return path
