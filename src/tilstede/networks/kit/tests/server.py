"""A real web server on loopback for tests: answers by path, counts connections and what was asked."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


@dataclass
class Page:
    """What a path answers with. ``raw``: writes to the connection itself in place of an answer."""

    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: Callable[[Any], None] | None = None


class Site:
    """Pages by path, and the requests seen, as (path, headers); what was sent with them in ``sent``."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.host = address.removeprefix("http://")
        self.pages: dict[str, Page | Callable[[Mapping[str, str]], Page]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.sent: list[bytes] = []
        self.connections = 0

    def url(self, path: str) -> str:
        return self.address + path


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    site: ClassVar[Site]

    def setup(self) -> None:
        super().setup()
        self.site.connections += 1

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.site.seen.append((self.path, headers))
        page = self.site.pages.get(self.path, Page(b"nothing here", 404))
        if callable(page):
            page = page(headers)
        if page.raw is not None:
            page.raw(self)
            self.wfile.flush()
            self.close_connection = True
            return
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page.content)))
        self.end_headers()
        self.wfile.write(page.content)
        self.wfile.flush()

    def do_POST(self) -> None:
        self.site.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle is what several tests are about."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Site]:
    """A site of its own, as long as the block lasts."""
    handler = type("Handler", (_Handler,), {})
    with _Server((host, 0), handler) as server:
        handler.site = Site(f"http://{host}:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield handler.site
        finally:
            server.shutdown()
            thread.join(10)
