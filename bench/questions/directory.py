"""What does a directory of ten thousand bodies and thirty thousand accounts cost?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from statistics import median

from bench.measure import Seen, Side, interleaved, middle, ratio
from bench.plan import Plan
from bench.tables import Table

BODIES = 10_000
ACCOUNTS = 3  #: a body
GOAL = 3.0  #: times reading the YAML alone


def measure(plan: Plan) -> Table:
    """Taking it in beside reading it as YAML and no more; taken in again, and written out."""
    path = _file(plan)
    ours, yaml = interleaved(
        plan.passes,
        lambda: Side(
            "import", "listing:take_in", {"path": str(path)}, data=str(plan.scratch("listing"))
        ),
        lambda: Side("YAML", "listing:read_alone", {"path": str(path)}),
    )
    table = Table(["what", "tilstede", "reading the YAML alone", "times", "to reach"])
    found = 1 / ratio(ours, yaml)
    table.add(
        "import: read, check, write, record",
        _seconds(middle(ours)),
        _seconds(middle(yaml)),
        f"{found:.2f}",
        f"≤ {GOAL:.0f}",
        met=found <= GOAL,
    )
    for title, what in (("the same file again", "again"), ("export, letter by letter", "out")):
        table.add(title, _seconds(_middle_of(ours, what)), "", "", "")
    size = path.stat().st_size / 1e6
    table.notes.append(f"{BODIES:,} bodies, {BODIES * ACCOUNTS:,} accounts, {size:.1f} MB.")
    return table


def _middle_of(seen: list[Seen], what: str) -> float:
    return median(float(one[what]) for one in seen)


def _seconds(taken: float) -> str:
    return f"{taken:.1f} s"


def _file(plan: Plan) -> Path:
    path = plan.path("katalog.yaml")
    if not path.exists():
        path.write_text("".join(_lines()), encoding="utf-8")
    return path


def _lines() -> Iterator[str]:
    numbers = list(islice(_numbers(), BODIES))
    yield "katalog: 1\n\nbodies:\n"
    for place, number in enumerate(numbers):
        yield (
            f"  - id: NO-BRC-{number}\n"
            f"    name: {{nb: Etat nummer {place}, nn: Etat nummer {place}, en: Agency number {place}}}\n"
            f"    short: etat{place}\n    kind: agency\n    language_form: nn\n"
            f"    website: https://www.etat{place}.example\n"
            f"    access_email: post@etat{place}.example\n"
        )
        if place >= 100:
            yield f"    parent: NO-BRC-{numbers[place % 100]}\n"
    yield "\naccounts:\n"
    for place in range(BODIES * ACCOUNTS):
        yield (
            f"  - {{owner: NO-BRC-{numbers[place % BODIES]}, url: {_address(place)}, capacity: official,"
            " show: yes, language: nb, from: 2024-01-15}\n"
        )


def _address(place: int) -> str:
    body = place % BODIES
    return (
        f'"https://social.etat{body}.example/@kanal{place}"',
        f'"https://bsky.app/profile/kanal{place}.etat{body}.example"',
        f'"https://www.youtube.com/@etat{body}kanal{place}"',
    )[place // BODIES]


def _numbers() -> Iterator[str]:
    """Organisation numbers of the range for synthetic data, with their check digits (modulo 11)."""
    for number in count(31_000_000):
        digits = str(number)
        weighed = sum(
            int(one) * by for one, by in zip(digits, (3, 2, 7, 6, 5, 4, 3, 2), strict=True)
        )
        check = -weighed % 11
        if check < 10:
            yield digits + str(check)
