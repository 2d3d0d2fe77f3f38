"""How a table is written: Excel in Norwegian separates by semicolons and writes days as 15.01.2024."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from tilstede.core.directory.entries import ORDER, Account

OWNER_NAME: Final = "owner_name"
#: In the order they are written.
COLUMNS: Final = (
    *("owner", OWNER_NAME, "url", "capacity", "show", "language", "from", "to", "person", "note"),
    "person_id",
    "reason",
    *("policy", "policy_reason", "policy_date", "policy_by"),
    "wikidata",
)
#: Those that hold a day.
DAYS: Final = ("from", "to", "policy_date")
#: Written even when no account has it.
USUAL: Final = COLUMNS[:10]
NEEDED: Final = ("owner", "url", "capacity", "show")
BOM: Final = "\ufeff"
_SEPARATOR: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)

assert {*COLUMNS} - {OWNER_NAME} == {*ORDER[Account]}


def separator(first_line: str) -> str:
    """The sign between the cells, by the line that names the columns or by Excel's ``sep=;``."""
    if found := _SEPARATOR.fullmatch(first_line.lstrip(BOM)):
        return found[1]
    return max(",;\t", key=first_line.count)


def is_separator_line(line: str) -> bool:
    """Excel's own first line, which says only what separates."""
    return bool(_SEPARATOR.fullmatch(line.lstrip(BOM)))


def records(text: str, sign: str) -> Iterator[tuple[str, list[str], int]]:
    """Each record as it is written, its cells, and the line it begins at, from 1. :raises csv.Error:"""
    lines = list(io.StringIO(text, newline=""))
    bare = (line.lstrip(BOM) if not place else line for place, line in enumerate(lines))
    reader = csv.reader(bare, delimiter=sign, strict=True)
    before = 0
    for cells in reader:
        yield "".join(lines[before : reader.line_num]), cells, before + 1
        before = reader.line_num


def row(cells: Sequence[str], sign: str, end: str) -> str:
    """One record. ``end``: the line break."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator=end).writerow(cells)
    return out.getvalue()
