"""What does it cost to acknowledge every post by itself?"""

from __future__ import annotations

from bench.measure import Side, interleaved
from bench.plan import Plan
from bench.questions.capture import add, columns, x_archive
from bench.tables import Table

COUNT = 2_000
GOAL = 0.5


def measure(plan: Plan) -> Table:
    """Each post in a transaction of its own, synced to disk before the next."""
    path = str(x_archive(plan, plan.count(COUNT)))
    given = {"path": path, "count": plan.count(COUNT)}

    def ours() -> Side:
        return Side("tilstede", "intake:single", given, data=str(plan.scratch("tilstede")))

    def bare() -> Side:
        more = {"scratch": str(plan.scratch("bare")), "batch": 1}
        return Side("bare sqlite3", "bare:taken", given | more)

    table = Table(columns("bare sqlite3 with FTS5"))
    mine, theirs = interleaved(plan.passes, ours, bare)
    add(table, "X archive, one commit a post", mine, theirs, GOAL)
    table.notes.append(f"{given['count']:,} posts, synchronous=FULL.")
    return table
