"""How long does a reader wait for the most relevant hits, and for how the hits are spread?"""

from __future__ import annotations

from bench import queries
from bench.plan import Plan
from bench.questions.newest import p95, searched, spread
from bench.tables import Table

GOAL = 0.030  #: seconds, p95, for a common word
CLASSES = ("rare", "common", "phrase", "boolean")


def measure(plan: Plan) -> Table:
    """tilstede weighs the newest 20,000 hits and says so; the others weigh all."""
    ours, spreading, bare, tantivy = searched(plan, "best", "spread")
    table = Table(
        [
            "ms, p50 / p95",
            "tilstede",
            "its facets",
            "bare FTS5, bm25 over all",
            "tantivy, bm25 over all",
            "to reach",
        ]
    )
    for kind in CLASSES:
        cells = [spread(side, kind) for side in (ours, spreading, bare, tantivy)]
        goal = kind == "common"
        met = p95(ours, kind) <= GOAL if goal else None
        table.add(kind, *cells, f"p95 ≤ {GOAL * 1000:.0f}" if goal else "", met=met)
    table.notes.append(f"{plan.size:,} posts, {queries.MEASURED} searches of each class a pass.")
    return table
