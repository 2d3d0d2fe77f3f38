"""How much of a processor does the worker take when nothing is new?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import elements, feed_server, mastodon_server, posts
from bench.measure import Side, environment, once
from bench.plan import ROOT, NotMeasured, Plan
from bench.tables import Table

SOURCES, ENTRIES = 2_000, 5
#: Posts of a Mastodon account: all of them on the page that is read, or half as many again as a page holds.
STATUSES = (20, 60)
GOAL = 2.0
#: Seconds that are measured: two rounds.
MEASURED = 120.0
#: Until the worker has started and made its first round: it has taken so little of a core for so many seconds, which
#: comes within so many.
REST, LOOK, PATIENCE = 0.01, 5.0, 300.0


def measure(plan: Plan) -> Table:
    """The processor time of `tilstede work` while it goes on reading sources at their interval."""
    table = Table(
        ["sources", "of one core", "to reach", "sources read meanwhile", "ms of processor a source"]
    )
    with feed_server.serving(_feeds(plan)) as server:
        given = {
            "network": "feeds",
            "addresses": [f"{server}/kind/{number}.xml" for number in range(SOURCES)],
            "ids": [""] * SOURCES,
        }
        _add(table, plan, f"{SOURCES:,} feeds, none of them changed", given)
    for count in STATUSES:
        with mastodon_server.serving(_statuses(plan, count)) as server:
            names = [posts.handle(account) for account in range(SOURCES)]
            given = {
                "network": "mastodon",
                "addresses": [f"{server}/@{name}" for name in names],
                "ids": [f"https://{elements.HOST}/users/{name}" for name in names],
            }
            _add(table, plan, f"{SOURCES:,} Mastodon accounts of {count} posts", given)
    _add(table, plan, "no source at all", {"network": "feeds", "addresses": [], "ids": []})
    table.notes.append(
        f"`tilstede work` as it is started by an operator, {MEASURED:.0f} seconds after its first round, all its"
        " threads; the sources' turns lie evenly over their interval (feeds: half an hour, answered 304; Mastodon: ten"
        " minutes, the account, a page of its newest posts and twenty of those held that are not on it asked for each"
        " time). Without encryption."
    )
    return table


def _add(table: Table, plan: Plan, title: str, given: dict[str, Any]) -> None:
    data = str(plan.scratch("resting"))
    once(Side("tilstede", "resting:made", given, data=data))
    with _worker(data) as worker:
        _come_to_rest(worker.pid)
        begun, spent = time.time(), _spent(worker.pid)
        time.sleep(MEASURED)
        spent, lasted = _spent(worker.pid) - spent, time.time() - begun
    seen = once(Side("tilstede", "resting:visited", {"since": begun}, data=data))
    if seen["failed"]:
        raise NotMeasured(f"{seen['failed']} sources could not be read")
    share = 100 * spent / lasted
    table.add(
        title,
        f"{share:.2f} %",
        f"< {GOAL:g} %" if given["ids"] else "",
        str(seen["read"]),
        f"{1000 * spent / seen['read']:.1f}" if seen["read"] else "",
        met=share < GOAL if given["ids"] else None,
    )


@contextmanager
def _worker(data: str) -> Iterator[subprocess.Popen[bytes]]:
    command: list[str | Path] = [Path(sys.executable).with_name("tilstede"), "work"]
    environ = environment(Side("tilstede", "", data=data))
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL) as worker:
        try:
            yield worker
            if worker.poll() is not None:
                raise NotMeasured("the worker ended")
        finally:
            worker.terminate()


def _come_to_rest(pid: int) -> None:
    """:raises NotMeasured: it goes on working."""
    time.sleep(LOOK)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        spent = _spent(pid)
        time.sleep(LOOK)
        if spent and _spent(pid) - spent <= REST * LOOK:
            return
    raise NotMeasured("the worker did not come to rest")


def _spent(pid: int) -> float:
    """Seconds of processor that it and what it has started have taken so far (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(
        int(one) for one in fields[11:15]
    )  # user and system, its own and of children that ended
    return ticks / os.sysconf("SC_CLK_TCK")


def _feeds(plan: Plan) -> Path:
    """The feeds in a folder, made once."""
    folder = plan.path("resting-feeds")
    if not folder.exists():
        unfinished = plan.scratch("resting-feeds")
        size = SOURCES * ENTRIES
        every = list(posts.some(0, size, size))
        for number in range(SOURCES):
            entries = every[number::SOURCES]
            (unfinished / f"{number}.xml").write_bytes(elements.feed(number, entries))
        unfinished.rename(folder)
    return folder


def _statuses(plan: Plan, count: int) -> Path:
    """The accounts' statuses in a file, made once."""
    path = plan.path(f"resting-statuses-{count}")
    if not path.exists():
        unfinished = plan.scratch("resting") / "statuses"
        size = SOURCES * count
        with unfinished.open("wb") as file:
            for place, made in enumerate(posts.some(0, size, size)):
                one = made._replace(account=place // count)
                file.write(elements.status(one) + b"\n")
        unfinished.rename(path)
    return path
