"""How long does a person wait for an account's archive, and how much memory does it take?"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import elements, posts
from bench.measure import Side, environment
from bench.plan import PEERS, NotMeasured, Plan
from bench.process import Run, run
from bench.tables import Table

FULL, USUAL = 200_000, 20_000  #: tweets, from a million posts on and else
GOAL_MEMORY = 300  #: MB
_TILSTEDE = Path(sys.executable).with_name("tilstede")


def measure(plan: Plan) -> Table:
    """Two programs, from their start to their end; tilstede's into an empty record."""
    count = FULL if plan.size >= 1_000_000 else min(USUAL, plan.size)
    path = _archive(plan, count)
    peer = PEERS / "twitter-to-sqlite"
    if not peer.exists():
        raise NotMeasured("twitter-to-sqlite: its environment is made by `make bench`")
    ours, theirs = [], []
    for _ in range(plan.passes):
        ours.append(_recorded(plan, path, count))
        folder = plan.scratch("twitter")
        theirs.append(run([peer, "import", folder / "tweets.db", path], dict(os.environ)))
    return _table(count, ours, theirs, _whole(plan, path))


def _table(count: int, ours: Sequence[Run], theirs: Sequence[Run], whole: Run) -> Table:
    table = Table(["what", "tilstede", "twitter-to-sqlite", "ratio", "to reach"])
    found = median(their.seconds / our.seconds for our, their in zip(ours, theirs, strict=True))
    times = [median(one.seconds for one in side) for side in (ours, theirs)]
    title = "seconds until all is recorded, provable and searchable"
    table.add(title, *(f"{one:.1f}" for one in times), f"{found:.2f}", "> 1", met=found > 1)
    cells = [f"{whole.seconds:.1f}", f"{times[1]:.1f}", f"{times[1] / whole.seconds:.2f}", ""]
    table.add("seconds with the language of each post found (one pass)", *cells)
    most = max(one.memory for one in (*ours, whole)) / 1e6
    beside = max(one.memory for one in theirs) / 1e6
    cells = [f"{most:,.0f}", f"{beside:,.0f}", f"{beside / most:.1f}", f"< {GOAL_MEMORY}"]
    table.add("peak memory of all its processes, MB", *cells, met=most < GOAL_MEMORY)
    table.notes.append(
        f"{count:,} tweets in data/tweet.js of a zip, from a new process to its end. twitter-to-sqlite keeps the"
        " tweets' fields in a table; it has no index of words, no versions and no proof."
    )
    return table


def _recorded(plan: Plan, path: Path, count: int) -> Run:
    """The import alone, without the task that finds languages after it."""
    given = json.dumps({"path": str(path), "count": count})
    command = [sys.executable, "-m", "bench.side", "intake:archive"]
    return run(command, _ready(plan), given)


def _whole(plan: Plan, path: Path) -> Run:
    """The command as a person types it."""
    return run([_TILSTEDE, "import", path], _ready(plan))


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
