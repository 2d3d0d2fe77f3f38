from __future__ import annotations

import io

import pytest

from tilstede.networks.kit.csvrows import BrokenRow, Row, one, rows


def read(data: bytes) -> list[Row | BrokenRow]:
    return list(rows(io.BytesIO(data), lambda values: "Text" in values))


def texts(data: bytes) -> list[str]:
    return [row.fields["Text"] for row in read(data) if isinstance(row, Row)]


@pytest.mark.parametrize(
    "data",
    [
        "Date,Text\r\n1,Ferja går\r\n".encode(),
        "\ufeffDate,Text\n1,Ferja går\n".encode(),
        "Date;Text\n1;Ferja går\n".encode("cp1252"),
        "Date\tText\n1\tFerja går\n".encode("utf-16"),
        'Notes:\n\n"This file, they say, is yours"\n\nDate,Text\n1,Ferja går'.encode(),
    ],
)
def test_any_delimiter_and_character_set(data: bytes) -> None:
    assert texts(data) == ["Ferja går"]


def test_a_row_over_many_lines_is_one_and_says_where_it_begins() -> None:
    found = read(b'Date,Text\n1,"to\nlinjer ""her"""\n2,ein\n')
    assert [(row.line, row.fields["Text"]) for row in found if isinstance(row, Row)] == [
        (2, 'to\nlinjer "her"'),
        (4, "ein"),
    ]


def test_a_row_is_read_again_from_what_is_kept() -> None:
    for row in read(b'Date;Text\n1;"a;b\nc"\n2;d\n'):
        assert isinstance(row, Row)
        assert one(row.raw) == row.fields


def test_a_quote_without_an_end_is_told_and_ends_nothing_before_it() -> None:
    found = read(b'Date,Text\n1,a\n2,"b\n' + b"x" * 5_000_000 + b"\n")
    assert isinstance(found[0], Row)
    assert isinstance(found[1], BrokenRow)
    assert "without an end" in found[1].why


def test_no_header_no_rows() -> None:
    assert read(b"a,b\n1,2\n") == []
    assert read(b"") == []


def test_what_is_no_row_is_refused() -> None:
    for raw in (b"", b"\xff\xfe", b"Date,Text\n"):
        with pytest.raises(ValueError, match="not"):
            one(raw)
