"""How much slower is a provable, searchable record than a table?"""

from __future__ import annotations

from pathlib import Path

from bench import collection, elements, posts
from bench.measure import Seen, Side, interleaved, middle, ratio
from bench.plan import Plan
from bench.tables import Table, rate

MOST = 100_000  #: posts a pass: enough for the index to merge several times
GOAL = 0.4


def measure(plan: Plan) -> Table:
    """Batches of 1,000 into an empty record, from X's form and from Mastodon's."""
    table = Table(columns("bare sqlite3 with FTS5"))
    count = plan.count(MOST)
    for title, path in takeouts(plan, count):
        ours, bare = _both(plan, path, count)
        add(table, title, ours, bare, GOAL)
    table.notes.append(
        f"{count:,} posts into an empty record, batches of 1,000, synchronous=FULL, language excluded."
        " tilstede reads ahead in a process of its own; the bare side's rows were ready beforehand."
    )
    if plan.size > MOST:
        _add_on_top(plan, table)
    return table


def columns(beside: str) -> list[str]:
    """Of a table of captures."""
    return ["posts", "tilstede", beside, "ratio", "to reach", "µs of processor a post, ours / bare"]


def _add_on_top(plan: Plan, table: Table) -> None:
    """What the last tenth of the large collection took, or its last whole segment, while it was filled."""
    collection.on_sqlite(plan)
    ours, bare = (collection.timings(plan, side) for side in ("tilstede", "bare"))
    both = sorted(begin for begin in ours if begin in bare and begin + posts.SEGMENT <= plan.size)
    if begins := [begin for begin in both if begin >= plan.size * 0.9] or both[-1:]:
        sides = [
            [{"posts": posts.SEGMENT, **side[begin]} for begin in begins] for side in (ours, bare)
        ]
        add(table, f"tweets of many accounts, on top of {begins[0]:,}", sides[0], sides[1], GOAL)


def _both(plan: Plan, path: Path, count: int) -> list[list[Seen]]:
    given = {"path": str(path), "count": count}

    def ours() -> Side:
        data = str(plan.scratch("tilstede"))
        return Side("tilstede", "intake:taken", given, data=data)

    def bare() -> Side:
        scratch = str(plan.scratch("bare"))
        return Side("bare sqlite3", "bare:taken", {**given, "scratch": scratch})

    return interleaved(plan.passes, ours, bare)


def add(table: Table, title: str, ours: list[Seen], bare: list[Seen], goal: float) -> None:
    """A line with both rates."""
    found = ratio(ours, bare)
    table.add(
        title,
        rate(middle(ours, "posts"), middle(ours)),
        rate(middle(bare, "posts"), middle(bare)),
        f"{found:.2f}",
        f"≥ {goal}",
        f"{_work(ours):.0f} / {_work(bare):.0f}",
        met=found >= goal,
    )


def _work(seen: list[Seen]) -> float:
    """Microseconds of processor a post, over all processes."""
    return middle(seen, "cpu") / middle(seen, "posts") * 1e6


def takeouts(plan: Plan, count: int) -> list[tuple[str, Path]]:
    """What is taken in, with a title."""
    return [
        ("X archive, one account", x_archive(plan, count)),
        ("Mastodon statuses, many accounts", statuses(plan, count)),
    ]


def x_archive(plan: Plan, count: int) -> Path:
    """An X archive as a folder, made once."""
    path = plan.path(f"x-{count}")
    if not path.exists():
        unfinished = plan.scratch("x")
        elements.archive(unfinished, posts.some(0, count, count), "tweets.js")
        unfinished.rename(path)
    return path


def statuses(plan: Plan, count: int) -> Path:
    """An answer of Mastodon's API: a list of statuses, made once."""
    path = plan.path(f"statuses-{count}.json")
    if not path.exists():
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            for place, made in enumerate(posts.some(0, count, count)):
                file.write((b",\n" if place else b"[") + elements.status(made))
            file.write(b"]")
        unfinished.rename(path)
    return path
