"""A server of feeds on loopback: `python -m bench.feed_server FOLDER`. Prints its port, serves until killed.

Under ``/kind/`` it answers 304 to who has the newest (RFC 9110 § 13.1), under ``/plain/`` it sends all again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.plan import ROOT

WAYS = ("kind", "plain")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server in a process of its own, for the length of the block."""
    command = [sys.executable, "-m", "bench.feed_server", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    feeds: dict[str, tuple[bytes, str]]

    def do_GET(self) -> None:
        _, way, name = self.path.split("/")
        data, tag = self.feeds[name]
        if way == "kind" and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            data = b""
        else:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
        if way == "kind":
            self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Load every feed of the folder, then serve."""
    paths = Path(sys.argv[1]).iterdir()
    _Answers.feeds = {
        path.name: (data := path.read_bytes(), f'"{sha256(data).hexdigest()[:16]}"')
        for path in paths
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
