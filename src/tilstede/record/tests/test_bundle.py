"""A bundle is checked by a program that knows nothing of us, in a folder of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tilstede.core import note
from tilstede.record import bundle, checkpoint, keys, read, tiles, triggers
from tilstede.record.append import Entry, append

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def seen(text: str, **more: bytes) -> Entry:
    post = {"aliases": ["https://fjordvik.example/1"], "text": text}
    return Entry("seen", {"post": bundle.dumps(post), "raw": b'{"id":1}', **more})


@pytest.fixture
def log():
    """Checkpoints at 1, 41, 82 and 402 events; event 41 has a picture that is kept as a file."""
    checkpoint.make(now=NOW)
    append([seen("before")] * 40, now=NOW)
    checkpoint.make(now=NOW)
    picture = b"\xff\xd8\xff" + bytes(300_000)
    append([seen("the post", **{"media.0": picture}), *[seen("after")] * 40], now=NOW)
    checkpoint.make(now=NOW + timedelta(days=1))
    append(
        [
            Entry("gone", {"about": b'{"aliases":["https://fjordvik.example/1"]}'}),
            *[seen("after")] * 319,
        ],
        now=NOW,
    )
    checkpoint.make(now=NOW + timedelta(days=2))


@pytest.fixture
def folder(log, tmp_path) -> Path:
    return unpacked([41, 82], tmp_path / "bundle")


def unpacked(numbers: list[int], folder: Path) -> Path:
    data = io.BytesIO()
    bundle.write(numbers, data)
    zipfile.ZipFile(data).extractall(folder)
    return folder


def run(folder: Path, *arguments: object, language: str = "en_GB.UTF-8") -> tuple[int, str]:
    """The program as an outsider runs it: isolated, with an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", *map(str, arguments)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LANG": language},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


class TestWhole:
    def test_holds(self, folder):
        code, said = run(folder)
        assert code == 0, said
        assert "Event 41 (first seen), recorded 2026-11-22T13:00:00.000Z: unchanged." in said
        assert "Event 82 (deleted at the source)" in said
        assert checkpoint.verifier().fingerprint in said
        assert said.endswith("The proof holds.\n")

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("nb_NO.UTF-8", "Beviset holder."),
            ("nn_NO.UTF-8", "Beviset held."),
            ("no_NO.UTF-8", "Beviset holder."),
            ("de_DE.UTF-8", "The proof holds."),
            ("", "The proof holds."),
        ],
    )
    def test_speaks_the_reader_s_language(self, folder, language, words):
        assert run(folder, language=language)[1].endswith(f"{words}\n")

    def test_holds_what_was_recorded(self, folder):
        assert json.loads((folder / "events/41/post.json").read_bytes())["text"] == "the post"
        assert (folder / "events/41/media.0.jpg").stat().st_size == 300_003
        assert (folder / "events/41/entry.json").read_bytes() == read.event(41).entry
        assert "log.fjordvik.example" in (folder / "README.nn.txt").read_text()

    def test_nothing_in_it_is_packed(self, log):
        data = io.BytesIO()
        bundle.write([41], data)
        infos = zipfile.ZipFile(data).infolist()
        assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}

    def test_is_written_whole_or_not_at_all(self, log, tmp_path):
        out = tmp_path / "41.zip"
        bundle.write([41], out)
        assert zipfile.ZipFile(out).testzip() is None
        with pytest.raises(LookupError):
            bundle.write([999], tmp_path / "999.zip")
        assert [path.name for path in tmp_path.iterdir()] == ["41.zip"]

    def test_every_event_can_be_proved(self, log, tmp_path):
        wanted = [0, 1, 40, 41, 127, 128, 255, 256, 400, 401]
        code, said = run(unpacked(wanted, tmp_path / "many"))
        assert code == 0, said


