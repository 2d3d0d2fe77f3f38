"""Charts made on the server: an SVG that keeps its letters' size on every screen, and the same numbers as a table.

Places along the chart are given in per cent of its width and the drawing has no frame of its own (`viewBox`), so it
fills what room there is without a script. Colours come from classes in the styles: the security policy lets no page
carry styles of its own. What a chart says is in its title and description; nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator

#: Heights in CSS pixels.
_ROW, _BAR_FROM = 44, 24
_PLOT = 160
_MOST_TICKS = 6
#: Letters of a label that have room beside a number on the narrowest screen.
_LETTERS = 34
#: And on a wide one, where the style sheet shows them.
_LETTERS_WIDE = 58


@dataclass(frozen=True, slots=True)
class Frame:
    """What every chart is told. ``key``: names it on its page. ``about``: what is to be seen in it, in a sentence, for
    those who cannot see it. ``rows``, ``values``: headings of the table's two first columns."""

    key: str
    title: str
    about: str
    rows: str
    values: str


class Row(NamedTuple):
    """A number with a name. ``note`` says more in the table; ``url`` leads to what was counted."""

    label: str
    value: float
    url: str = ""
    note: str = ""


class Span(NamedTuple):
    """A stretch of days, both included. None: open at that end."""

    label: str
    since: date | None
    until: date | None
    url: str = ""


def bars(frame: Frame, rows: Sequence[Row]) -> SafeString:
    """One bar for each row, the longest filling the width, with its number written at the end."""
    highest = max((row.value for row in rows), default=0)
    drawn = [
        {
            "row": row,
            "name": _short(row.label, _LETTERS),
            "wide": _short(row.label, _LETTERS_WIDE),
            "number": _number(row.value),
            "text_y": place * _ROW + 16,
            "bar_y": place * _ROW + _BAR_FROM,
            "width": _percent(row.value / highest if highest > 0 else 0),
        }
        for place, row in enumerate(rows)
    ]
    return _render("bars", frame, drawn=drawn, height=max(len(rows) * _ROW, 1))


def line(frame: Frame, rows: Sequence[Row], *, highest: float = 0) -> SafeString:
    """How a number went from row to row, evenly spaced, from naught at the foot. ``highest``: where the scale ends at
    least, so that charts side by side can have one and the same."""
    highest = max([highest, *(row.value for row in rows)])
    gaps = max(len(rows) - 1, 1)
    points = [
        {
            "row": row,
            "number": _number(row.value),
            "x": _percent(place / gaps),
            "y": round(_PLOT - (_PLOT - 24) * (row.value / highest if highest > 0 else 0), 1),
        }
        for place, row in enumerate(rows)
    ]
    return _render(
        "line",
        frame,
        drawn=points,
        steps=list(pairwise(points)),
        first=rows[0].label if rows else "",
        last=rows[-1].label if len(rows) > 1 else "",
        highest=_number(highest),
        plot=_PLOT,
        height=_PLOT + 28,
    )


def timeline(frame: Frame, spans: Sequence[Span], *, today: date) -> SafeString:
    """When each began and ended, along the years. What is open goes on to ``today``, or begins where the chart does."""
    known = [day for span in spans for day in (span.since, span.until) if day]
    first, last = min([*known, today]), max([*known, today])
    days = max((last - first).days, 1)

    def at(day: date) -> float:
        return (day - first).days / days

    drawn = []
    for place, span in enumerate(spans):
        start, end = at(span.since or first), at(span.until or last)
        drawn.append(
            {
                "span": span,
                "ahead": span.since is not None and span.since > today,
                "name": _short(span.label, _LETTERS),
                "wide": _short(span.label, _LETTERS_WIDE),
                "text_y": place * _ROW + 16,
                "bar_y": place * _ROW + _BAR_FROM,
                "x": _percent(start),
                "width": _percent(max(end - start, 0.004)),
            }
        )
    foot = len(spans) * _ROW
    return _render(
        "timeline", frame, drawn=drawn, ticks=_years(first, last), foot=foot, height=foot + 28
    )


def _years(first: date, last: date) -> list[dict[str, Any]]:
    """Turns of years to mark: at most six, evenly spaced."""
    years = list(range(first.year + 1, last.year + 1))
    every = -(-len(years) // _MOST_TICKS) or 1
    days = max((last - first).days, 1)
    places = {year: (date(year, 1, 1) - first).days / days for year in years[::every]}
    # A number at the very edge would be cut.
    return [
        {"year": str(year), "x": _percent(place)}
        for year, place in places.items()
        if 0.04 <= place <= 0.96
    ]


def _render(kind: str, frame: Frame, **drawing: Any) -> SafeString:
    return render_to_string(f"web/charts/{kind}.html", {"frame": frame, **drawing})


def _percent(part: float) -> str:
    return f"{max(0.0, min(part, 1.0)) * 100:.2f}%"


def _number(value: float) -> str:
    return number_format(value, decimal_pos=None if value % 1 else 0, force_grouping=True)


def _short(label: str, letters: int) -> str:
    return Truncator(label).chars(letters, truncate="…")
