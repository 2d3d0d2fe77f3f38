"""A backup is put back on another machine, and is the same body with the same log."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
import pytest
import yaml

from tests.journeys.installation import Installation, feed
from tests.journeys.prepared import Demo

pytestmark = pytest.mark.slow
WORDS = "båten går klokka åtte"
DEMO = Path(__file__).parents[2] / "src" / "tilstede" / "intake" / "demo" / "body.yaml"
#: Drafts in every state there is, each with a film that does not lie in the database.
_DRAFTS = """
import uuid
from datetime import UTC, datetime
from tilstede.office.models import User
from tilstede.outbox.drafting import files, writing
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.models import Manuscript
now, kari = datetime.now(UTC), User.objects.order_by("pk").first()
for place, state in enumerate(Manuscript.State.values):
    row = writing.begin(author=kari, now=now)
    film = files.Taken("video/mp4", state.encode() * 400_000)
    held = files.keep(row, film, name="ferje.mp4", by="kari", now=now)
    content = Content(parts=(f"Ferja {state}",), media=(Item(file=held.key, alt="Ferja"),))
    writing.save(row.key, content, base=1, author=kari, now=now)
    Manuscript.objects.filter(pk=row.pk).update(state=state)
"""
#: All that lies on the desk, and the bytes of every file.
_DESK = """
from hashlib import sha256
from django.apps import apps
from tilstede.outbox.drafting import files
from tilstede.outbox.drafting.models import File
for label in ("drafting", "moderating"):
    for model in apps.get_app_config(label).get_models(include_auto_created=True):
        for row in model._default_manager.order_by("pk").values_list():
            print(model.__name__, [sha256(one).hexdigest() if isinstance(one, bytes) else one for one in row])
for row in File.objects.order_by("pk"):
    print(row.name, row.size, sha256(files.data(row)).hexdigest(), bool(row.path))
"""
QUERIES = ("ferje OR ferja", "lang:nn has:image", "is:edited", "is:withdrawn", "network:x -ferje")


def machine(data: Path, **settings: str) -> Installation:
    """A machine of an operator who leaves the log its own name."""
    return Installation(data, TILSTEDE_ORIGIN="", **settings)


class Kept:
    """An installation and a backup of it."""

    def __init__(self, place: Installation, file: Path) -> None:
        self.place = place
        self.file = file

    def restored(self, data: Path) -> Installation:
        """Another machine with the backup put back."""
        other = machine(data)
        said = other.run("restore", str(self.file), TILSTEDE_PASSPHRASE=WORDS)
        assert "Restored" in said
        return other


@pytest.fixture(scope="module")
def kept(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The demo with a backup."""
    folder = tmp_path_factory.mktemp("backup")
    place = machine(demo.copied(folder / "data"))
    place.program(_DRAFTS)
    file = folder / "demo.backup"
    said = place.run("backup", str(file), TILSTEDE_PASSPHRASE=WORDS)
    assert f"Wrote {file}" in said
    return Kept(place, file)


def bundle(place: Installation, number: int, folder: Path) -> str:
    """A bundle that holds; the key that signed it."""
    place.run("record", "bundle", str(number), "-o", str(folder.with_suffix(".zip")))
    zipfile.ZipFile(folder.with_suffix(".zip")).extractall(folder)
    done = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "key.txt").read_text()


def sign_in(address: str, email: str, password: str) -> bool:
    with httpx.Client(base_url=address, timeout=60) as client:
        form = client.get("/sign-in").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        told = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
        return client.post("/sign-in", data=told).status_code == 302


