"""An import that is killed with -9 at any point loses nothing it said was taken in, doubles nothing, and its record
checks."""

from __future__ import annotations

import json
import random
import re
import signal
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.killing import KILLS, LOOKED, held, kill, run, start

CLOSING = re.compile(r"read (\d+), took in (\d+), already had (\d+), set aside (\d+)")


def _archive(path: Path, count: int) -> None:
    tweets = [
        {
            "tweet": {
                "id_str": str(1_700_000_000_000_000_000 + n),
                "id": str(1_700_000_000_000_000_000 + n),
                "full_text": f"Melding nummer{n:06d} frå Fjordvik om ferja",
                "created_at": time.strftime(
                    "%a %b %d %H:%M:%S +0000 %Y", time.gmtime(1_700_000_000 + n)
                ),
                "lang": "no",
                "entities": {"hashtags": [], "urls": [], "user_mentions": [], "symbols": []},
            }
        }
        for n in range(count)
    ]
    account = [
        {
            "account": {
                "accountId": "42",
                "username": "fjordvik_demo",
                "accountDisplayName": "Fjordvik",
            }
        }
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/manifest.js", "window.__THAR_CONFIG = {}")
        archive.writestr("data/account.js", "window.YTD.account.part0 = " + json.dumps(account))
        archive.writestr("data/tweets.js", "window.YTD.tweets.part0 = " + json.dumps(tweets))


@pytest.mark.slow
def test_an_import_killed_at_random_points_loses_and_doubles_nothing(tmp_path: Path) -> None:
    count = 10_000  # ten batches
    archive = tmp_path / "twitter-2026-10-31.zip"
    _archive(archive, count)
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    begun = time.monotonic()
    run(tmp_path / "unharmed", "import", str(archive))
    whole = time.monotonic() - begun  #: what one takes on this machine: blows fall before its end
    data = tmp_path / "data"
    acknowledged = 0
    kills = 0
    while kills < KILLS // 2:
        process = start(data, "import", str(archive))
        said = kill(process, dice.uniform(0.2, 1.0) * whole)
        if process.returncode != -signal.SIGKILL:
            data = tmp_path / f"data{kills}"  # it was done before the blow: begin again elsewhere
            acknowledged = 0
            whole *= 0.9
            continue
        kills += 1
        for read, *_rest in CLOSING.findall(said):
            acknowledged = max(acknowledged, int(read))
        assert _count(data) >= acknowledged, f"seed {seed}: what was acknowledged is gone"
        if kills % LOOKED == 0:
            _check_acknowledged(data, acknowledged, seed)
    told = CLOSING.search(run(data, "import", str(archive)))
    assert told
    read, taken, had, aside = map(int, told.groups())
    assert (read, aside) == (count, 0)
    assert taken + had == count
    held_now = held(data, "ferja")
    assert len(held_now) == len(set(held_now)) == count, f"seed {seed}"
    run(data, "record", "check")


def _count(data: Path) -> int:
    """How many posts are held, as the file itself says: posts come in the archive's order, and none is taken out."""
    file = data / "tilstede.sqlite3"
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file)) as connection:
        made = "SELECT 1 FROM sqlite_master WHERE name = 'posts_post'"
        if not connection.execute(made).fetchone():
            return 0
        return int(connection.execute("SELECT count(*) FROM posts_post").fetchone()[0])


def _check_acknowledged(data: Path, acknowledged: int, seed: int) -> None:
    known = set(held(data, "ferja"))
    missing = [
        n
        for n in range(acknowledged)
        if f"Melding nummer{n:06d} frå Fjordvik om ferja" not in known
    ]
    assert not missing, f"seed {seed}: {missing[:5]} were acknowledged and are gone"
    run(data, "record", "check")
