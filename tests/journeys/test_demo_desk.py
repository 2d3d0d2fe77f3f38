"""The demo's desk is laid out once, and nothing on it is empty."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.prepared import COMMAND, Demo

pytestmark = pytest.mark.slow

TABLES = ("record_event", "drafting_tryout", "drafting_topic", "drafting_campaign", "drafting_slot")


def _desk(data: Path) -> tuple[Counter[str], dict[str, int]]:
    """Drafts by state, and rows by table."""
    with closing(sqlite3.connect(data / "tilstede.sqlite3")) as database:
        states = Counter(
            row[0] for row in database.execute("SELECT state FROM drafting_manuscript")
        )
        rows = {
            name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES
        }
    return states, rows


def test_a_demo_that_is_begun_again_has_the_same_desk(demo: Demo, tmp_path: Path) -> None:
    data = demo.copied(tmp_path / "data")
    states, rows = _desk(data)
    assert states == {"writing": 2, "planned": 1, "asked": 1, "dropped": 1}
    assert all(rows.values())
    environment = {**os.environ, "TILSTEDE_DATA": str(data)}
    environment.pop("TILSTEDE_ORIGIN", None)
    subprocess.run(
        [COMMAND, "demo", "--load-only"], env=environment, check=True, capture_output=True
    )
    assert _desk(data) == (states, rows)