def test_a_restored_copy_is_the_same(kept: Kept, tmp_path: Path) -> None:
    copy = kept.restored(tmp_path / "data")
    assert copy.run("record", "check") == kept.place.run("record", "check")
    for query in QUERIES:
        found = kept.place.run("search", query, "--json", "--limit", "1000")
        assert found, query
        assert copy.run("search", query, "--json", "--limit", "1000") == found
    number = json.loads(found.splitlines()[0])["id"]
    key = bundle(kept.place, number, tmp_path / "before")
    assert bundle(copy, number, tmp_path / "after") == key
    assert (copy.data / "keys").stat().st_mode & 0o777 == 0o700
    assert (copy.data / "keys" / "log.key").stat().st_mode & 0o777 == 0o600
    with copy.served() as address:
        for user in yaml.safe_load(DEMO.read_text())["users"]:
            assert sign_in(address, user["email"], user["password"])
            assert not sign_in(address, user["email"], "noko heilt anna")
    desk = kept.place.program(_DESK)
    assert desk.count("ferje.mp4 ") == 5
    assert copy.program(_DESK) == desk, "every draft, whatever its state, and its files"
    copy.run("import", str(feed(tmp_path / "feed.xml", range(3))))
    assert "The record is whole" in copy.run("record", "check")


def test_nothing_unsealed_is_left_behind(kept: Kept, tmp_path: Path) -> None:
    copy = kept.restored(tmp_path / "data")
    for place in (kept.place, copy):
        left = [path.name for path in place.data.iterdir()]
        assert not [name for name in left if name.startswith((".backup-", ".restore-"))]
    assert b"SQLite format" not in kept.file.read_bytes()
    assert [path.name for path in kept.file.parent.iterdir() if ".part" in path.name] == []


def cut(data: bytes) -> bytes:
    return data[:-1]


def cut_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def cut_short(data: bytes) -> bytes:
    return data[:60]


def changed_in_the_middle(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def changed_at_the_start(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def emptied(data: bytes) -> bytes:
    return data[:0]


def changed_at_the_end(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("damage", [cut, cut_half, changed_in_the_middle, changed_at_the_end])
def test_a_damaged_file_is_refused(
    kept: Kept, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "damaged"
    file.write_bytes(damage(kept.file.read_bytes()))
    other = machine(tmp_path / "data")
    said = other.refusal("restore", str(file), TILSTEDE_PASSPHRASE=WORDS)
    assert "The backup is damaged or cut short." in said
    assert "Traceback" not in said
    assert_unused(other)
    other.run("restore", str(kept.file), TILSTEDE_PASSPHRASE=WORDS)


def assert_unused(place: Installation) -> None:
    """Nothing is there, not even the secret that every command makes."""
    assert list(place.data.iterdir()) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut_short, "The passphrase is wrong, or the file is damaged."),
        (changed_at_the_start, "This is not a backup of tilstede."),
        (emptied, "This is not a backup of tilstede."),
    ],
)
def test_a_file_damaged_at_its_head_is_refused(
    kept: Kept, tmp_path: Path, damage: Callable[[bytes], bytes], words: str
) -> None:
    file = tmp_path / "damaged"
    file.write_bytes(damage(kept.file.read_bytes()))
    other = machine(tmp_path / "data")
    assert words in other.refusal("restore", str(file), TILSTEDE_PASSPHRASE=WORDS)
    assert_unused(other)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en_GB.UTF-8", "The passphrase is wrong, or the file is damaged."),
        ("nb_NO.UTF-8", "Passfrasen er feil"),
        ("nn_NO.UTF-8", "Passfrasen er feil"),
    ],
)
def test_a_wrong_passphrase_is_refused(
    kept: Kept, tmp_path: Path, language: str, said: str
) -> None:
    other = machine(tmp_path / "data", LC_ALL=language)
    wrong = other.refusal("restore", str(kept.file), TILSTEDE_PASSPHRASE=WORDS + "!")
    assert said in wrong
    assert_unused(other)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    other = machine(tmp_path / "data")
    file = feed(tmp_path / "feed.xml", range(3))
    said = other.refusal("restore", str(file), TILSTEDE_PASSPHRASE=WORDS)
    assert "This is not a backup of tilstede." in said


def test_a_folder_in_use_is_refused(kept: Kept) -> None:
    before = kept.place.run("record", "check")
    said = kept.place.refusal("restore", str(kept.file), TILSTEDE_PASSPHRASE=WORDS)
    assert "is in use already" in said
    assert kept.place.run("record", "check") == before


