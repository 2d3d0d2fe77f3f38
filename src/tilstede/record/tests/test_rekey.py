"""The log gets a new key: what was signed stays signed, and whoever knows the old key can follow."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from tilstede.core import note
from tilstede.core.canonical import dumps
from tilstede.record import checkpoint, identity, keys, read, rekey, succession, verify, witness
from tilstede.record.append import Entry, append
from tilstede.record.tests.test_bundle import run, unpacked

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def grow(count: int = 1) -> None:
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * count, now=NOW)


@pytest.fixture
def old() -> note.Verifier:
    """Two posts and the log's own event, signed by its first key."""
    grow(2)
    checkpoint.make(now=NOW)
    return checkpoint.verifier()


@pytest.fixture
def changed(old: note.Verifier) -> rekey.Changed:
    """Event 3 brings the second key."""
    return rekey.change(now=NOW)


def signs(text: str, key: note.Verifier) -> bool:
    try:
        return bool(note.check(note.parse(text.encode()), key))
    except note.NoteError:
        return False


class TestChange:
    def test_both_sign_until_the_old_one_is_put_away(self, old, changed):
        new = checkpoint.verifier()
        assert new.name == old.name
        assert new != old
        assert changed.signed.size == 4
        assert signs(changed.signed.text, old)
        assert signs(changed.signed.text, new)
        assert not signs(checkpoint.at(3).text, new)
        grow()
        assert signs(checkpoint.make(now=NOW).text, old)
        changed.old.unlink()
        grow()
        later = checkpoint.make(now=NOW).text
        assert signs(later, new)
        assert not signs(later, old)
        report = verify.check()
        assert report.good, report.fault
        assert report.checkpoints == 4

    def test_what_stood_is_signed_by_the_old_key_first(self):
        grow(2)
        rekey.change(now=NOW)
        first = identity.known().keys[0].verifier
        assert signs(checkpoint.at(3).text, first)

    def test_the_event_holds_a_note_by_both(self, old, changed):
        new = checkpoint.verifier()
        about = json.loads(read.payload(3, "about"))
        assert read.event(3).kind == "key"
        assert about["verifier"] == str(new)
        assert signs(about["note"], old)
        assert signs(about["note"], new)
        text = f"tilstede.key-change/v1\nlog.fjordvik.example\n3\n{new}\n"
        assert about["note"].startswith(f"{text}\n— log.fjordvik.example ")

    def test_only_the_key_that_signs_can_pass_the_log_on(self, old):
        held = set(keys.path().parent.iterdir())
        keys.path_of(old).unlink()
        grow()
        with pytest.raises(ImproperlyConfigured, match="signing key is missing"):
            rekey.change(now=NOW)
        assert checkpoint.verifier() == old
        assert set(keys.path().parent.iterdir()) < held

    def test_the_new_key_can_be_read_by_its_owner_alone(self, changed):
        new = keys.path_of(checkpoint.verifier())
        assert new.stat().st_mode & 0o777 == 0o600
        assert new != changed.old == keys.path()


class TestBundle:
    def test_of_a_log_with_three_keys(self, old, changed, tmp_path: Path):
        grow()
        second = checkpoint.verifier()
        rekey.change(now=NOW)
        grow()
        checkpoint.make(now=NOW)
        folder = unpacked([4], tmp_path / "bundle")
        for key in (old, second, checkpoint.verifier()):
            code, said = run(folder, "--key", key)
            assert code == 0, said
        assert (
            f"From event 3 on (2026-11-22T13:00:00.000Z) the log has a new key, {second.fingerprint}"
            in said
        )
        assert "The key you gave was the log's until event 3" in run(folder, "--key", old)[1]
        for size in (3, 4, 5, 6, 7):
            (tmp_path / "kept").write_text(checkpoint.at(size).text)
            code, said = run(folder, "--checkpoint", tmp_path / "kept")
            assert code == 0, said

    def test_a_checkpoint_that_a_retired_key_signs_later(self, old, changed, tmp_path: Path):
        """Whoever steals a key that was put away cannot speak for the log's later time."""
        grow(2)
        checkpoint.make(now=NOW)
        folder = unpacked([4], tmp_path / "bundle")
        head = note.Checkpoint(old.name, 5, bytes(32))
        (tmp_path / "kept").write_text(note.signed(head.body, old, keys.sign_by(old)))
        code, said = run(folder, "--checkpoint", tmp_path / "kept")
        assert code == 1
        assert "is not signed by log.fjordvik.example" in said

    def test_between_the_event_and_its_first_checkpoint(self, old, tmp_path: Path):
        _path, public = keys.add()
        rekey._append(public, NOW)
        folder = unpacked([1], tmp_path / "bundle")
        assert (folder / "key.txt").read_text() == f"{old}\n"
        assert run(folder)[0] == 0


