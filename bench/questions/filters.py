"""How much longer does a narrowed stream take where there are more posts?"""

from __future__ import annotations

from statistics import median

from bench import collection
from bench.measure import Seen, Side, interleaved
from bench.plan import Plan
from bench.questions.newest import p95, spread
from bench.tables import Table, percentile

SMALL = 50_000  #: posts of the collection beside it
TIMES = 1.5  #: the p95 may be so many times that of the small collection
MEASURED, WARMING = 60, 10  #: pages of each filter


def measure(plan: Plan) -> Table:
    """The whole page of the stream, made anew, over a directory of 10,000 accounts."""
    small = Plan(SMALL, plan.passes, plan.path("x").parent.parent / str(SMALL))
    large, beside = (_side(one) for one in (plan, small))
    ours, theirs = interleaved(plan.passes, lambda: large, lambda: beside)
    table = Table(
        ["page, ms, p50 / p95", f"{plan.size:,} posts", f"{SMALL:,} posts", "p95", "to reach"]
    )
    for kind in ours[0]["times"]:
        times = _slower(ours, theirs, kind)
        cells = [spread(ours, kind), spread(theirs, kind)]
        table.add(kind, *cells, f"{times:.2f} ×", f"≤ {TIMES:g} ×", met=times <= TIMES)
    slowest = max(p95(ours, kind) for kind in ours[0]["times"])
    table.notes.append(
        f"10,000 accounts in the directory, {MEASURED} pages of each kind a pass;"
        f" the slowest p95 is {slowest * 1_000:.0f} ms."
    )
    return table


def _side(plan: Plan) -> Side:
    data, _bare = collection.on_sqlite(plan)
    given = {"measured": MEASURED, "warming": WARMING}
    return Side(f"tilstede, {plan.size:,}", "filtering:pages", given, data=data)


def _slower(ours: list[Seen], beside: list[Seen], kind: str) -> float:
    return median(
        percentile(mine["times"][kind], 0.95) / percentile(theirs["times"][kind], 0.95)
        for mine, theirs in zip(ours, beside, strict=True)
    )
