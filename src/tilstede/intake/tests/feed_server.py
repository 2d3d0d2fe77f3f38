"""A real web server on loopback whose one feed a test can change, move, break or take away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ITEM = (
    "<item><guid isPermaLink='false'>sak-{n}</guid><title>Sak {n}</title><description>{text}</description>"
    "<pubDate>Mon, {day:02d} Oct 2026 09:00:00 GMT</pubDate></item>"
)
CHANNEL = "<rss version='2.0'><channel><title>Driftsmeldingar</title><link>{home}</link>{items}</channel></rss>"


@dataclass
class Feed:
    """What the server answers: entries by number, or a status and a body."""

    address: str
    entries: dict[int, str] = field(default_factory=dict)
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    visits: int = 0

    def document(self) -> str:
        """The feed as it is now, newest first."""
        items = "".join(
            ITEM.format(n=n, text=text, day=n % 28 + 1)
            for n, text in sorted(self.entries.items(), reverse=True)
        )
        return self.body or CHANNEL.format(home=self.address, items=items)


@contextmanager
def serving() -> Iterator[Feed]:
    """A feed at `address` for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece: a second one would wait for the first's receipt

        def do_GET(self) -> None:
            feed.visits += 1
            body = feed.document().encode()
            etag = f'"{hash(body)}"'
            unchanged = feed.status == 200 and self.headers.get("If-None-Match") == etag
            self.send_response(304 if unchanged else feed.status)
            self.send_header("ETag", etag)
            for name, value in {"Content-Type": "application/rss+xml", **feed.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if unchanged else str(len(body)))
            self.end_headers()
            if not unchanged:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    feed = Feed(f"http://127.0.0.1:{server.server_port}/feed.xml")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
