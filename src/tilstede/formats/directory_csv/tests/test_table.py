"""The table of accounts, as spreadsheets write it."""

from __future__ import annotations

import csv
import io
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.directory import check, layout
from tilstede.core.directory.entries import Directory, plain
from tilstede.core.directory.layout import Kept
from tilstede.core.tests.directories import directories, patient
from tilstede.formats.directory_csv.read import read
from tilstede.formats.directory_csv.write import write

HEAD = "owner;url;capacity;show;from\n"
ROW = "kyd;https://x.com/kyd;official;yes;15.01.2024\n"


def understood(data: bytes) -> tuple[Directory, list[Kept]]:
    reading = read(data)
    assert not reading.problems, (reading.problems, data)
    assert "".join(block.text for block in reading.blocks) == data.decode()
    directory, _ = check.read(reading.written)
    return directory, layout.kept(reading.blocks, directory)


def accounts(directory: Directory) -> list[dict[str, object]]:
    return [plain(one) for one in directory.accounts]


@patient
@given(directories())
def test_what_is_written_anew_is_read_as_the_same(directory: Directory) -> None:
    assert accounts(understood(write(directory))[0]) == accounts(directory)


@patient
@given(directories(), st.randoms(use_true_random=False))
def test_a_table_comes_out_letter_by_letter(directory: Directory, chance: Random) -> None:
    data = disturbed(write(directory), chance)
    read_back, pieces = understood(data)
    assert write(read_back, pieces) == data
    assert accounts(read_back) == accounts(directory)


@patient
@given(directories(), directories(), st.randoms(use_true_random=False))
def test_what_changed_is_written_and_the_rest_stays(
    old: Directory, new: Directory, chance: Random
) -> None:
    _, pieces = understood(disturbed(write(old), chance))
    after, _ = understood(write(new, pieces))
    assert sorted(map(str, accounts(after))) == sorted(map(str, accounts(new)))


def disturbed(data: bytes, chance: Random) -> bytes:
    """The same with other separators, quotes, line breaks and empty rows, as Excel and others write it."""
    sign, end = chance.choice(",;\t"), chance.choice(["\n", "\r\n"])
    out = io.StringIO(newline="")
    quoting = chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    rows = csv.writer(out, delimiter=sign, lineterminator=end, quoting=quoting)
    for row in csv.reader(io.StringIO(data.decode(), newline="")):
        rows.writerow(row)
        if chance.random() < 0.2:
            out.write(sign * 3 + end)
    text = out.getvalue()
    text = f"sep={sign}{end}{text}" if chance.random() < 0.2 else text
    text = text.removesuffix(end) if chance.random() < 0.3 else text
    return (chance.choice(["", "\ufeff"]) + text).encode()


def test_excel_in_norwegian_is_understood() -> None:
    directory, pieces = understood(b"\xef\xbb\xbf" + (HEAD + ROW).replace("\n", "\r\n").encode())
    assert str(directory.accounts[0].since) == "2024-01-15"
    assert write(directory, pieces).endswith(b";15.01.2024\r\n")


FAULTS = {
    "": ("no-columns", 1),
    "eier;url\na;b\n": ("no-columns", 1),
    HEAD.replace("from", "form") + ROW: ("unknown-field", 1),
    HEAD.replace("from", "url") + ROW: ("twice", 1),
    HEAD + ROW.replace("\n", ";x\n"): ("cells", 2),
    HEAD + ROW + '"a;b\n': ("syntax", 3),
    HEAD + ROW.replace("yes", "ok"): ("flag", 2),
    HEAD + ROW.replace("15.01", "32.01"): ("date", 2),
    HEAD + ROW + ROW.replace("15.01.2024", ""): ("duplicate", 3),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_told_with_its_line(text: str) -> None:
    reading = read(text.encode())
    _, problems = check.read(reading.written, reading.problems)
    found = [(one.code, one.line) for one in problems if one.code != "unknown-owner"]
    code, line = FAULTS[text]
    assert (code, line) in found or (code == "duplicate" and ("overlap", line) in found)


def test_another_encoding_is_told_with_its_line() -> None:
    problem = read((HEAD + ROW + "kyd;Å").encode("latin-1")).problems[0]
    assert (problem.code, problem.line, problem.more) == ("encoding", 3, {"guess": "Latin-1"})


def test_a_cell_of_several_lines_is_one_row() -> None:
    text = 'owner,url,capacity,show,note\nkyd,https://x.com/kyd,official,yes,"a\nb"\nkyd,x,official,yes,\n'
    reading = read(text.encode())
    _, problems = check.read(reading.written, reading.problems)
    assert ("not-an-address", 4) in [(one.code, one.line) for one in problems]
