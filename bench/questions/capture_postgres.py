"""How much slower is a provable, searchable record than COPY?"""

from __future__ import annotations

from pathlib import Path

from bench.measure import Seen, Side, interleaved
from bench.plan import Plan
from bench.postgres import Server, serving
from bench.questions.capture import GOAL, MOST, add, columns, takeouts
from bench.tables import Table


def measure(plan: Plan) -> Table:
    """The same batches as on SQLite, into an empty database each time."""
    table = Table(columns("bare COPY with GIN"))
    count = plan.count(MOST)
    with serving(plan) as server:
        for title, path in takeouts(plan, count):
            ours, bare = _both(plan, server, path, count)
            add(table, title, ours, bare, GOAL)
    table.notes.append(
        f"{count:,} posts into an empty record, batches of 1,000, fsync and synchronous_commit on, language excluded."
        " The work of the server's own processes is not counted among the µs of processor."
    )
    return table


def _both(plan: Plan, server: Server, path: Path, count: int) -> list[list[Seen]]:
    given = {"path": str(path), "count": count}

    def ours() -> Side:
        data = str(plan.scratch("tilstede"))
        database = server.fresh("tilstede_capture")
        return Side("tilstede", "intake:taken", given, data=data, database=database)

    def bare() -> Side:
        address = server.fresh("bare_capture")
        return Side("bare COPY", "copying:taken", given | {"address": address})

    return interleaved(plan.passes, ours, bare)