class TestChanged:
    @pytest.mark.slow
    def test_one_changed_byte_in_any_file(self, folder):
        """At the beginning, in the middle and at the end of every covered file."""
        uncovered = {"verify.py", "verify.html", "README.nb.txt", "README.nn.txt", "README.en.txt"}
        files = [
            path for path in folder.rglob("*") if path.is_file() and path.name not in uncovered
        ]
        assert len(files) == 18
        for path in files:
            data = path.read_bytes()
            for place in {0, len(data) // 2, len(data) - 1}:
                changed = bytearray(data)
                changed[place] ^= 1
                path.write_bytes(bytes(changed))
                code, said = run(folder)
                assert code == 1, (path, place, said)
                assert said.startswith("The proof does not hold.\n"), (path, place, said)
            path.write_bytes(data)
        assert run(folder)[0] == 0

    def test_says_which_file(self, folder):
        (folder / "events/41/post.json").write_bytes(b"the past")
        assert run(folder)[1] == "The proof does not hold.\nevents/41/post.json was changed.\n"

    def test_a_file_too_many(self, folder):
        (folder / "events/41/extra.txt").write_text("hello")
        assert "events/41/extra.txt does not belong to the bundle." in run(folder)[1]

    def test_a_file_too_few(self, folder):
        (folder / "events/41/raw.json").unlink()
        assert run(folder) == (1, "The proof does not hold.\nevents/41/raw.json is missing.\n")

    def test_a_link_is_no_file(self, folder, tmp_path):
        raw = folder / "events/41/raw.json"
        raw.rename(tmp_path / "raw.json")
        raw.symlink_to(tmp_path / "raw.json")
        assert run(folder)[0] == 1

    @pytest.mark.parametrize(
        ("name", "old", "new", "words"),
        [
            ("events/41/post.json", b"the post", b"the past", "post.json was changed"),
            ("events/41/entry.json", b'"seen"', b'"gone"', "not in the log"),
            ("events/41/entry.json", b"2026", b"2025", "not in the log"),
            ("events/41/salts.json", b'"post.json"', b'"past.json"', "past.json is missing"),
            ("events/41/proof.tlog-proof", b"index 41", b"index 40", "not written as"),
            ("checkpoint.txt", b"\n402\n", b"\n403\n", "is false"),
            ("key.txt", b"log.", b"lag.", "not written as"),
            ("history.json", b'"leaves":"', b'"leaves":"AAAA', "account of earlier"),
            ("manifest.json", b'"v":1', b'"v":2', "not written as"),
            ("manifest.json", b'{"files"', b'{ "files"', "not written as"),
        ],
    )
    def test_a_change_with_the_manifest_made_to_fit(self, folder, name, old, new, words):
        """Whoever changes a file can change the manifest too; the rest must still catch it."""
        path = folder / name
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new))
        fit_manifest(folder)
        code, said = run(folder)
        assert code == 1
        assert words in said

    def test_a_whole_file_added_to_the_manifest(self, folder):
        (folder / "events/41/extra.txt").write_text("hello")
        fit_manifest(folder)
        assert run(folder)[0] == 1

    def test_signed_by_somebody_else(self, folder):
        """A bundle made anew under another key says so by its fingerprint, and by event 0."""
        kept = keys.path().read_bytes()
        keys.path().unlink()
        keys.make()
        forged = keys.verifier("log.fjordvik.example")
        head = note.parse(checkpoint.latest().text.encode())
        text = note.signed(head.text, forged, keys.signer())
        for path in [*folder.rglob("proof.tlog-proof"), folder / "checkpoint.txt"]:
            old = path.read_text()
            path.write_text(old.replace(checkpoint.latest().text, text))
        (folder / "key.txt").write_text(f"{forged}\n")
        fit_manifest(folder)
        assert "not the one this log was created with" in run(folder)[1]
        keys.path().write_bytes(kept)


def fit_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    if path.read_bytes() != bundle.dumps(manifest) or manifest["v"] != 1:
        return
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not name.startswith(("verify.", "README.", "manifest.")):
            manifest["files"][name] = bundle.sha256(file.read_bytes()).hexdigest()
    path.write_bytes(bundle.dumps(manifest))


