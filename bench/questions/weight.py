"""What does a browser fetch that comes to the front page for the first time?"""

from __future__ import annotations

from bench.measure import Side, once
from bench.plan import Plan
from bench.tables import Table

HEAVIEST = 150_000  #: bytes over the wire


def measure(plan: Plan) -> Table:
    """The demo's front page in Chromium, with nothing kept from before."""
    data = str(plan.scratch("weight"))
    once(Side("tilstede", "serving:prepare", data=data))
    seen = once(Side("tilstede", "weighing:first_visit", data=data))
    table = Table(["what", "tilstede", "to reach"])
    weight, others = seen["bytes"], seen["others"]
    most = f"< {HEAVIEST / 1_000:.0f} kB"
    table.add("over the wire", f"{weight / 1_000:.0f} kB", most, met=weight < HEAVIEST)
    table.add("requests", str(seen["requests"]), "")
    table.add("requests to others", str(others), "0", met=not others)
    table.notes.append(
        "From tilstede's own server, the heads of the answers included. What a browser's audit looks for besides"
        " (contrast, names, order, keyboard) is held by the tests in `tests/journeys/`."
    )
    return table
