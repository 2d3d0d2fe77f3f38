"""The report: what was seen is kept as data in bench/results/, and docs/performance.md is made of it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bench.plan import ROOT
from bench.questions import TITLES
from bench.tables import Table

RESULTS = ROOT / "bench" / "results"
DOCUMENT = ROOT / "docs" / "performance.md"
INTRODUCTION = ROOT / "bench" / "introduction.md"

_Tables = dict[str, Table]


def keep(size: int, name: str, table: Table) -> None:
    """Put the answer in the place of an earlier one at that size; that it could not be had is no answer."""
    tables = _tables(_path(size))
    if table.answered or name not in tables:
        tables[name] = table
    RESULTS.mkdir(exist_ok=True)
    _path(size).write_bytes(msgspec.json.format(msgspec.json.encode(tables), indent=1) + b"\n")


def write() -> None:
    """Make the document of the introduction and all that was kept, the largest size first."""
    sizes = sorted((int(path.stem) for path in RESULTS.glob("*.json")), reverse=True)
    sections = [_section(size, _tables(_path(size))) for size in sizes]
    DOCUMENT.write_text("\n".join([INTRODUCTION.read_text(), *sections]))


def _path(size: int) -> Path:
    return RESULTS / f"{size}.json"


def _tables(path: Path) -> _Tables:
    return msgspec.json.decode(path.read_bytes(), type=_Tables) if path.exists() else {}


def _section(size: int, tables: _Tables) -> str:
    parts = [f"## {size:,} posts\n", _misses(tables)]
    for name, title in TITLES.items():
        if name in tables:
            table = tables[name]
            parts.append(f"### {title}\n\n{table.markdown()}\n\n{table.when}. {table.machine}.\n")
    return "\n".join(parts)


def _misses(tables: _Tables) -> str:
    """What fell short, before anything else."""
    found = [
        f"- {TITLES[name]}: {row.cells[0]}"
        for name in TITLES
        if name in tables
        for row in tables[name].missed
    ]
    unanswered = [
        f"- {TITLES[name]}" for name in TITLES if name in tables and not tables[name].answered
    ]
    if not found and not unanswered:
        return "Every goal was reached.\n"
    parts = [("Missed:", found), ("Not measured:", unanswered)]
    return "\n".join(line for head, lines in parts if lines for line in [head, "", *lines, ""])
