"""How long does a person wait for an account's archive, and how much memory does it take?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench import elements, posts
from bench.measure import Side, environment
from bench.plan import PEERS, NotMeasured, Plan
from bench.tables import Table

FULL, USUAL = 200_000, 20_000  #: tweets, from a million posts on and else
GOAL_MEMORY = 300  #: MB
_LANGUAGES = (
    "finding languages"  #: how `tilstede import` says that the record is complete and what follows
)


class Process(NamedTuple):
    """A whole process: seconds, peak memory in MB, and seconds until it said that it was finding languages."""

    seconds: float
    memory: float
    recorded: float


def measure(plan: Plan) -> Table:
    """Two programs, from the command to its end."""
    count = FULL if plan.size >= 1_000_000 else min(USUAL, plan.size)
    path = _archive(plan, count)
    peer = PEERS / "twitter-to-sqlite"
    if not peer.exists():
        raise NotMeasured("twitter-to-sqlite: its environment is made by `make bench`")
    ours, theirs = [], []
    for _ in range(plan.passes):
        ours.append(_tilstede(plan, path))
        folder = plan.scratch("twitter")
        theirs.append(_run([peer, "import", folder / "tweets.db", path], dict(os.environ)))
    return _table(count, ours, theirs)


def _table(count: int, ours: Sequence[Process], theirs: Sequence[Process]) -> Table:
    table = Table(["what", "tilstede", "twitter-to-sqlite", "ratio", "to reach"])
    for title, mine, goal in (
        ("seconds until all is recorded, provable and searchable", "recorded", True),
        ("seconds with the language of each post found", "seconds", False),
    ):
        ratios = [
            their.seconds / getattr(our, mine) for our, their in zip(ours, theirs, strict=True)
        ]
        times = [median(getattr(our, mine) for our in ours), median(one.seconds for one in theirs)]
        cells = [*(f"{seconds:.1f}" for seconds in times), f"{median(ratios):.2f}"]
        met = median(ratios) > 1 if goal else None
        table.add(title, *cells, "> 1" if goal else "", met=met)
    memory = [median(one.memory for one in side) for side in (ours, theirs)]
    cells = [*(f"{size:,.0f}" for size in memory), f"{memory[1] / memory[0]:.1f}"]
    table.add("peak memory, MB", *cells, f"< {GOAL_MEMORY}", met=memory[0] < GOAL_MEMORY)
    table.notes.append(
        f"{count:,} tweets in data/tweet.js of a zip, from a new process to its end. twitter-to-sqlite keeps the"
        " tweets' fields in a table; it has no index of words, no versions and no proof."
    )
    return table


def _tilstede(plan: Plan, path: Path) -> Process:
    side = Side("tilstede", "", data=str(plan.scratch("tilstede")))
    return _run([Path(sys.executable).with_name("tilstede"), "import", path], environment(side))


def _run(command: Sequence[str | Path], environ: dict[str, str]) -> Process:
    """Run to the end and look at its own use of the machine. :raises NotMeasured: it failed."""
    started = time.perf_counter()
    recorded = 0.0
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    said = ""
    for said in process.stderr:
        if said.startswith(_LANGUAGES) and not recorded:
            recorded = time.perf_counter() - started
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise NotMeasured(f"{Path(command[0]).name} ended with {process.returncode}: {said}")
    return Process(seconds, usage.ru_maxrss / 1000, recorded or seconds)


def _archive(plan: Plan, count: int) -> Path:
    path = plan.path(f"x-{count}.zip")
    if not path.exists():
        unfinished = plan.scratch("zip") / path.name
        elements.archive(unfinished, posts.some(0, count, count), "tweet.js")
        unfinished.rename(path)
    return path
