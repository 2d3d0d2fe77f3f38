"""Two bodies hold each other to one history, through the commands and addresses their operators have."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.installation import Installation, feed, read

pytestmark = [pytest.mark.slow, pytest.mark.server]

#: What one does who has the database and the true key, and wants the first events never to have been.
REWRITE = """
from django.db import connection
from tilstede.record import triggers
with connection.cursor() as cursor:
    for statement in triggers.drop(connection.vendor):
        cursor.execute(statement)
    cursor.execute("DELETE FROM record_event WHERE number > 0")
    cursor.execute("DELETE FROM record_payload WHERE id > 63")
    for table in ("record_tile", "record_cosignature", "record_checkpoint"):
        cursor.execute("DELETE FROM " + table)
"""


def keys(place: Installation) -> tuple[str, str]:
    """The log's key, and the one it witnesses with."""
    lines = [line.strip() for line in place.run("record", "witness", "show").splitlines()]
    found = [line for line in lines if line.count("+") >= 2]
    return found[0], found[1]


def verify(bundle: Path, *words: object) -> tuple[int, str]:
    folder = bundle.with_suffix("")
    zipfile.ZipFile(bundle).extractall(folder)
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", *map(str, words)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_rewritten_log_is_refused_by_its_witness(tmp_path: Path) -> None:
    town = Installation(tmp_path / "town", TILSTEDE_ORIGIN="log.fjordvik.example")
    ministry = Installation(tmp_path / "ministry", TILSTEDE_ORIGIN="log.kyst.example")
    town.run("import", str(feed(tmp_path / "a.xml", range(30))))
    log_key, _ = keys(town)
    _, witness_key = keys(ministry)
    with ministry.served() as there, town.served() as here:
        town.environment["TILSTEDE_WITNESSES"] = f"{witness_key} {there}/log"
        ask = ("record", "witness", "ask", f"{there}/log")
        assert "does not witness our log yet" in town.refusal(*ask)
        assert "has not signed yet" in town.run("record", "witness", "show")
        assert witness_key in ministry.run("record", "witness", "trust", log_key)

        yesterday = town.run(*ask)
        assert "\n— log.kyst.example/witness " in yesterday
        assert read(f"{here}/log/checkpoint") == yesterday
        assert "The record is whole" in town.run("record", "check")
        assert "32 events" in ministry.run("record", "witness", "show")
        town.run("import", str(feed(tmp_path / "b.xml", range(30, 40))))
        later = town.run(*ask)
        assert later.count("\n— ") == 2
        assert "43 events, signed 20" in town.run("record", "witness", "show")
        town.run("record", "bundle", "7", "-o", str(tmp_path / "honest.zip"))
        code, said = verify(tmp_path / "honest.zip", "--witness", witness_key)
        assert code == 0, said

        town.program(REWRITE)
        town.run("rebuild")
        town.run("import", str(feed(tmp_path / "c.xml", range(45))))
        assert "The record is whole" in town.run("record", "check"), "within itself it is"
        refusal = town.refusal(*ask)
        assert "has seen another history of our log" in refusal
        assert "\n— log.kyst.example" not in read(f"{here}/log/checkpoint")

    (tmp_path / "kept.txt").write_text(yesterday)
    town.run("record", "bundle", "7", "-o", str(tmp_path / "forged.zip"))
    assert verify(tmp_path / "forged.zip")[0] == 0, "the true key signed it"
    code, said = verify(tmp_path / "forged.zip", "--checkpoint", tmp_path / "kept.txt")
    assert code == 1
    assert "THE LOG WAS REWRITTEN" in said
    assert verify(tmp_path / "forged.zip", "--witness", witness_key)[0] == 1


def test_the_worker_asks_the_witnesses_that_are_set(tmp_path: Path) -> None:
    town = Installation(tmp_path / "town", TILSTEDE_ORIGIN="log.fjordvik.example")
    ministry = Installation(tmp_path / "ministry", TILSTEDE_ORIGIN="log.kyst.example")
    town.run("import", str(feed(tmp_path / "a.xml", range(5))))
    ministry.run("record", "witness", "trust", keys(town)[0])
    with ministry.served() as there:
        town.environment["TILSTEDE_WITNESSES"] = f"{keys(ministry)[1]} {there}/log"
        worker = town.start("work")
        try:
            wait_until(lambda: ", signed 20" in town.run("record", "witness", "show"))
        finally:
            worker.terminate()
            worker.communicate(timeout=60)


def wait_until(met: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < until, f"not met after {seconds} seconds"
        time.sleep(0.5)


def test_a_setting_that_is_half_is_said_to_be(tmp_path: Path) -> None:
    place = Installation(tmp_path, TILSTEDE_WITNESSES="https://log.kyst.example/log")
    assert "TILSTEDE_WITNESSES" in place.refusal("record", "check")