class TestGiven:
    def test_the_right_key(self, folder):
        verifier = checkpoint.verifier()
        for key in (str(verifier), verifier.fingerprint, verifier.fingerprint.upper()):
            code, said = run(folder, "--key", key)
            assert code == 0, said
            assert "Compare" not in said

    def test_another_key(self, folder):
        other = note.Verifier("log.fjordvik.example", note.ED25519, bytes(32))
        for key in (other, "00" * 32):
            code, said = run(folder, "--key", key)
            assert code == 1
            assert "another key than the one you gave" in said
            assert checkpoint.verifier().fingerprint in said

    def test_a_fingerprint_as_people_write_it(self, folder):
        plain = checkpoint.verifier().fingerprint
        spaced = " ".join(plain[at : at + 8] for at in range(0, 64, 8))
        assert "That is the key you gave." in run(folder, "--key", spaced)[1]

    @pytest.mark.parametrize(
        "key", ["00" * 31, "log.fjordvik.example", "a+b+c", "log+00000000+AAAA"]
    )
    def test_what_is_no_key(self, folder, key):
        code, said = run(folder, "--key", key)
        assert code == 2
        assert said.startswith("Nothing was checked: ")
        assert f"neither a key nor a fingerprint: {key}." in said

    def test_what_is_no_witness_s_key(self, folder):
        code, said = run(folder, "--witness", checkpoint.verifier())
        assert code == 2
        assert "no witness's key" in said

    def test_what_is_no_checkpoint(self, folder, tmp_path):
        (tmp_path / "kept").write_text(checkpoint.at(41).text[:-20])
        code, said = run(folder, "--checkpoint", tmp_path / "kept")
        assert code == 2
        assert "is not a checkpoint, or not the whole of one" in said
        assert "does not hold" not in said

    def test_a_checkpoint_that_is_not_there(self, folder, tmp_path):
        code, said = run(folder, "--checkpoint", tmp_path / "nope")
        assert code == 2
        assert said == f"Nothing was checked: There is no file {tmp_path / 'nope'}.\n"

    @pytest.mark.parametrize("size", [1, 41, 82, 402])
    def test_any_checkpoint_kept_from_before(self, folder, tmp_path, size):
        (tmp_path / "kept").write_text(checkpoint.at(size).text)
        code, said = run(folder, "--checkpoint", tmp_path / "kept")
        assert code == 0, said
        assert f"({size} events) and the bundle (402 events) are of one and the same" in said
        mailed = checkpoint.at(size).text.replace("\n", "\r\n")
        (tmp_path / "kept").write_bytes(mailed.encode())
        assert run(folder, "--checkpoint", tmp_path / "kept")[0] == 0

    @pytest.mark.parametrize("size", [41, 402])
    def test_a_rewritten_log(self, folder, tmp_path, size):
        """The same key has signed another root: the one kept, or the one in the bundle, is a lie."""
        head = note.Checkpoint("log.fjordvik.example", size, bytes(32))
        text = note.signed(head.body, checkpoint.verifier(), keys.signer())
        (tmp_path / "kept").write_text(text)
        code, said = run(folder, "--checkpoint", tmp_path / "kept")
        assert code == 1
        assert "THE LOG WAS REWRITTEN" in said

    def test_a_checkpoint_nobody_signed(self, folder, tmp_path):
        kept = checkpoint.at(41).text.replace("\n41\n", "\n40\n")
        (tmp_path / "kept").write_text(kept)
        assert "is false" in run(folder, "--checkpoint", tmp_path / "kept")[1]

    def test_a_checkpoint_of_another_log(self, folder, tmp_path):
        verifier = keys.verifier("log.elsewhere.example")
        head = note.Checkpoint("log.elsewhere.example", 41, bytes(32))
        (tmp_path / "kept").write_text(note.signed(head.body, verifier, keys.signer()))
        assert "of another log" in run(folder, "--checkpoint", tmp_path / "kept")[1]

    def test_a_newer_checkpoint_needs_the_log(self, folder, tmp_path):
        append([seen("later")] * 300, now=NOW)
        kept = tmp_path / "kept"
        kept.write_text(checkpoint.make(now=NOW).text)
        code, said = run(folder, "--checkpoint", kept)
        assert code == 1
        assert "Add --log" in said
        mirror(tmp_path / "mirror", 702)
        code, said = run(folder, "--checkpoint", kept, "--log", tmp_path / "mirror")
        assert code == 0, said
        tile = tmp_path / "mirror/tile/1/000.p/2"
        tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
        said = run(folder, "--checkpoint", kept, "--log", tmp_path / "mirror")[1]
        assert "rewritten, or the address is wrong" in said
        tile.unlink()
        said = run(folder, "--checkpoint", kept, "--log", tmp_path / "mirror")[1]
        assert "could not be read" in said

    def test_a_newer_checkpoint_of_a_rewritten_log(self, folder, tmp_path, forget_tail):
        rewrite()
        forget_tail()
        append([seen("another history")] * 500, now=NOW)
        kept = checkpoint.make(now=NOW)
        (tmp_path / "kept").write_text(kept.text)
        mirror(tmp_path / "mirror", kept.size)
        said = run(folder, "--checkpoint", tmp_path / "kept", "--log", tmp_path / "mirror")[1]
        assert "THE LOG WAS REWRITTEN" in said

    def test_a_checkpoint_the_forger_left_out(self, folder, tmp_path):
        """While the log is small the bundle tells of every size, signed or not."""
        true = note.Checkpoint("log.fjordvik.example", 300, tiles.Tree(300).root())
        false = note.Checkpoint("log.fjordvik.example", 300, bytes(32))
        kept = tmp_path / "kept"
        kept.write_text(note.signed(true.body, checkpoint.verifier(), keys.signer()))
        assert run(folder, "--checkpoint", kept)[0] == 0
        kept.write_text(note.signed(false.body, checkpoint.verifier(), keys.signer()))
        assert "THE LOG WAS REWRITTEN" in run(folder, "--checkpoint", kept)[1]

    def test_the_checkpoint_of_an_empty_log(self, folder, tmp_path):
        head = note.Checkpoint("log.fjordvik.example", 0, bundle.merkle.EMPTY_ROOT)
        kept = tmp_path / "kept"
        kept.write_text(note.signed(head.body, checkpoint.verifier(), keys.signer()))
        assert run(folder, "--checkpoint", kept)[0] == 0


