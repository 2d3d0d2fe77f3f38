"""Tables as people's takeouts hold them: CSV of any delimiter and character set, notes before the header, and rows
that stretch over many lines (RFC 4180, and what is written in its name).

A row is kept with its header, so that it can be read again from the record alone.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MIME: Final = "text/csv"
_LONGEST: Final = 4 << 20  #: characters of a row
_SNIFFED: Final = 1 << 16
_DELIMITERS: Final = ",;\t"
_NOTES: Final = 20  #: rows that may stand before the header
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Row(msgspec.Struct, frozen=True, gc=False):
    """``text``: header and row as CSV. ``line``: where the row begins, the first line being 1."""

    line: int
    text: str
    fields: dict[str, str]

    @property
    def raw(self) -> bytes:
        """Header and row in UTF-8."""
        return self.text.encode()


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read; ``why`` in English."""

    line: int
    why: str


def rows(stream: BinaryIO, is_header: Callable[[Sequence[str]], bool]) -> Iterator[Row | BrokenRow]:
    """Every row below the first one that ``is_header`` takes for the header; nothing where there is none.

    The stream stays open.
    """
    text, delimiter = _opened(stream, is_header)
    with text:
        yield from _rows(text, delimiter, is_header)


def _rows(
    text: io.TextIOWrapper, delimiter: str, is_header: Callable[[Sequence[str]], bool]
) -> Iterator[Row | BrokenRow]:
    lines: list[str] = []
    reader = csv.reader(_kept(text, lines), delimiter=delimiter)
    header: list[str] = []
    written, before = "", 0
    while True:
        lines.clear()
        try:
            values = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            yield BrokenRow(before + 1, str(error))
            before = reader.line_num
            continue
        line, before = before + 1, reader.line_num
        if header:
            if any(values):
                fields = dict(zip(header, values, strict=False))
                yield Row(line, written + "".join(lines), fields)
        elif is_header(values):
            header, written = values, "".join(lines)
        elif line > _NOTES:
            return


def one(raw: bytes) -> dict[str, str]:
    """The fields of a row as `rows` keeps it. :raises ValueError: it is none."""
    try:
        text = raw.decode("utf-8")
        mark = _most(text.partition("\n")[0])
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except (csv.Error, UnicodeDecodeError) as error:
        raise ValueError(f"not a row of a table: {error}") from error
    if len(found) != 2:
        raise ValueError("not one header and one row")
    header, values = found
    return dict(zip(header, values, strict=False))


class _Whole(io.RawIOBase):
    """A stream of which the beginning was read already; it need not be able to go back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        piece = self._head[: len(view)] or self._rest.read(len(view))
        self._head = self._head[len(piece) :]
        view[: len(piece)] = piece
        return len(piece)


def _opened(
    stream: BinaryIO, is_header: Callable[[Sequence[str]], bool]
) -> tuple[io.TextIOWrapper, str]:
    head = stream.read(_SNIFFED)
    encoding = _encoding(head)
    whole = io.BufferedReader(_Whole(head, stream))
    text = io.TextIOWrapper(whole, encoding, newline="", errors="replace")
    return text, _delimiter(head.decode(encoding, "replace"), is_header)


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(head: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    """The one by which there is a header."""
    lines = [line for line in head.split("\n")[:_NOTES] if len(line) < csv.field_size_limit()]
    for mark in _DELIMITERS:
        if any(map(is_header, csv.reader(lines, delimiter=mark))):
            return mark
    return ","


def _most(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _kept(text: io.TextIOWrapper, lines: list[str]) -> Iterator[str]:
    """Lines, each noted as it is handed out. A quote that never ends must not swallow the whole file."""
    size = 0
    for line in text:
        size = size + len(line) if lines else len(line)
        if size > _LONGEST:
            raise csv.Error("a row without an end")
        lines.append(line.replace("\x00", ""))
        yield lines[-1]
