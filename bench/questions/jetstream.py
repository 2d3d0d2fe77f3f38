"""Does a stream of 2,000 events a second lose anything, grow, or fall behind?"""

from __future__ import annotations

from statistics import median

from bench.jetstream_server import serving
from bench.measure import Side, once
from bench.plan import Plan
from bench.tables import Table, percentile

RATE = 2_000
#: Ten minutes of them.
FULL = 600 * RATE
GOAL_LAG = 2.0
#: How much larger the memory may be at the end than after the first fifth, to be called flat.
FLAT = 1.1


def measure(plan: Plan) -> Table:
    """One pass as long as the size says, ten minutes at most: all of it is recorded."""
    count = max(RATE, min(plan.size, FULL))
    with serving(RATE, count) as url:
        data = str(plan.scratch("tilstede"))
        told = once(Side("tilstede", "streaming:listened", {"url": url, "count": count}, data=data))
    middle, slowest = zip(*told["lags"], strict=True)
    held = told["held"]
    table = Table(["what", "seen", "to reach"])
    lost = count - told["taken"]
    table.add("events lost", f"{lost:,} of {count:,}", "0", met=lost == 0)
    worst = max(slowest)
    goal = f"< {GOAL_LAG:g}"
    table.add(
        "seconds from said to committed, the slowest", f"{worst:.2f}", goal, met=worst < GOAL_LAG
    )
    usual = f"{median(middle):.2f}, {percentile(slowest, 0.99):.2f}"
    table.add("the same, median; the slowest of 99 batches in 100", usual, "")
    first = max(held[: max(1, len(held) // 5)])
    grown = max(held) / first
    seen = f"{grown:.2f} × {first / 1e6:,.0f} MB"
    table.add(
        "memory at most, beside that of the first fifth", seen, f"≤ {FLAT:g} ×", met=grown <= FLAT
    )
    table.add("connections that broke, and were taken up again", f"{told['ended']}", "")
    table.add("share of one core", f"{told['cpu'] / told['seconds']:.2f}", "")
    table.notes.append(
        f"{RATE:,} events a second over a web socket for {count / RATE:,.0f} seconds, each a post, in the order they"
        " are said; recorded, proved and indexed in batches as they come, by one thread that listens and one that"
        " writes. Ten minutes at a size of 1.2M. SQLite's own cache of pages (128 MiB) fills in the first minutes:"
        " shorter runs show that as growth."
    )
    return table
