"""How fast is each takeout read, and taken in, beside the standard library's own reading of the same bytes?"""

from __future__ import annotations

from typing import Any, Final

from bench import takeouts
from bench.measure import Seen, Side, interleaved, middle, ratio
from bench.plan import Plan
from bench.tables import Table, rate

GOAL, MEMORY = 0.3, 300  #: of the bare reading's speed; MB
#: Of those that the bare side takes minutes for.
MOST: Final = {"email": 5_000}


def measure(plan: Plan) -> Table:
    """Each takeout read to its last post by its importer, then taken into an empty record; each in a new process."""
    table = Table(
        ["takeout", "posts", "tilstede", "read and parsed", "ratio", "to reach", "peak memory, MB"]
    )
    for kind in takeouts.MAKERS:
        _measure(table, plan, kind)
    table.notes.append(
        "Posts a second of processor time, of all processes of a side together. Read: to common posts, cleaned, with"
        " names, times and links; nothing is written. Taken in: all of `import_paths`, with the process that reads"
        " ahead, into an empty record: events, salted payloads, tree, checkpoint, projection and full-text index,"
        " synchronous=FULL; languages are found afterwards. Read and parsed: json, csv, mailbox and email of the"
        " standard library make values of the same bytes (of YouTube's comments also of the JSON in their cells) and"
        " keep them in memory; nothing is written, nor checked. No side's figures hold the start of its own process."
        " Memory of taking in is the peaks of both processes added up."
    )
    return table


def _measure(table: Table, plan: Plan, kind: str) -> None:
    count = plan.count(MOST.get(kind, plan.size))
    path = plan.path(f"takeouts/{kind}-{count}{takeouts.ENDINGS.get(kind, '.zip')}")
    if not path.exists():
        takeouts.make(kind, path, count)
    given: dict[str, Any] = {"path": str(path), "count": count}
    read, taken, bare = interleaved(
        plan.passes,
        lambda: Side("tilstede", "importing:items", {"kind": kind, **given}),
        lambda: Side("tilstede", "intake:taken", given, data=str(plan.scratch("importing"))),
        lambda: Side("bare", "importing_bare:parsed", {"path": str(path)}),
    )
    _add(table, f"{kind}, read", count, read, bare)
    _add(table, f"{kind}, taken in", count, taken, bare)


def _add(table: Table, title: str, count: int, ours: list[Seen], bare: list[Seen]) -> None:
    found = ratio(ours, bare, "cpu")
    peak = max(one["peak"] + one.get("beside", 0) for one in ours) / 1e6
    cells = [rate(count, middle(side, "cpu")) for side in (ours, bare)]
    goal = f"≥ {GOAL:g}, < {MEMORY} MB"
    met = found >= GOAL and peak < MEMORY
    table.add(title, f"{count:,}", *cells, f"{found:.2f}", goal, f"{peak:,.0f}", met=met)
