"""What do twenty thousand posts cost the calendar, and a thousand that are due at once the worker?"""

from __future__ import annotations

from statistics import median

from bench import turns
from bench.measure import Seen, Side, middle, once
from bench.plan import Plan
from bench.tables import Table, milliseconds, percentile

FEW, MANY = 200, 20_000
DUE = 1_000
GOAL = 1.5
MEASURED, WARMING = 40, 4


def measure(plan: Plan) -> Table:
    """Each page over 20,000 posts beside the same over 200; then 1,000 that are due in the same minute."""

    def pages(posts: int) -> Side:
        given = {"posts": posts, "measured": MEASURED, "warming": WARMING}
        data = str(plan.scratch(f"calendar-{posts}"))
        return Side(f"{posts} posts", "planning:pages", given, data=data)

    def handing() -> Side:
        data = str(plan.scratch("handing"))
        return Side("handing", "planning:handing", {"posts": DUE}, data=data)

    passes = [turns.taken([pages(FEW), pages(MANY)]) for _ in range(plan.passes)]
    few, many = map(list, zip(*passes, strict=True))
    due = [once(handing()) for _ in range(plan.passes)]
    table = Table(
        ["what", f"{FEW:,} posts, p95 ms", f"{MANY:,} posts, p95 ms", "times", "to reach"]
    )
    for name in few[0]["times"]:
        least, most = (_late(seen, name) for seen in (few, many))
        found = median(_p95(b, name) / _p95(a, name) for a, b in zip(few, many, strict=True))
        table.add(
            name,
            milliseconds(least),
            milliseconds(most),
            f"{found:.2f}",
            f"≤ {GOAL:g}",
            met=found <= GOAL,
        )
    _add_due(table, due)
    return table


def _late(seen: list[Seen], name: str) -> float:
    return median(_p95(one, name) for one in seen)


def _p95(one: Seen, name: str) -> float:
    return percentile(one["times"][name], 0.95)


def _add_due(table: Table, seen: list[Seen]) -> None:
    well = all(one["went"] == DUE and one["in_order"] for one in seen)
    told = (
        f"all once, in order, in {middle(seen):.0f} s" if well else "not all once, or not in order"
    )
    table.add(f"{DUE:,} due in the same minute, over five channels", "", told, "", "all", met=well)
    table.notes.append(
        "Page by page in turn. In both, 200 posts lie in the month that is shown; of the other 19,800 nine in ten were"
        " sent in the years before it, and one in ten is planned after it. What is due goes to channels that are"
        " published on by hand, each by a job of its own and one worker: it is the handing over that is measured. How"
        " fast it is then sent is up to each server: the outbox sends one thing at a time, and waits when told to."
    )
