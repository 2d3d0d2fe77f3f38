"""Killed with -9 at any point, nothing acknowledged is lost, nothing is doubled, and the record checks.

An outside process (this one) keeps the ledger: what the import has said is taken in, and which state of a feed the
capture has shown the server that it holds.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

KILLS = int(os.environ.get("TILSTEDE_KILLS", "20"))
COMMAND = str(Path(sys.executable).with_name("tilstede"))
CLOSING = re.compile(r"read (\d+), took in (\d+), already had (\d+), set aside (\d+)")


def _environment(data: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TILSTEDE_DATA": str(data),
        "TILSTEDE_LOOPBACK": "127.0.0.1:*",
        "LC_ALL": "C.UTF-8",
    }


def _run(data: Path, *words: str) -> str:
    done = subprocess.run(
        [COMMAND, *words],
        env=_environment(data),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _held(data: Path, word: str) -> list[str]:
    lines = _run(data, "search", word, "--json", "--limit", "100000").splitlines()
    return [json.loads(line)["text"] for line in lines]


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


def _start(data: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND, *words],
        env=_environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[str], after: float) -> str:
    """Kill the process and all its children after so many seconds; what it had said."""
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    said, _nothing = process.communicate(timeout=60)
    return said


@pytest.mark.slow
def test_an_import_killed_at_random_points_loses_and_doubles_nothing(tmp_path: Path) -> None:
    count = 30_000
    archive = tmp_path / "twitter-2026-10-31.zip"
    _archive(archive, count)
    data = tmp_path / "data"
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    acknowledged = 0
    kills = 0
    while kills < KILLS // 2:
        process = _start(data, "import", str(archive))
        said = _kill(process, dice.uniform(0.5, 4.0))
        if process.returncode != -signal.SIGKILL:
            data = tmp_path / f"data{kills}"  # it was done before the blow: begin again elsewhere
            acknowledged = 0
            continue
        kills += 1
        for read, *_rest in CLOSING.findall(said):
            acknowledged = max(acknowledged, int(read))
        held = set(_held(data, "ferja"))
        missing = [
            n
            for n in range(acknowledged)
            if f"Melding nummer{n:06d} frå Fjordvik om ferja" not in held
        ]
        assert not missing, f"seed {seed}: {missing[:5]} were acknowledged and are gone"
        _run(data, "record", "check")
    closing = CLOSING.search(_run(data, "import", str(archive)))
    assert closing
    read, taken, had, aside = map(int, closing.groups())
    assert (read, aside) == (count, 0)
    assert taken + had == count
    held_now = _held(data, "ferja")
    assert len(held_now) == len(set(held_now)) == count, f"seed {seed}"
    _run(data, "record", "check")


class _Feed(BaseHTTPRequestHandler):
    """A feed that has three new entries at each visit, and keeps the ledger: an ETag sent back is a receipt."""

    protocol_version = "HTTP/1.1"
    entries = 3
    receipt = 0

    def do_GET(self) -> None:
        kind = type(self)
        known = self.headers.get("If-None-Match", "").strip('"')
        if known.isdecimal():
            kind.receipt = max(kind.receipt, int(known))
        kind.entries += 3
        body = self._document(kind.entries).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
        self.send_header("ETag", f'"{kind.entries}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _document(self, count: int) -> str:
        items = "".join(
            f"<item><guid isPermaLink='false'>drift-{n}</guid><title>Drift {n}</title>"
            f"<description>Melding sak{n:06d} om straumbrot</description>"
            f"<pubDate>{time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(1_700_000_000 + n))}</pubDate></item>"
            for n in range(max(0, count - 400), count)
        )
        return f"<rss version='2.0'><channel><title>Drift</title><link>https://drift.fjordvik.example/</link>{items}</channel></rss>"

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def feed() -> Iterator[str]:
    _Feed.entries, _Feed.receipt = 3, 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/drift.xml"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_capture_killed_at_random_points_loses_and_doubles_nothing(
    tmp_path: Path, feed: str
) -> None:
    data = tmp_path / "data"
    _run(data, "follow", feed)
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    kills = 0
    while kills < KILLS - KILLS // 2:
        process = _start(data, "capture", "--now")
        _kill(process, dice.uniform(0.4, 1.8))
        kills += process.returncode == -signal.SIGKILL
        if kills % 5 == 0:
            _check_receipts(data, seed)
    _run(data, "capture", "--now")
    _check_receipts(data, seed)


def _check_receipts(data: Path, seed: int) -> None:
    held = _held(data, "straumbrot")
    assert len(held) == len(set(held)), f"seed {seed}: something is doubled"
    missing = [n for n in range(_Feed.receipt) if not any(f"sak{n:06d}" in text for text in held)]
    assert not missing, f"seed {seed}: {missing[:5]} were acknowledged and are gone"
    _run(data, "record", "check")
