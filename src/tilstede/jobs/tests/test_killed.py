"""Workers in processes of their own: two beside each other, and killed with -9 at random."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = int(os.environ.get("TILSTEDE_KILLS", "20"))
JOBS_A_KILL = 60
LEASE = "1"  #: seconds, so that what a killed worker had is soon taken by the next
PATIENCE = 60.0  #: seconds for the last worker to do what is left


@pytest.fixture(params=["sqlite", "postgresql"])
def data(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, with an empty table of jobs in a database of either kind."""
    if request.param == "postgresql":
        monkeypatch.setenv("TILSTEDE_DATABASE", request.getfixturevalue("postgres"))
    _run(tmp_path, "prepare")
    return tmp_path


def _start(data: Path, *words: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "TILSTEDE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "tilstede.config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tilstede.jobs.tests.crash_tasks", *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def _run(data: Path, *words: str) -> None:
    process = _start(data, *words)
    process.communicate(timeout=120)
    assert process.returncode == 0


def _kill(process: subprocess.Popen[str]) -> list[str]:
    """-9, and what it had said until then."""
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=120)
    return said.split()


def _until_it_works(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"


def _stop(process: subprocess.Popen[str]) -> None:
    """As an operator does; a worker that is asked to stop does so."""
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_two_workers_never_do_the_same_job(data: Path) -> None:
    notes = data / "notes"
    notes.touch()
    _run(data, "enqueue", "note", str(notes), "0", "200")
    workers = [_start(data, "work", "300") for _ in range(2)]
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and len(notes.read_text().split()) < 200:
        time.sleep(0.1)
    for worker in workers:
        _stop(worker)
    assert sorted(map(int, notes.read_text().split())) == list(range(200))


@pytest.mark.slow
def test_killed_at_random_every_acknowledged_job_is_done(data: Path) -> None:
    marks = data / "marks"
    marks.mkdir()
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        first = kill * 10_000
        enqueuer = _start(
            data, "enqueue", "leave_mark", str(marks), str(first), str(first + JOBS_A_KILL)
        )
        worker = _start(data, "work", LEASE)
        _until_it_works(worker)
        time.sleep(random.uniform(0, 0.4))
        _kill(worker)
        time.sleep(random.uniform(0, 0.1))
        acknowledged |= set(_kill(enqueuer))
    last = _start(data, "work", LEASE)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not acknowledged <= {mark.name for mark in marks.iterdir()}:
        time.sleep(0.1)
    _stop(last)
    assert len(acknowledged) > KILLS
    assert acknowledged <= {mark.name for mark in marks.iterdir()}
