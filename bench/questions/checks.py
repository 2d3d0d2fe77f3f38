"""How long does a writer wait for what all checks say of a draft?"""

from __future__ import annotations

from bench.measure import Seen, Side, middle, once
from bench.plan import Plan
from bench.tables import Table, percentile

GOAL = 0.010  #: seconds, p95, for all checks on one draft
IN_PAGE = 0.100  #: seconds, p95, from the question to the answer that is seen
DRAFTS, LETTERS = 200, 10
TYPED = 60  #: letters, in the page


def measure(plan: Plan) -> Table:
    """All checks at each letter typed, in the page and in the process; then each by itself, the slowest first."""
    given = {"drafts": DRAFTS, "letters": LETTERS}
    seen = [once(Side("checks", "checking:typing", given)) for _ in range(plan.passes)]
    table = Table(["on one draft, ms", "p50", "p95", "to reach"])
    whole = [taken for one in seen for taken in one["whole"]]
    met = percentile(whole, 0.95) <= GOAL
    table.add("all checks", *_spread(whole), f"p95 ≤ {GOAL * 1000:.0f}", met=met)
    _add_page(table, plan)
    for check in sorted(seen[0]["checks"], key=lambda name: -percentile(_of(seen, name), 0.95)):
        table.add(f"`{check}`", *_spread(_of(seen, check)), "")
    table.notes.append(
        f"{DRAFTS} drafts with their last {LETTERS} letters typed one by one, 30 earlier posts and 20 of a"
        f" conversation around them; the first draft after the start took {middle(seen, 'first') * 1000:.0f} ms. The"
        f" page: the demo's composer in Chromium, three channels, {TYPED} letters typed one by one."
    )
    return table


def _add_page(table: Table, plan: Plan) -> None:
    """What the writer waits for after the composer has asked."""
    data = str(plan.scratch("writing"))
    once(Side("tilstede", "serving:prepare", data=data))
    side = Side("writing", "writing:typing", {"letters": TYPED}, data=data)
    seen = [once(side) for _ in range(plan.passes)]
    both, answered, drawn = (
        [taken for one in seen for taken in one[name]] for name in ("both", "answered", "drawn")
    )
    met = percentile(both, 0.95) <= IN_PAGE
    table.add("in the page", *_spread(both), f"p95 ≤ {IN_PAGE * 1000:.0f}", met=met)
    table.add("in the page: the answer", *_spread(answered), "")
    table.add("in the page: drawing it", *_spread(drawn), "")


def _of(seen: list[Seen], check: str) -> list[float]:
    return [taken for one in seen for taken in one["checks"][check]]


def _spread(taken: list[float]) -> tuple[str, str]:
    return tuple(f"{percentile(taken, part) * 1000:.2f}" for part in (0.5, 0.95))  # type: ignore[return-value]  # two
