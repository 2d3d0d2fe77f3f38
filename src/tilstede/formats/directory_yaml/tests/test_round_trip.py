"""What goes in comes out: letter by letter where nothing changed, in meaning where something did."""

from __future__ import annotations

from random import Random

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.directory import check, layout
from tilstede.core.directory.entries import PARTS, Directory, plain
from tilstede.core.directory.layout import Kept
from tilstede.core.tests.directories import TRAPS, directories, patient
from tilstede.formats.directory_yaml.read import read
from tilstede.formats.directory_yaml.scalars import scalar
from tilstede.formats.directory_yaml.write import write


def understood(data: bytes) -> tuple[Directory, list[Kept]]:
    reading = read(data)
    assert not reading.problems, (reading.problems, data.decode())
    assert "".join(block.text for block in reading.blocks) == data.decode()
    directory, problems = check.read(reading.written, reading.problems)
    assert not problems, (problems, data.decode())
    return directory, layout.kept(reading.blocks, directory)


def plainly(directory: Directory) -> dict[str, list[object]]:
    return {part: [plain(one) for one in directory.part(part)] for part in PARTS}


@patient
@given(directories())
def test_what_is_written_anew_is_read_as_the_same(directory: Directory) -> None:
    assert plainly(understood(write(directory))[0]) == plainly(directory)


@patient
@given(directories())
def test_any_reader_of_yaml_reads_the_same_words(directory: Directory) -> None:
    data = yaml.safe_load(write(directory))
    for body, entry in zip(directory.bodies, data.get("bodies") or (), strict=True):
        assert entry["name"] == {
            code: name for code in ("nb", "nn", "se", "en") if (name := getattr(body.name, code))
        }
        assert entry.get("note", "") == body.note
        assert entry.get("number", "") == body.number
        assert entry.get("from") == body.since


@patient
@given(directories(), st.randoms(use_true_random=False))
def test_a_file_comes_out_letter_by_letter(directory: Directory, chance: Random) -> None:
    data = disturbed(write(directory), chance)
    read_back, pieces = understood(data)
    assert write(read_back, pieces) == data


@patient
@given(directories(), directories(), st.randoms(use_true_random=False))
def test_what_changed_is_written_and_the_rest_stays(
    old: Directory, new: Directory, chance: Random
) -> None:
    data = disturbed(write(old), chance)
    before, pieces = understood(data)
    out = write(new, pieces)
    after, _ = understood(out)
    for part in PARTS:
        assert sorted(map(str, map(plain, after.part(part)))) == sorted(
            map(str, map(plain, new.part(part)))
        )
    same = {piece.digest for piece in layout.kept(read(out).blocks, after)}
    for piece in pieces:
        if piece.digest and piece.digest in same and piece.key != "*":
            assert piece.text.strip() in out.decode()
    assert before is not after


def disturbed(data: bytes, chance: Random) -> bytes:
    """The same with comments, empty lines, other indents and other line breaks."""
    lines = data.decode().splitlines(keepends=True)
    out: list[str] = []
    deeper = chance.choice(["", "  "])
    for line in lines:
        if line.startswith("  - ") and chance.random() < 0.3:
            out.append(chance.choice(["# før\n", "\n", "    # inne: 'x\n", "\n\n  #\n"]))
        out.append(deeper + line if line.startswith(" ") else line)
    out.append(chance.choice(["", "# slutt", "\n\n", "...\n"]))
    text = "".join(out)
    text = chance.choice(["", "# hode\n", "---\n", "\ufeff"]) + text
    return text.replace("\n", chance.choice(["\n", "\r\n"])).encode()


def test_traps_are_quoted_and_the_rest_is_bare() -> None:
    for trap in TRAPS:
        for inside in (True, False):
            assert yaml.safe_load(f"[{scalar(trap, inside=True)}]") == [trap]
            assert yaml.safe_load(f"a: {scalar(trap, inside=inside)}") == {"a": trap} or inside
    for bare in ("Fjordvik kommune", "NO-BRC-310100013", "post@kyst.example", "Å være, eller ikke"):
        assert scalar(bare, inside=False) == bare
