from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tilstede.cli import progress
from tilstede.cli.tests.conftest import Run
from tilstede.intake.tests.feed_server import Feed
from tilstede.posts import languages

GOOD = Feed("https://drift.example/feed.xml", {1: "Straumen er borte.", 2: "Straumen er tilbake."})


def test_it_ends_badly_only_when_nothing_could_be_read(run: Run, tmp_path: Path) -> None:
    broken, whole = tmp_path / "ukjent.bin", tmp_path / "feed.xml"
    broken.write_bytes(b"\x00\x01\x02")
    whole.write_text(GOOD.document())
    nothing = run("import", str(broken))
    assert nothing.exit_code == 1
    assert "set aside ukjent.bin: not a takeout or feed that is known" in nothing.output
    assert run("import", str(broken), str(whole)).exit_code == 0
    again = run("import", str(whole))
    assert again.exit_code == 0, "nothing new is no fault"
    assert "finding languages" not in again.output


def test_a_preview_shows_what_would_come_and_records_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(GOOD.document())
    (tmp_path / "ukjent.bin").write_bytes(b"\x00\x01\x02")
    shown = run("import", "--preview", str(tmp_path))
    assert shown.exit_code == 0
    assert "Driftsmeldingar: Sak 1" in shown.output
    assert "feed.xml (News feed: Driftsmeldingar)" in shown.output
    assert "read 2, would take in 2, already have 0, would set aside 0" in shown.output
    assert "set aside ukjent.bin: not a takeout or feed that is known\n" in shown.output
    assert (
        "All files together\nread 3, would take in 2, already have 0, would set aside 1"
        in shown.output
    )
    assert "Nothing was recorded." in shown.output
    assert "read 2, took in 2" in run("import", str(tmp_path / "feed.xml")).output
    again = run("import", "--preview", str(tmp_path / "feed.xml"), str(tmp_path / "feed.xml"))
    assert "read 4, would take in 0, already have 4, would set aside 0" in again.output


def test_a_preview_counts_as_the_import_does(run: Run, tmp_path: Path) -> None:
    """Also the same post in two files, what is heard only, and an earlier wording."""
    page = (
        '<div class="i" id="1"><b>Ungdomsrådet</b><i>2009-10-14T18:30</i><p>Kva vil de?\u202e</p></div>'
        '<div class="i" id="2"><b>Ein borgar</b><i>2009-10-14T18:40</i><p>Kino!</p></div>'
    )
    told = (
        "network: Nettby\naccount: {id: rad, name: Ungdomsrådet}\nkind: html\nitem: div.i\n"
        "fields: {id: '@id', author: b, time: i, text: p}\n"
    )
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tilstede.yaml").write_text(told)
        (tmp_path / name / "side.html").write_text(page)
    shown = run("import", "--preview", str(tmp_path)).output
    assert "\u202e" not in shown
    assert "a (A network that is gone: Nettby)" in shown
    kinds = "new posts: 1, by others, heard and not shown in public: 1\n"
    assert f"read 4, would take in 2, already have 2, would set aside 0\n{kinds}" in shown
    taken = run("import", str(tmp_path)).output
    assert f"{kinds}read 4, took in 2, already had 2, set aside 0" in taken
    shown = run("import", "--preview", str(tmp_path)).output
    assert (
        "read 4, would take in 0, already have 4, would set aside 0\nNothing was recorded." in shown
    )
    (tmp_path / "a" / "side.html").write_text(page.replace("Kva vil", "Kva ønskjer"))
    shown = run("import", "--preview", str(tmp_path / "a")).output
    assert "read 2, would take in 1, already have 1, would set aside 0\nnew wordings: 1" in shown


def test_nothing_to_read_is_no_fault_in_either(run: Run, tmp_path: Path) -> None:
    for words in (["import"], ["import", "--preview"]):
        assert run(*words, str(tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bilete.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture, sound or film by itself"),
        ("film.mp4", b"\x00\x00\x00\x20ftypisom", "a picture, sound or film by itself"),
        ("tom.json", b"", "nothing in it"),
        ("arkiv.rar", b"Rar!\x1a\x07\x01\x00", "unpack it, and import the folder"),
        ("brev.pdf", b"%PDF-1.7", "a document; save it as"),
        ("tom.zip", {}, "nothing in it"),
        ("brev.docx", {"[Content_Types].xml": "", "word/document.xml": ""}, "a document; save"),
        (
            "TikTok_Data_1.zip",
            {"Profile/Profile Info.txt": "x", "Activity/Like List.txt": "x"},
            "the network also gives it as JSON",
        ),
        ("MyActivity.html", b"<html><body>Saw", "the network also gives it as JSON"),
        (
            "your_posts.html",
            b'<html><body><div class="_3-95 _a6-g">Hei</div>',
            "the network also gives it as JSON",
        ),
        ("nettby.html", b"<html><body><p>Hei</p>", "a small file can say how to read it"),
        ("actor.json", b'{"type": "Person"}', "not a takeout or feed that is known"),
        ("tabell.csv", b"Tid;Fra\n1;2\n", "a small file can say how to read it"),
    ],
)
def test_a_file_of_the_wrong_kind_is_told_what_it_is(
    run: Run, tmp_path: Path, name: str, content: bytes | dict[str, str], said: str
) -> None:
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for member, words in content.items():
                archive.writestr(member, words)
    for words in (["import"], ["import", "--preview"]):
        done = run(*words, str(path))
        assert done.exit_code == 1
        assert said in done.output
        assert ("docs/gone.md" in done.output) == (
            name in ("brev.pdf", "brev.docx", "tabell.csv", "nettby.html")
        )


def test_a_faulty_mapping_file_is_told_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tilstede.yaml").write_text("network: Nettby\nkind: tabell\n")
    said = run("import", str(tmp_path)).output
    assert "the file that says how to read the others is wrong: tilstede.yaml, line" in said
    assert "docs/gone.md" not in said


def test_one_checkpoint_is_one_checkpoint(run: Run) -> None:
    run("record", "checkpoint")
    assert "0 destroyed, 0 tiles, 1 checkpoint." in run("record", "check").output


def test_one_event_is_one_event(run: Run) -> None:
    assert run("rebuild").output.splitlines()[-1] == "Rebuilt from 1 event."


def test_languages_of_many_posts_are_left_for_later_and_told_when_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "AT_ONCE", 2)
    entries = {n: f"Vi veit ikkje korleis det gjekk med ferja i går, sak {n}." for n in range(5)}
    path = tmp_path / "feed.xml"
    path.write_text(Feed("https://drift.example/feed.xml", entries).document())
    done = run("import", str(path))
    assert "found by tilstede work, or when a search asks for one" in done.stderr
    assert languages.pending() > 0
    shown = [json.loads(line) for line in run("search", "ferja", "--json").stdout.splitlines()]
    assert [post["language"] for post in shown] == ["nn"] * 5
    assert languages.pending() > 0, "shown, but not yet written down"
    assert len(run("search", "lang:nn", "--json").stdout.splitlines()) == 5
    assert languages.pending() == 0
