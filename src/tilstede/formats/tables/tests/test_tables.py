from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.formats.tables import comma, parquet
from tilstede.formats.tables.column import Column, Row

COLUMNS = (
    Column("id", "integer"),
    Column("at", "moment"),
    Column("sure", "truth"),
    Column("text", "text"),
    Column("tags", "list"),
)
AT = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
ROWS: list[Row] = [
    {"id": 1, "at": AT, "sure": True, "text": "=cmd|' /C calc'!A0", "tags": ["ferje", 'a,"b"']},
    {"id": 2**62, "at": None, "sure": False, "text": "-1\r\n+æøå\t😀", "tags": []},
    {"id": 3, "at": AT, "sure": None, "text": "'sitat'", "tags": ["=1"]},
    {"id": 4, "at": AT, "sure": True, "text": "", "tags": []},
]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def written(rows: list[Row]) -> str:
    out = io.StringIO(newline="")
    assert comma.write(out, COLUMNS, rows) == len(rows)
    return out.getvalue()


def test_what_is_written_is_read_again() -> None:
    heading, *rows = read(written(ROWS))
    assert heading == ["id", "at", "sure", "text", "tags"]
    assert [int(row[0]) for row in rows] == [1, 2**62, 3, 4]
    assert [row[1] for row in rows] == ["2026-11-22T09:05:00Z", "", *["2026-11-22T09:05:00Z"] * 2]
    assert [row[2] for row in rows] == ["true", "false", "", "true"]
    assert [comma.unsafe(row[3]) for row in rows] == [row["text"] for row in ROWS]
    assert [json.loads(row[4] or "[]") for row in rows] == [row["tags"] for row in ROWS]


def test_no_cell_begins_as_a_formula() -> None:
    for row in read(written(ROWS))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(st.text())
def test_a_safe_text_is_no_formula_and_loses_nothing(text: str) -> None:
    cell = comma.safe(text)
    assert comma.unsafe(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def as_parquet(folder: Path, rows: list[Row]) -> list[tuple[Any, ...]]:
    source, target = folder / "rows", folder / "it's.parquet"
    with source.open("wb") as out:
        assert list(parquet.lines(out, COLUMNS, rows)) == rows
    parquet.write(source, target, COLUMNS)
    found = duckdb.sql("SELECT * FROM read_parquet(?)", params=[str(target)])
    assert [str(kind) for kind in found.types] == [
        *("BIGINT", "TIMESTAMP WITH TIME ZONE", "BOOLEAN", "VARCHAR", "VARCHAR[]")
    ]
    return duckdb.sql(
        'SELECT id, epoch("at"), sure, text, tags FROM read_parquet(?)', params=[str(target)]
    ).fetchall()


def test_parquet_has_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    found = as_parquet(tmp_path, ROWS)
    assert found == [
        (row["id"], AT.timestamp() if row["at"] else None, row["sure"], row["text"], row["tags"])
        for row in ROWS
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it's.parquet", "rows"]


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    assert as_parquet(tmp_path, []) == []


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error):
        parquet.write(tmp_path / "absent", tmp_path / "x.parquet", COLUMNS)
