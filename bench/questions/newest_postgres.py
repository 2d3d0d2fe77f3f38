"""How long does a reader wait for the newest hits, on PostgreSQL?"""

from __future__ import annotations

from dataclasses import replace

from bench import collection, queries
from bench.measure import Side, interleaved
from bench.plan import Plan
from bench.postgres import serving
from bench.questions.newest import agreement, p95, spread
from bench.tables import Table

GOAL = 0.100  #: seconds, p95, in every class


def measure(plan: Plan) -> Table:
    """The same searches, beside a table with a GIN index as the manual shows it."""
    given = {"path": str(queries.made(plan)), "warming": queries.WARMING}
    with serving(plan) as server:
        filled, address = collection.on_postgres(plan, server)
        ours, naive = interleaved(
            plan.passes,
            lambda: replace(filled, function="finding:newest", arguments=given),
            lambda: Side("naive GIN", "finding_gin:newest", given | {"address": address}),
        )
    table = Table(["ms, p50 / p95", "tilstede, hits", "naive GIN, with text", "to reach"])
    for kind in queries.CLASSES:
        cells = [spread(side, kind) for side in (ours, naive)]
        met = p95(ours, kind) <= GOAL
        table.add(kind, *cells, f"p95 ≤ {GOAL * 1000:.0f}", met=met)
    table.notes.append(f"{plan.size:,} posts, {queries.MEASURED} searches of each class a pass.")
    asked = {kind: len(naive[0]["times"][kind]) for kind in queries.CLASSES}
    if slow := {kind: count for kind, count in asked.items() if count < queries.MEASURED}:
        told = ", ".join(f"{count} of {kind}" for kind, count in slow.items())
        table.notes.append(f"The naive side was so slow that a pass asked only {told}.")
    table.notes.append(
        f"{agreement(ours, naive)} PostgreSQL's own parser keeps web addresses whole, so the naive side does not find"
        " a word in them."
    )
    return table
