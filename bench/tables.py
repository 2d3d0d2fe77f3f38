"""What was seen, as tables: for people, and as data to be kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

_UNANSWERED = "not measured"
#: What the first column says, by whether the goal was met.
_MARKS = {True: "met", False: "**missed**", None: ""}


class Row(msgspec.Struct):
    """One line. ``met``: whether the goal was reached, None where there is none."""

    cells: list[str]
    met: bool | None = None


class Table(msgspec.Struct):
    """The answer to a question. ``notes``: what must be known to read it."""

    columns: list[str]
    rows: list[Row] = []
    notes: list[str] = []
    when: str = ""
    machine: str = ""

    def add(self, *cells: str, met: bool | None = None) -> None:
        """One more line."""
        self.rows.append(Row(list(cells), met))

    def markdown(self) -> str:
        """Misses first."""
        ordered = sorted(self.rows, key=lambda row: row.met is not False)
        lines = [_line(["", *self.columns]), _line(["---"] * (len(self.columns) + 1))]
        lines += [_line([_MARKS[row.met], *row.cells]) for row in ordered]
        return "\n".join([*lines, *[f"\n{note}" for note in self.notes]])

    @classmethod
    def of_nothing(cls, why: str) -> Table:
        """The table of a question that could not be answered."""
        return cls([_UNANSWERED], [Row([why])])

    @property
    def answered(self) -> bool:
        """Whether anything was measured."""
        return self.columns != [_UNANSWERED]

    @property
    def missed(self) -> list[Row]:
        """The lines whose goal was not reached."""
        return [row for row in self.rows if row.met is False]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def rate(count: float, seconds: float) -> str:
    """So many a second, to three figures."""
    return f"{float(f'{count / seconds:.3g}'):,.0f}/s"


def milliseconds(seconds: float) -> str:
    """``0.42``, ``12``: two figures are enough."""
    value = seconds * 1000
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
