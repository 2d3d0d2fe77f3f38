"""Reads the table: one account a row, columns in any order."""

from __future__ import annotations

import csv
import re
from typing import Final

from tilstede.core.directory.layout import Block, Reading
from tilstede.core.directory.problems import Problems, meant
from tilstede.core.directory.written import Fields, Text
from tilstede.formats.decoding import NotText, decode
from tilstede.formats.directory_csv import dialect

_DAY: Final = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")


def read(data: bytes) -> Reading:
    """All rows, the pieces of the file, and what is wrong with it as a table."""
    try:
        text = decode(data)
    except NotText as error:
        return Reading({}, [], [error.problem])
    table = _Table(Problems())
    try:
        table.read(text)
    except csv.Error as error:
        table.problems.add("syntax", table.line, detail=error)
    return table.reading()


class _Table:
    """One table on its way to entries and pieces."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.line = 1
        self._columns: list[str] = []
        self._entries: list[Fields] = []
        self._blocks: list[Block] = []
        self._owner_names: dict[str, str] = {}
        self._above = ""  #: empty rows, which go with the row below them

    def reading(self) -> Reading:
        """What was read."""
        if self._above:
            self._blocks.append(Block("tail", self._above))
        columns = tuple(name for name in self._columns if name != dialect.OWNER_NAME)
        written = {"accounts": self._entries}
        return Reading(written, self._blocks, self.problems, columns, self._owner_names)

    def read(self, text: str) -> None:
        """:raises csv.Error: a quotation mark that is never closed, or a cell beyond all measure."""
        first = text.splitlines()[0] if text else ""
        for raw, cells, line in dialect.records(text, dialect.separator(first)):
            self.line = line + raw.count("\n")
            if not any(cell.strip() for cell in cells) or dialect.is_separator_line(raw):
                self._above += raw
            elif not self._columns:
                self._head(cells, line)
                self._block("accounts", raw)
            else:
                self._row(cells, line)
                self._block("accounts", raw, len(self._entries) - 1)
        if not self._columns:
            self.problems.add("no-columns", 1, missing=", ".join(dialect.NEEDED))

    def _block(self, part: str, raw: str, position: int | None = None) -> None:
        self._blocks.append(Block(part, self._above + raw, position))
        self._above = ""

    def _head(self, cells: list[str], line: int) -> None:
        self._columns = [cell.strip().lower() for cell in cells]
        while not self._columns[-1]:
            self._columns.pop()
        if missing := [name for name in dialect.NEEDED if name not in self._columns]:
            self.problems.add("no-columns", line, missing=", ".join(missing))
        for name in self._columns:
            if name not in dialect.COLUMNS:
                near = meant(name, dialect.COLUMNS)
                self.problems.add("unknown-field", line, name, name, meant=near)
            elif self._columns.count(name) > 1:
                self.problems.add("twice", line, name)

    def _row(self, cells: list[str], line: int) -> None:
        if any(cell.strip() for cell in cells[len(self._columns) :]):
            self.problems.add("cells", line, most=len(self._columns))
        said = {
            name: Text(_iso(name, cell.strip().replace("\r\n", "\n")), line, plain=False)
            for name, cell in zip(self._columns, cells, strict=False)
            if name in dialect.COLUMNS and cell.strip()
        }
        name = said.pop(dialect.OWNER_NAME, None)
        if name is not None and "owner" in said:
            self._owner_names.setdefault(said["owner"].text, name.text)
        self._entries.append(Fields(dict(said), line))


def _iso(name: str, cell: str) -> str:
    """A day as Excel writes it in Norwegian, as the file format has it."""
    found = _DAY.fullmatch(cell) if name in dialect.DAYS else None
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell
