"""Blows with -9 from an outside process, which keeps the ledger of what was acknowledged before them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from tests.journeys.prepared import COMMAND

KILLS = int(os.environ.get("TILSTEDE_KILLS", "20"))
#: After so many blows all that is held is looked through: what one has broken stays broken.
LOOKED = 5


def environment(data: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TILSTEDE_DATA": str(data),
        "TILSTEDE_LOOPBACK": "127.0.0.1:*",
        "LC_ALL": "C.UTF-8",
    }


def run(data: Path, *words: str) -> str:
    done = subprocess.run(
        [COMMAND, *words],
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def held(data: Path, word: str) -> list[str]:
    lines = run(data, "search", word, "--json", "--limit", "100000").splitlines()
    return [json.loads(line)["text"] for line in lines]


def start(data: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND, *words],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[str], after: float) -> str:
    """Kill the process and all its children after so many seconds; what it had said."""
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    said, _nothing = process.communicate(timeout=60)
    return said
