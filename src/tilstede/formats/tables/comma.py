"""CSV (RFC 4180) that a spreadsheet can open without running what strangers wrote, and that loses nothing.

A spreadsheet takes a cell for a formula by how it begins (OWASP, "CSV Injection"). Such a text has an apostrophe put
before it; so has one that begins with an apostrophe itself. Whoever takes away one leading apostrophe from every text
has what was written.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Final

import msgspec

from tilstede.formats.tables.column import Column, Row, Value

#: ``=``, ``+``, ``-``, ``@`` and their full-width forms, which spreadsheets in East Asian languages take alike.
_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """The text as it stands in a cell."""
    return f"'{text}" if text.startswith(_BEGINNINGS) else text


def unsafe(cell: str) -> str:
    """The text that stands in a cell."""
    return cell.removeprefix("'")


def write(out: IO[str], columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Write a heading and all rows; how many rows there were. Lists are JSON, so that their parts can hold anything;
    there is no value where the cell is empty."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    count = 0
    for row in rows:
        writer.writerow(_cell(row[column.name]) for column in columns)
        count += 1
    return count


def _cell(value: Value) -> str:
    if value is None or value == [] or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, list):
        return msgspec.json.encode(value).decode()
    return safe(value)