@pytest.mark.parametrize("name", ["notes.txt", "timestamp/root.pem", "payloads/ab/abcd"])
def test_a_folder_that_holds_anything_is_refused(kept: Kept, tmp_path: Path, name: str) -> None:
    """Nobody's file is overwritten or mixed with the backup's."""
    other = machine(tmp_path / "data")
    file = other.data / name
    file.parent.mkdir(parents=True)
    file.write_text("somebody's")
    said = other.refusal("restore", str(kept.file), TILSTEDE_PASSPHRASE=WORDS)
    assert f"is in use already: {name} lies there" in said
    assert file.read_text() == "somebody's"
    assert not list(other.data.glob("*.sqlite3"))


def test_a_folder_with_a_log_key_is_refused(kept: Kept, tmp_path: Path) -> None:
    """Somebody's key is never overwritten, even where its database is gone."""
    other = machine(tmp_path / "data")
    other.run("record", "checkpoint")
    for file in other.data.glob("*.sqlite3*"):
        file.unlink()
    assert "is in use already" in other.refusal(
        "restore", str(kept.file), TILSTEDE_PASSPHRASE=WORDS
    )


def test_a_short_passphrase_is_refused(kept: Kept, tmp_path: Path) -> None:
    target = tmp_path / "b"
    said = kept.place.refusal("backup", str(target), TILSTEDE_PASSPHRASE="kort")
    assert "at least 12 characters" in said
    assert not target.exists()


def test_a_backup_taken_while_an_import_runs_is_of_one_moment(tmp_path: Path) -> None:
    folder = many_feeds(tmp_path / "feeds", 1000)
    place = machine(tmp_path / "data")
    importing = place.start("import", str(folder))
    assert importing.stderr
    importing.stderr.readline()  # something is safe on disk
    file = tmp_path / "early.backup"
    place.run("backup", str(file), TILSTEDE_PASSPHRASE=WORDS)
    assert importing.poll() is None, "the import was over too soon to tell anything"
    copy = Kept(place, file).restored(tmp_path / "copy")
    size = int(copy.run("record", "check").split("whole: ")[1].split()[0])
    assert 1 < size < 40_000
    said, wrong = importing.communicate(timeout=300)
    assert "took in 40000," in said, wrong
    again = copy.run("import", str(folder))
    assert f"read 40000, took in {40_001 - size}, already had {size - 1}, set aside 0" in again


def many_feeds(folder: Path, count: int) -> Path:
    """Feeds of forty entries, none of which is in two of them."""
    folder.mkdir()
    text = feed(folder / "one.xml", range(40)).read_text()
    (folder / "one.xml").unlink()
    for number in range(count):
        told = text.replace("drift-", f"drift-{number}-")
        (folder / f"{number:04}.xml").write_text(told)
    return folder


@pytest.mark.server
def test_on_postgresql(kept: Kept, tmp_path: Path, postgres: str) -> None:
    first = machine(tmp_path / "first", TILSTEDE_DATABASE=postgres)
    first.run("import", str(feed(tmp_path / "feed.xml", range(40))))
    file = tmp_path / "postgres.backup"
    first.run("backup", str(file), TILSTEDE_PASSPHRASE=WORDS)
    address = f"{postgres}_copy"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {address.rpartition('/')[2]}")
    other = machine(tmp_path / "other", TILSTEDE_DATABASE=address)
    restore = ("restore", str(file))
    said = machine(tmp_path / "lite").refusal(*restore, TILSTEDE_PASSPHRASE=WORDS)
    assert "set TILSTEDE_DATABASE" in said
    said = other.refusal("restore", str(kept.file), TILSTEDE_PASSPHRASE=WORDS)
    assert "leave TILSTEDE_DATABASE unset" in said
    other.run(*restore, TILSTEDE_PASSPHRASE=WORDS)
    assert other.run("record", "check") == first.run("record", "check")
    found = first.run("search", "straumbrot", "--json")
    assert found.count("\n") == 20
    assert other.run("search", "straumbrot", "--json") == found
    assert bundle(other, 7, tmp_path / "after") == bundle(first, 7, tmp_path / "before")
    elsewhere = machine(tmp_path / "elsewhere", TILSTEDE_DATABASE=address)
    said = elsewhere.refusal(*restore, TILSTEDE_PASSPHRASE=WORDS)
    assert "is not empty" in said