def mirror(target: Path, size: int) -> None:
    """The log's tiles as files, as anyone may copy them from /log/."""
    level = 0
    while size >> 8 * level:
        count = size >> 8 * level
        for number in range(-(-count // 256)):
            name = tiles.Name(level, number, min(256, count - number * 256))
            path = target / "tile" / name.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tiles.tile_bytes(name))
        level += 1


def rewrite() -> None:
    """Throw the record away as one who has the database and the key can; event 0 is kept."""
    with connection.cursor() as cursor:
        for statement in triggers.drop(connection.vendor):
            cursor.execute(statement)
        cursor.execute("DELETE FROM record_event WHERE number > 0")
        cursor.execute("DELETE FROM record_payload WHERE id > 63")
        cursor.execute("DELETE FROM record_tile")
        cursor.execute("DELETE FROM record_cosignature")
        cursor.execute("DELETE FROM record_checkpoint")


class TestRefused:
    def test_events_no_checkpoint_covers(self, log):
        append([seen("later")], now=NOW)
        with pytest.raises(LookupError, match="make one first"):
            bundle.write([402], io.BytesIO())

    def test_events_without_words(self, log):
        with pytest.raises(LookupError, match="no words"):
            bundle.write([82], io.BytesIO())

    def test_events_that_cannot_be(self, log):
        with pytest.raises(LookupError):
            bundle.write([-1], io.BytesIO())


class TestLargeLog:
    """As when there are too many leaves to hand out."""

    @pytest.fixture
    def folder(self, log, tmp_path, monkeypatch) -> Path:
        monkeypatch.setattr(bundle, "_LEAVES", 100)
        return unpacked([41, 82], tmp_path / "bundle")

    @pytest.mark.parametrize("size", [1, 41, 82, 402])
    def test_tells_of_every_signed_size(self, folder, tmp_path, size):
        (tmp_path / "kept").write_text(checkpoint.at(size).text)
        assert run(folder, "--checkpoint", tmp_path / "kept")[0] == 0
        head = note.Checkpoint("log.fjordvik.example", size, bytes(32))
        forged = note.signed(head.body, checkpoint.verifier(), keys.signer())
        (tmp_path / "kept").write_text(forged)
        assert "THE LOG WAS REWRITTEN" in run(folder, "--checkpoint", tmp_path / "kept")[1]

    def test_any_other_size_needs_the_log(self, folder, tmp_path):
        head = note.Checkpoint("log.fjordvik.example", 300, tiles.Tree(300).root())
        kept = tmp_path / "kept"
        kept.write_text(note.signed(head.body, checkpoint.verifier(), keys.signer()))
        assert "Add --log" in run(folder, "--checkpoint", kept)[1]
        mirror(tmp_path / "mirror", 402)
        assert run(folder, "--checkpoint", kept, "--log", tmp_path / "mirror")[0] == 0

    @pytest.mark.parametrize(
        ("old", "new"), [(b'"sizes":[1,', b'"sizes":[2,'), (b'"0/0":"', b'"0/0":"AAAA')]
    )
    def test_a_changed_history(self, folder, old, new):
        path = folder / "history.json"
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new))
        fit_manifest(folder)
        assert "account of earlier" in run(folder)[1]


def test_many_checkpoints_are_thinned_by_the_day(log, monkeypatch):
    monkeypatch.setattr(bundle, "_SIZES", 1)
    assert sorted(bundle._told(402)) == [41, 82]
