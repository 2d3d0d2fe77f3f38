from __future__ import annotations

import json
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
    assert run("import", str(whole)).exit_code == 0, "nothing new is no fault"


def test_a_preview_shows_what_would_come_and_records_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(GOOD.document())
    (tmp_path / "ukjent.bin").write_bytes(b"\x00\x01\x02")
    shown = run("import", "--preview", str(tmp_path))
    assert shown.exit_code == 0
    assert "Driftsmeldingar: Sak 1" in shown.output
    assert "2 posts and 0 deletions would be taken in, 0 set aside" in shown.output
    assert "a small file can say how to read it" in shown.output
    assert "Nothing was recorded." in shown.output
    assert "read 2, took in 2" in run("import", str(tmp_path / "feed.xml")).output


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
