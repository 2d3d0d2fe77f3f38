"""An operator withholds, releases and destroys posts, on a real data folder, and looks for what is left."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.journeys.installation import Installation, feed

pytestmark = pytest.mark.slow
SECRET = "nummer17"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("town")
    town = Installation(folder / "data")
    town.run("import", str(feed(folder / "feed.xml", range(40))))
    return town


def found(town: Installation, query: str) -> list[int]:
    return [json.loads(line)["id"] for line in town.run("search", query, "--json").splitlines()]


def test_withheld_and_released(town: Installation, tmp_path: Path) -> None:
    [number] = found(town, "nummer5")
    bundle = ("record", "bundle", str(number), "-o", str(tmp_path / "proof.zip"))
    town.run("record", "withhold", str(number), "--reason", "Namn")
    assert found(town, "nummer5") == []
    assert "--internal" in town.refusal(*bundle)
    assert not (tmp_path / "proof.zip").exists()
    town.run(*bundle, "--internal")
    assert "is withheld already" in town.refusal(
        "record", "withhold", str(number), "--reason", "Namn"
    )
    town.run("record", "release", str(number))
    town.run(*bundle)
    names = zipfile.ZipFile(tmp_path / "proof.zip").namelist()
    assert {name.split("/")[1] for name in names if name.startswith("events/")} == {
        "0",
        str(number),
    }
    assert "is not withheld" in town.refusal("record", "release", str(number))
    assert "There is no post 999" in town.refusal("record", "release", "999")


def test_destroyed(town: Installation, tmp_path: Path) -> None:
    [number] = found(town, SECRET)
    destroy = ("record", "destroy", str(number), "--ground", "arkivlova § 13", "--reason", "Namn")
    stored = payloads(town, number)
    assert all(holds(town.data, one) for one in stored)
    assert is_word(town, SECRET)
    process = town.start(*destroy)
    process.communicate(timeout=60)
    assert process.returncode == 1, "nobody said yes"
    assert found(town, SECRET) == [number]
    said = town.run(*destroy, "--yes")
    assert "Destroyed, as event" in said
    assert found(town, SECRET) == []
    assert [name for one in stored for name in holds(town.data, one)] == []
    assert not is_word(town, SECRET)
    assert "The record is whole" in town.run("record", "check")
    others = found(town, "straumbrot")
    town.run("rebuild")
    assert found(town, "straumbrot") == others
    assert f"There is no post {number}" in town.refusal(*destroy, "--yes")
    again = town.run("import", str(feed(tmp_path / "again.xml", range(40))))
    assert "read 40, took in 0, already had 40, set aside 0" in again
    with town.served() as address:
        answer = httpx.get(f"{address}/en/post/{number}", timeout=60)
        assert answer.status_code == 410
        assert "arkivlova § 13" in answer.text
        assert SECRET not in answer.text


def database(town: Installation) -> sqlite3.Connection:
    return sqlite3.connect(town.data / "tilstede.sqlite3")


def payloads(town: Installation, event: int) -> list[bytes]:
    """Salts and packed bytes, as they lie in the file."""
    with closing(database(town)) as connection:
        rows = connection.execute(
            "SELECT salt, data FROM record_payload WHERE id / 64 = ?", (event,)
        ).fetchall()
    assert rows
    return [part for row in rows for part in row]


def is_word(town: Installation, word: str) -> bool:
    """Whether the search index holds it still."""
    with closing(database(town)) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, posts_index, row)"
        )
        found = connection.execute("SELECT 1 FROM temp.words WHERE term = ?", (word,)).fetchone()
    return found is not None


def holds(folder: Path, part: bytes) -> list[str]:
    """The files of a folder in which those bytes can be read."""
    return [path.name for path in folder.rglob("*") if path.is_file() and part in path.read_bytes()]