def bring(key: note.Verifier, signer: note.Verifier, number: int) -> None:
    """A key event as a forger with the database would append it."""
    text = note.signed(succession.change_text(key, number), signer, keys.sign_by(signer))
    about = {"made": "", "note": text, "origin": key.name, "verifier": str(key)}
    append([Entry("key", {"about": dumps(about)})], now=NOW)


class TestCheck:
    def test_a_key_the_old_one_has_not_signed_for(self, old):
        _path, public = keys.add()
        stranger = note.Verifier(old.name, note.ED25519, public)
        bring(stranger, stranger, 3)
        fault = verify.check().fault
        assert (fault.code, fault.number) == ("bad-key", 3)

    def test_a_key_that_has_not_signed_itself(self, old):
        bring(note.Verifier(old.name, note.ED25519, bytes(range(32))), old, 3)
        assert verify.check().fault.code == "bad-key"

    def test_a_key_of_another_log(self, old):
        _path, public = keys.add()
        bring(note.Verifier("log.elsewhere.example", note.ED25519, public), old, 3)
        assert verify.check().fault.code == "bad-key"

    def test_a_later_checkpoint_by_the_old_key_alone(self, old, changed):
        grow()
        tree = checkpoint.Tree(5)
        head = note.Checkpoint(old.name, 5, tree.root())
        text = note.signed(head.body, old, keys.sign_by(old))
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO record_checkpoint VALUES (5, 0, %s)", [text])
        fault = verify.check().fault
        assert fault.code == "bad-checkpoint"
        assert "not signed by" in fault.text


class TestWitness:
    """A witness follows when it has seen both signatures, or is told."""

    @pytest.fixture
    def asked(self, old):
        witness.trust(str(old))

        def ask(seen: int) -> int:
            return witness.answer(witness.query(seen, checkpoint.latest()), now=NOW).status

        assert ask(0) == 200
        return ask

    def test_has_cosigned_what_both_have_signed(self, old, asked):
        rekey.change(now=NOW)
        new = checkpoint.verifier()
        with pytest.raises(ValueError, match="another key"):
            witness.trust(str(new))
        assert asked(3) == 200
        witness.trust(str(new))
        assert witness.trusted() == [(str(new), 4)]
        keys.path_of(old).unlink()
        grow()
        checkpoint.make(now=NOW)
        assert asked(4) == 200

    def test_is_told_by_another_way(self, old, asked):
        keys_before = rekey.change(now=NOW).old
        keys_before.unlink()
        grow()
        new = checkpoint.make(now=NOW) and checkpoint.verifier()
        assert asked(3) == 403
        with pytest.raises(ValueError, match="another key"):
            witness.trust(str(new))
        witness.trust(str(new), instead=True)
        assert asked(3) == 200


def test_a_key_that_the_log_has_is_never_removed(
    old: note.Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error may come after the change was committed; then the new key's file is all there is of it."""
    really_append = rekey._append

    def late(public: bytes, now: datetime) -> note.Verifier:
        really_append(public, now)
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(rekey, "_append", late)
    with monkeypatch.context() as committed:
        committed.setattr(rekey.transaction, "atomic", nullcontext)
        with pytest.raises(OperationalError):
            rekey.change(now=NOW)
    known = identity.known()
    assert known
    assert len(known.keys) == 2
    assert keys.is_held(known.verifier)


def test_a_key_that_the_log_never_got_is_removed(
    old: note.Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(public: bytes, now: datetime) -> note.Verifier:
        raise OperationalError("the disk is full")

    monkeypatch.setattr(rekey, "_append", fails)
    before = sorted(keys.path().parent.iterdir())
    with pytest.raises(OperationalError):
        rekey.change(now=NOW)
    assert sorted(keys.path().parent.iterdir()) == before
