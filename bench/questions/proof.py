"""What does it cost to prove one post, and to check all?"""

from __future__ import annotations

from pathlib import Path

from bench import collection
from bench.measure import Seen, Side, interleaved, middle, ratio
from bench.plan import Plan
from bench.tables import Table, milliseconds, percentile, rate

PROOFS = 300
NAIVE = 2
GOAL_PROOF = 0.005  #: seconds, p95
GOAL_CHECK = 0.5


def measure(plan: Plan) -> Table:
    """Proofs of events drawn by lot; the whole check beside the least that reads the same bytes."""
    data, _ = collection.on_sqlite(plan)
    given = {"database": str(Path(data) / "tilstede.sqlite3")}
    proofs, naive, check, loop, single = interleaved(
        plan.passes,
        lambda: Side("proofs", "proving:proofs", {"count": PROOFS}, data=data),
        lambda: Side("naive proofs", "hashing:naive_proofs", given | {"count": NAIVE}),
        lambda: Side("check", "proving:check", data=data),
        lambda: Side("loop", "hashing:loop", given),
        lambda: Side("one by one", "hashing:one_by_one", given),
    )
    table = Table(["what", "tilstede", "beside", "ratio", "to reach"])
    _add_proofs(table, proofs, naive)
    payloads = check[0]["payloads"]
    for title, beside, goal in (
        ("full check, payloads, beside SHA-256 and zstd over one cursor", loop, GOAL_CHECK),
        ("full check, payloads, beside SHA-256 and zstd, a query each", single, None),
    ):
        found = ratio(check, beside)
        cells = [rate(payloads, middle(check)), rate(payloads, middle(beside)), f"{found:.2f}"]
        reach = f"≥ {goal}" if goal else ""
        table.add(title, *cells, reach, met=found >= goal if goal else None)
    table.notes.append(f"A record of {check[0]['events']:,} events with {payloads:,} payloads.")
    return table


def _add_proofs(table: Table, proofs: list[Seen], naive: list[Seen]) -> None:
    beside = middle(naive) / NAIVE
    for title, what, goal in (
        ("one proof, ms p50 / p95, beside one that computes the tree", "proving", GOAL_PROOF),
        ("one bundle of a post, ms p50 / p95", "bundling", None),
    ):
        times = [one for seen in proofs for one in seen[what]]
        half, most = percentile(times, 0.5), percentile(times, 0.95)
        table.add(
            title,
            f"{milliseconds(half)} / {milliseconds(most)}",
            milliseconds(beside) if goal else "",
            f"{beside / half:,.0f}" if goal else "",
            f"≤ {milliseconds(goal)}" if goal else "",
            met=most <= goal if goal else None,
        )
