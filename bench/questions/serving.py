"""How many readers can the front page have?"""

from __future__ import annotations

import json

from bench.measure import Seen, Side, interleaved, middle, once, ratio
from bench.plan import Plan
from bench.tables import Table, milliseconds, rate

SECONDS = 6.0  #: each pass of each side
GOAL_BARE, GOAL_STATIC = 0.5, 0.7


def measure(plan: Plan) -> Table:
    """The demo's front page, made anew for each reader and from nginx's cache, each beside the least that could be."""
    folder = plan.scratch("serving")
    data = folder / "data"
    rows = folder / "rows.json"
    rows.write_text(json.dumps(once(Side("tilstede", "serving:prepare", data=str(data)))["rows"]))
    (folder / "nginx").mkdir()
    given = {"seconds": SECONDS}
    bare = {"rows": str(rows), "database": str(folder / "bare.sqlite3"), "seconds": SECONDS}
    kept = {"folder": str(folder / "nginx"), "seconds": SECONDS}
    page, anew, beside, cached, file = interleaved(
        plan.passes,
        lambda: Side("tilstede", "serving:page", given | {"changing": False}, data=str(data)),
        lambda: Side("tilstede", "serving:page", given | {"changing": True}, data=str(data)),
        lambda: Side("bare Django", "serving_bare:page", bare),
        lambda: Side("nginx", "serving:cached", kept | {"static": False}, data=str(data)),
        lambda: Side("nginx", "serving:cached", kept | {"static": True}, data=str(data)),
    )
    table = Table(["what", "tilstede", "beside", "ratio", "99 of 100 within, ms", "to reach"])
    _add(table, "uncached, beside a bare Django view of the same rows", page, beside, GOAL_BARE)
    _add(table, "the same, while the database changes 100 times a second", anew, beside)
    _add(table, "through nginx, beside a file of the same bytes", cached, file, GOAL_STATIC)
    table.notes.append(
        "tilstede writes filters and posts again only when something in the database has changed; the second line shows"
        " a page of which nothing is kept. The bare view looks up one table and says what is in its rows."
    )
    table.notes.append("Eight readers at once, without pause. Both through nginx are over TLS.")
    return table


def _add(table: Table, what: str, ours: list[Seen], beside: list[Seen], goal: float = 0.0) -> None:
    found = ratio(ours, beside)
    late = " / ".join(milliseconds(middle(seen, "late")) for seen in (ours, beside))
    rates = [rate(1, middle(seen)) for seen in (ours, beside)]
    reach, met = (f"≥ {goal:g}", found >= goal) if goal else ("", None)
    table.add(what, *rates, f"{found:.2f}", late, reach, met=met)
