"""How long does a reader wait for the newest hits?"""

from __future__ import annotations

from statistics import median

from bench import collection, queries
from bench.measure import Seen, Side, interleaved
from bench.plan import Plan
from bench.tables import Table, milliseconds, percentile

TIMES = 2.0  #: our p95 may be so many times that of bare FTS5


def measure(plan: Plan) -> Table:
    """200 searches of each class, after 50 that only warm the caches; p50 and p95 of each."""
    ours, page, bare, tantivy = searched(plan, "newest", "shown")
    table = Table(
        [
            "ms, p50 / p95",
            "tilstede, hits",
            "tilstede, all a page shows",
            "bare FTS5, with text",
            "tantivy, with text",
            "p95 to bare",
            "to reach",
        ]
    )
    for kind in queries.CLASSES:
        times = _slower(ours, bare, kind)
        cells = [spread(side, kind) for side in (ours, page, bare, tantivy)]
        table.add(kind, *cells, f"{times:.1f} ×", f"≤ {TIMES:g} ×", met=times <= TIMES)
    table.notes.append(f"{plan.size:,} posts, {queries.MEASURED} searches of each class a pass.")
    table.notes.append(agreement(ours, bare, tantivy))
    return table


def searched(plan: Plan, what: str, more: str) -> list[list[Seen]]:
    """tilstede, tilstede asked for ``more``, bare FTS5 and tantivy on the large collections."""
    data, bare = collection.on_sqlite(plan)
    index = collection.tantivy(plan)
    given = {"path": str(queries.made(plan)), "warming": queries.WARMING}
    return interleaved(
        plan.passes,
        lambda: Side("tilstede", f"finding:{what}", given, data=data),
        lambda: Side("tilstede", f"finding:{more}", given, data=data),
        lambda: Side("bare", f"finding_fts5:{what}", given | {"collection": bare}),
        lambda: Side("tantivy", f"tantivy_index:{what}", given | {"index": index}, peer=True),
    )


def spread(seen: list[Seen], kind: str) -> str:
    """p50 and p95 over all passes."""
    times = [one for seconds in seen for one in seconds["times"][kind]]
    return f"{milliseconds(percentile(times, 0.5))} / {milliseconds(percentile(times, 0.95))}"


def p95(seen: list[Seen], kind: str) -> float:
    """Seconds, the median over the passes."""
    return median(percentile(one["times"][kind], 0.95) for one in seen)


def _slower(ours: list[Seen], beside: list[Seen], kind: str) -> float:
    return median(
        percentile(mine["times"][kind], 0.95) / percentile(theirs["times"][kind], 0.95)
        for mine, theirs in zip(ours, beside, strict=True)
    )


def agreement(*sides: list[Seen]) -> str:
    """Whether all found the same: a fast answer must be the right one."""
    first, *others = [side[0]["hits"] for side in sides]
    count = same = 0
    for kind in queries.CLASSES:
        for found, *rest in zip(first[kind], *(other[kind] for other in others), strict=False):
            count += 1
            same += all(one == found for one in rest)
    return f"{same:,} of {count:,} searches gave the same hits in the same order on all sides."
