"""How fast is each takeout read, beside the standard library's own reading of the same bytes?"""

from __future__ import annotations

from bench import takeouts
from bench.measure import Side, interleaved, middle, ratio
from bench.plan import Plan
from bench.tables import Table

GOAL, MEMORY = 0.3, 300  #: of the bare reading's speed; MB


def measure(plan: Plan) -> Table:
    """Each importer to the last post, in a process of its own; nothing is recorded."""
    table = Table(
        ["takeout", "tilstede", "read and parsed", "ratio", "to reach", "peak memory, MB"]
    )
    for kind in takeouts.MAKERS:
        path = plan.path(f"takeouts/{kind}-{plan.size}{takeouts.ENDINGS.get(kind, '.zip')}")
        if not path.exists():
            takeouts.make(kind, path, plan.size)
        given = {"kind": kind, "path": str(path), "count": plan.size}
        ours, bare = interleaved(
            plan.passes,
            lambda given=given: Side("tilstede", "importing:items", given),
            lambda path=path: Side("bare", "importing_bare:parsed", {"path": str(path)}),
        )
        found = ratio(ours, bare)
        peak = max(one["peak"] for one in ours) / 1e6
        cells = [f"{plan.size / middle(side):,.0f}/s" for side in (ours, bare)]
        goal = f"≥ {GOAL:g}, < {MEMORY} MB"
        met = found >= GOAL and peak < MEMORY
        table.add(kind, *cells, f"{found:.2f}", goal, f"{peak:,.0f}", met=met)
    table.notes.append(
        f"{plan.size:,} posts each. Bare: json, csv, mailbox and email of the standard library read the same bytes to"
        " values and throw them away. Ours are common posts, cleaned, with names, times and links."
    )
    return table
