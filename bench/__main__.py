"""`python -m bench [QUESTION …] [--size N]`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from bench import machine, report
from bench.plan import ROOT, NotMeasured, Plan
from bench.questions import TITLES, measure
from bench.tables import Table


def main() -> None:
    """Answer the questions, print each table as it comes, and write docs/performance.md."""
    given = _arguments()
    work = Path(given.work).resolve() / str(given.size)
    plan = Plan(given.size, given.passes, work)
    for name in given.question or TITLES:
        print(f"\n## {TITLES[name]}\n", flush=True)
        table = _answer(name, plan)
        print(table.markdown(), flush=True)
        if not given.dry:
            report.keep(plan.size, name, table)
    if not given.dry:
        report.write()
        print("\nWritten to docs/performance.md")


def _answer(name: str, plan: Plan) -> Table:
    started, load = datetime.now(UTC), machine.load()
    try:
        table = measure(name)(plan)
    except NotMeasured as why:
        table = Table.of_nothing(str(why))
    table.when = f"{started:%Y-%m-%d %H:%M} UTC"
    table.machine = f"{machine.described()}; load {load:.1f} before, {machine.load():.1f} after"
    return table


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("question", nargs="*", help=", ".join(TITLES))
    parser.add_argument("--size", type=_size, default=100_000, help="posts: 100000, 100k, 5M")
    parser.add_argument("--passes", type=int, default=3, help="how often each side is measured")
    parser.add_argument("--work", default=ROOT / "bench" / ".work", help="folder for what is made")
    parser.add_argument("--dry", action="store_true", help="print only, write no report")
    given = parser.parse_args()
    unknown = set(given.question) - set(TITLES)
    if unknown:
        parser.error(f"no question {', '.join(unknown)}; there are {', '.join(TITLES)}")
    return given


def _size(text: str) -> int:
    """:raises ValueError: not a number."""
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(float(text.rstrip("kKmM")) * factor)


if __name__ == "__main__":
    main()
