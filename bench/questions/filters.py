"""How much longer does a narrowed stream take where there are more posts?"""

from __future__ import annotations

from statistics import mean, median

from bench import collection, turns
from bench.measure import Seen, Side
from bench.plan import Plan
from bench.questions.newest import p95, spread
from bench.tables import Table, percentile

SMALL = 50_000  #: posts of the collection beside it
TIMES = 1.5  #: the p95 may be so many times that of the small collection
MEASURED, WARMING = 60, 10  #: pages of each filter


def measure(plan: Plan) -> Table:
    """The whole page of the stream, made anew, over a directory of 10,000 accounts."""
    small = Plan(SMALL, plan.passes, plan.path("x").parent.parent / str(SMALL))
    sides = [_side(one) for one in (plan, small)]
    ours, theirs = map(list, zip(*(turns.taken(sides) for _ in range(plan.passes)), strict=True))
    columns = [f"{plan.size:,} posts", f"{SMALL:,} posts", "posts on a page", "p95", "to reach"]
    table = Table(["page, ms, p50 / p95", *columns, "p95 of processor time"])
    for kind in ours[0]["times"]:
        times, work = (_slower(ours, theirs, what, kind) for what in ("times", "worked"))
        pages = " / ".join(f"{_posts(one, kind):.0f}" for one in (ours, theirs))
        cells = [spread(ours, kind), spread(theirs, kind), pages, f"{times:.2f} ×"]
        table.add(kind, *cells, f"≤ {TIMES:g} ×", f"{work:.2f} ×", met=times <= TIMES)
    slowest = max(p95(ours, kind) for kind in ours[0]["times"])
    table.notes.append(
        f"10,000 accounts in the directory, page by page in turn, {MEASURED} pages of each kind a pass;"
        f" the slowest p95 is {slowest * 1_000:.0f} ms."
    )
    return table


def _side(plan: Plan) -> Side:
    data, _bare = collection.on_sqlite(plan)
    given = {"measured": MEASURED, "warming": WARMING}
    return Side(f"tilstede, {plan.size:,}", "filtering:pages", given, data=data)


def _posts(seen: list[Seen], kind: str) -> float:
    shown: float = mean(posts for one in seen for posts in one["found"][kind])
    return shown


def _slower(ours: list[Seen], beside: list[Seen], what: str, kind: str) -> float:
    return median(
        percentile(mine[what][kind], 0.95) / percentile(theirs[what][kind], 0.95)
        for mine, theirs in zip(ours, beside, strict=True)
    )
