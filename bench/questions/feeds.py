"""How long does a round of many feeds take, when all is new and when nothing is?"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from bench import elements, posts
from bench.feed_server import WAYS, serving
from bench.measure import Seen, Side, interleaved, middle, once, ratio
from bench.plan import Plan
from bench.tables import Table

FEEDS, ENTRIES = 300, 50
GOAL_FIRST = 1.0
GOAL_SECOND = 10.0
_WAY = {"kind": "server answers 304", "plain": "server sends all again"}


def measure(plan: Plan) -> Table:
    """Rounds over loopback, from a server that knows conditional requests and from one that does not."""
    table = Table(["seconds", "tilstede", "reader", "ratio", "to reach"])
    with serving(_made(plan)) as server:
        for way in WAYS:
            addresses = [f"{server}/{way}/{number}.xml" for number in range(FEEDS)]
            ours, theirs = _both(plan, addresses)
            _add(table, way, ours, theirs)
    indexing = once(Side("reader", "reader_feeds:indexing", _kept(plan), peer=True))
    table.notes.append(
        f"{FEEDS} feeds of {ENTRIES} entries, each read in turn. tilstede records, proves and indexes each entry;"
        f" reader stores it. Indexing the same entries took reader {indexing['seconds']:.1f} s more (one pass)."
    )
    return table


def _both(plan: Plan, addresses: list[str]) -> list[list[Seen]]:
    given = {"addresses": addresses, "entries": FEEDS * ENTRIES}

    def ours() -> Side:
        return Side("tilstede", "visiting:rounds", given, data=str(plan.scratch("tilstede")))

    def theirs() -> Side:
        plan.scratch("reader")
        return Side("reader", "reader_feeds:rounds", given | _kept(plan), peer=True)

    return interleaved(plan.passes, ours, theirs)


def _kept(plan: Plan) -> dict[str, str]:
    """Where reader has its entries."""
    return {"scratch": str(plan.path("scratch/reader"))}


def _add(table: Table, way: str, ours: list[Seen], theirs: list[Seen]) -> None:
    first = ratio(ours, theirs)
    table.add(
        f"first round, {_WAY[way]}",
        f"{middle(ours):.1f}",
        f"{middle(theirs):.1f}",
        f"{first:.2f}",
        f"≥ {GOAL_FIRST:g}",
        met=first >= GOAL_FIRST,
    )
    again = median(one["seconds"] / one["second"] for one in ours)
    table.add(
        f"second round beside our first, {_WAY[way]}",
        f"{middle(ours, 'second'):.2f}",
        f"{middle(theirs, 'second'):.2f}",
        f"{again:.1f}",
        f"≥ {GOAL_SECOND:g}" if way == "kind" else "",
        met=again >= GOAL_SECOND if way == "kind" else None,
    )


def _made(plan: Plan) -> Path:
    """The feeds in a folder, made once."""
    folder = plan.path("feeds")
    if not folder.exists():
        unfinished = plan.scratch("feeds")
        size = FEEDS * ENTRIES
        every = list(posts.some(0, size, size))
        for number in range(FEEDS):
            entries = every[number::FEEDS]
            (unfinished / f"{number}.xml").write_bytes(elements.feed(number, entries))
        unfinished.rename(folder)
    return folder
