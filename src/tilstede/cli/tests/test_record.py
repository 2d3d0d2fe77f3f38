"""What the commands on the record say, in the languages they say it in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tilstede.cli.tests.conftest import Run
from tilstede.core import note
from tilstede.intake import pump
from tilstede.intake.tests import notes
from tilstede.posts import languages
from tilstede.record import checkpoint, keys, read, verify
from tilstede.record.append import Entry, append
from tilstede.record.errors import RecordBroken

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def grow(count: int) -> None:
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * count, now=NOW)


def test_check_says_that_nothing_vouches_for_a_record_without_a_checkpoint(run: Run) -> None:
    grow(4)
    done = run("record", "check")
    assert done.exit_code == 0
    assert "The record is whole: 5 events" in done.stdout
    assert "The newest checkpoint" not in done.stdout
    assert "Nothing vouches for the newest 5 events" in done.stderr
    assert "tilstede record checkpoint" in done.stderr


def test_check_says_how_far_the_newest_checkpoint_reaches(run: Run) -> None:
    grow(4)
    run("record", "checkpoint")
    done = run("record", "check")
    assert "The newest checkpoint covers all of them." in done.stdout
    assert "vouches" not in done.stderr
    grow(2)
    done = run("record", "check")
    assert done.exit_code == 0
    assert "The newest checkpoint covers the first 5 events." in done.stdout
    assert "Nothing vouches for the newest 2 events" in done.stderr


@pytest.mark.parametrize(
    ("code", "words"),
    [("nb", "Ingenting går god for de 5 nyeste"), ("nn", "Ingenting går god for dei 5 nyaste")],
)
def test_check_says_it_in_norwegian(run: Run, code: str, words: str) -> None:
    grow(4)
    assert words in run("record", "check", code=code).stderr


class TestRekey:
    def test_asks_first(self, run: Run) -> None:
        grow(1)
        before = checkpoint.make(now=NOW)
        done = run("record", "rekey", typed="n\n")
        assert done.exit_code == 1
        assert "From now on the log is signed with a new key. Go on?" in done.stdout
        assert checkpoint.make(now=NOW) == before

    def test_tells_the_new_key_and_what_to_do_with_the_old(self, run: Run) -> None:
        grow(1)
        old = keys.path()
        done = run("record", "rekey", "--yes")
        assert done.exit_code == 0, done.output
        new = checkpoint.verifier()
        assert new
        assert str(new) in done.stdout
        assert f"Its fingerprint: {new.fingerprint}" in done.stdout
        assert f"move {old} out of the data folder" in done.stdout
        assert verify.check().good

    def test_needs_the_key_that_signs_now(self, run: Run) -> None:
        grow(1)
        run("record", "checkpoint")
        keys.path().rename(keys.path().with_name("elsewhere"))
        try:
            done = run("record", "rekey", "--yes")
        finally:
            keys.path().with_name("elsewhere").rename(keys.path())
        assert isinstance(done.exception, ImproperlyConfigured), "which the program says in words"
        assert "The signing key is missing" in str(done.exception)


def test_a_rewritten_record_is_not_signed(run: Run) -> None:
    grow(1)
    key = checkpoint.verifier()
    assert key
    head = note.Checkpoint(key.name, 2, bytes(32))
    with connection.cursor() as cursor:
        text = note.signed(head.body, key, keys.sign_by(key))
        cursor.execute("INSERT INTO record_checkpoint VALUES (2, 0, %s)", [text])
    grow(1)
    for words in (("checkpoint",), ("rekey", "--yes")):
        done = run("record", *words)
        assert isinstance(done.exception, RecordBroken), "which the program says in words"
        assert "first 2 events are not those that were signed" in str(done.exception)


def test_a_witness_is_told_how_to_take_another_key(run: Run) -> None:
    first, second = (
        str(note.Verifier("log.kyst.example", note.ED25519, bytes([n] * 32))) for n in (1, 2)
    )
    assert run("record", "witness", "trust", first).exit_code == 0
    done = run("record", "witness", "trust", second)
    assert done.exit_code == 1
    assert "add --instead" in done.stderr
    assert run("record", "witness", "trust", second, "--instead").exit_code == 0
    assert second in run("record", "witness", "show").stdout


class TestReparse:
    @pytest.fixture(autouse=True)
    def life(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        notes.install(monkeypatch, 1)
        told = [{"text": "Ein!"}, {}, {"broken": True}]
        seen = [notes.network.seen(n, "Ein", more=more) for n, more in enumerate(told)]
        pump.take(seen, now=NOW)
        notes.install(monkeypatch, 2)

    def test_says_what_came_of_it(self, run: Run) -> None:
        done = run("record", "reparse")
        assert done.exit_code == 0, done.output
        assert "looked at 3, read again 1, same 1, could not 1" in done.stdout
        assert "could not be read again 1: not a post" in done.stdout
        assert "looked at 3, read again 0, same 2, could not 1" in run("record", "reparse").stdout
        assert "The newest checkpoint covers all of them." in run("record", "check").stdout
        assert not languages.pending()

    def test_dry_run_leaves_all_as_it_is(self, run: Run) -> None:
        before = read.size()
        assert "read again 1," in run("record", "reparse", "--dry-run").stdout
        assert read.size() == before

    def test_one_network(self, run: Run) -> None:
        assert "looked at 0," in run("record", "reparse", "--network", "x").stdout
        assert run("record", "reparse", "--network", "nowhere").exit_code == 2

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("nb", "så på 3, tolket på nytt 1, likt 1, kunne ikke 1"),
            ("nn", "såg på 3, tolka på nytt 1, likt 1, kunne ikkje 1"),
        ],
    )
    def test_in_norwegian(self, run: Run, code: str, words: str) -> None:
        assert words in run("record", "reparse", code=code).stdout
