"""A capture that is killed with -9 at any point loses nothing of what it has shown the server that it holds, doubles
nothing, and its record checks."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.journeys.killing import KILLS, LOOKED, held, kill, run, start


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
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/drift.xml"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_capture_killed_at_random_points_loses_and_doubles_nothing(
    tmp_path: Path, feed: str
) -> None:
    data = tmp_path / "data"
    run(data, "follow", feed)
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    begun = time.monotonic()
    run(data, "capture", "--now")
    whole = (
        time.monotonic() - begun
    )  #: what one takes on this machine: the blow falls before its end
    kills = 0
    while kills < KILLS - KILLS // 2:
        process = start(data, "capture", "--now")
        kill(process, dice.uniform(0.3, 1.0) * whole)
        if process.returncode != -signal.SIGKILL:
            whole *= 0.8  # it was done before the blow: the machine has more time now
            continue
        kills += 1
        if kills % LOOKED == 0:
            _check_receipts(data, seed)
    run(data, "capture", "--now")
    _check_receipts(data, seed)


def _check_receipts(data: Path, seed: int) -> None:
    known = held(data, "straumbrot")
    assert len(known) == len(set(known)), f"seed {seed}: something is doubled"
    missing = [n for n in range(_Feed.receipt) if not any(f"sak{n:06d}" in text for text in known)]
    assert not missing, f"seed {seed}: {missing[:5]} were acknowledged and are gone"
    run(data, "record", "check")
