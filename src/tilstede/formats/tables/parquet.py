"""Parquet, by DuckDB, from rows that lie in a file: whatever their number, little of it is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

import duckdb
import msgspec

from tilstede.formats.tables.column import Column, Kind, Row, Value

_TYPES: Final[dict[Kind, str]] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "truth": "BOOLEAN",
    "moment": "TIMESTAMPTZ",
    "list": "VARCHAR[]",
}
#: A post of the longest kind, written out as JSON.
_LARGEST_ROW: Final = 64 << 20
_MEMORY: Final = "256MB"
#: Rows that are packed together; each is whole in memory while it is packed.
_GROUP: Final = 10_240
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_encoder = msgspec.json.Encoder()


def lines(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Row]:
    """Write each row as a line for `write`, and hand it on."""
    for row in rows:
        told = {column.name: _value(row[column.name]) for column in columns}
        out.write(_encoder.encode(told) + b"\n")
        yield row


def write(
    source: Path, target: Path, columns: Sequence[Column], about: Mapping[str, str] = _NOTHING
) -> None:
    """Make a Parquet file (zstd) of the lines in ``source``, in their order. ``about``: what the file says of itself,
    as key-value metadata; keys are words.

    :raises duckdb.Error: the disk is full, or the lines are not of these columns.
    """
    types = {column.name: _TYPES[column.kind] for column in columns}
    with duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = '{_quoted(target.parent)}'")
        connection.execute(
            f"COPY (SELECT * FROM read_json($source, format = 'newline_delimited', columns = {types},"
            f" maximum_object_size = {_LARGEST_ROW})) TO '{_quoted(target)}'"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}{_metadata(about)})",
            {"source": str(source)},
        )


def _metadata(about: Mapping[str, str]) -> str:
    told = ", ".join(f"{name}: '{_quoted(value)}'" for name, value in about.items())
    return f", KV_METADATA {{{told}}}" if told else ""


def _quoted(text: Path | str) -> str:
    """A text inside quotes of SQL, where no parameter may stand."""
    return str(text).replace("'", "''")


def _value(value: Value) -> Value:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
