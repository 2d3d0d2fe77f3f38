"""The demo loaded once for a whole run of the tests, whichever process needs it first; each takes a copy."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("tilstede")


class Demo:
    """A data folder with the demo, whose log has changed its key and one of whose posts was destroyed.

    ``destroyed``: the number of that post.
    """

    def __init__(self, folder: Path, destroyed: int) -> None:
        self.folder = folder
        self.destroyed = destroyed

    def copied(self, data: Path) -> Path:
        """A folder of one's own with the same in it."""
        shutil.copytree(self.folder, data, dirs_exist_ok=True)
        return data


def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """As the first who asks has loaded it."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # the folder that all processes of the run share
    told = root / "demo.json"
    with (root / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps(load(root / "demo")))
    return Demo(root / "demo", json.loads(told.read_text()))


def load(data: Path) -> int:
    """Load the demo; the number of the post that was destroyed in it."""
    _run(data, "demo", "--load-only")
    _run(data, "record", "rekey", "--yes")
    found = _run(data, "search", "network:x is:reply", "--json", "--limit", "1")
    gone = int(json.loads(found.splitlines()[0])["id"])
    law = ("--ground", "arkivlova § 13", "--reason", "for å sjå korleis det ser ut", "--yes")
    _run(data, "record", "destroy", str(gone), *law)
    return gone


def _run(data: Path, *words: str) -> str:
    environment = {**os.environ, "TILSTEDE_DATA": str(data)}
    environment.pop("TILSTEDE_ORIGIN", None)
    done = subprocess.run(
        [COMMAND, *words], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout
