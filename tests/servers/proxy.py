"""A proxy that misbehaves, to stand in front of any real HTTP server in tests; what it can do is in `faults.py`.

::

    def test_is_sent_once(snac_nodes, misbehaving, http):
        proxy = misbehaving(snac_nodes[0].base)
        proxy.fault(swallowed(), method="POST", path="/api/v1/statuses", count=1)
        ...  # speak to proxy.base instead of the server
        assert proxy.passed("POST", "/api/v1/statuses") == 1

It passes on requests as they come, WebSockets and event streams too. Addresses within answers stay the server's own.
"""

from __future__ import annotations

import http.client
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from tests.servers.pieces import events, frames

#: Headers that belong to one connection alone (RFC 9110, 7.6.1), and those we set ourselves.
_OWN = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})
#: Seconds the server in question may take.
_PATIENCE = 30.0

#: What is done to a stream's pieces (events, or WebSocket frames) on their way.
Change = Callable[[Iterator[bytes]], Iterator[bytes]]


@dataclass
class Asked:
    """A request that came. ``passed``: the server got all of it; ``status``: what the server answered."""

    method: str
    path: str
    headers: Mapping[str, str]
    passed: bool = False
    status: int = 0


@dataclass
class Answer:
    """What a server answered, whole."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Exchange:
    """One request under way: an effect decides what becomes of it."""

    def __init__(self, proxy: Proxy, handler: _Handler, asked: Asked) -> None:
        self.asked = asked
        self._proxy = proxy
        self._handler = handler

    @property
    def size(self) -> int:
        """Bytes of what comes with the request, as it states; 0 where it does not."""
        return int(self.asked.headers.get("content-length", 0))

    def pass_on(self) -> None:
        """As if there were no proxy."""
        if self.asked.headers.get("upgrade", "").lower() == "websocket":
            self.stream(iter)
            return
        with self._open() as found:
            if _is_stream(found):
                self._relay(found, iter)
            else:
                self.answer(_whole(found))

    def forward(self) -> Answer:
        """Ask the server, and hold its answer."""
        with self._open() as found:
            return _whole(found)

    def stream(self, change: Change) -> None:
        """Pass on, with something done to what streams."""
        if self.asked.headers.get("upgrade", "").lower() == "websocket":
            self._tunnel(change)
            return
        with self._open() as found:
            self._relay(found, change)

    def answer(self, answer: Answer, *, cut: int | None = None) -> None:
        """Answer the one who asked; ``cut``: only so many bytes of the body, then the connection ends."""
        self._head(answer.status, {**answer.headers, "Content-Length": str(len(answer.body))})
        if self.asked.method != "HEAD":
            self._handler.wfile.write(answer.body[:cut])
        self._handler.wfile.flush()
        if cut is not None:
            self.hang_up()

    def read(self, most: int) -> bytes:
        """The first bytes of what comes with the request."""
        return self._handler.rfile.read(min(most, self.size))

    def pass_part(self, most: int) -> None:
        """Give the server the request's first bytes and then hang up on it."""
        part = self.read(most)
        with self._connection() as server:
            self._ask(server, {"Content-Length": str(self.size)})
            server.send(part)

    def hang_up(self) -> None:
        """End the connection to the one who asked, without another word."""
        self._handler.close_connection = True
        with suppress(OSError):
            self._handler.connection.shutdown(socket.SHUT_RDWR)

    def hold(self, seconds: float) -> None:
        """Say nothing, until the one who asked goes away or so many seconds are over."""
        self._handler.connection.settimeout(seconds)
        with suppress(OSError):
            while self._handler.connection.recv(1024):
                pass

    # --- towards the server ---------------------------------------------------------------------

    @contextmanager
    def _connection(self) -> Iterator[http.client.HTTPConnection]:
        server = http.client.HTTPConnection(self._proxy.upstream, timeout=_PATIENCE)
        try:
            yield server
        finally:
            server.close()

    def _ask(self, server: http.client.HTTPConnection, more: Mapping[str, str]) -> None:
        server.putrequest(
            self.asked.method, self.asked.path, skip_host=True, skip_accept_encoding=True
        )
        kept = {name: value for name, value in self.asked.headers.items() if name not in _OWN}
        for name, value in {**kept, "Host": self._proxy.upstream, **more}.items():
            server.putheader(name, value)
        server.endheaders()

    @contextmanager
    def _open(self) -> Iterator[http.client.HTTPResponse]:
        body = self._handler.body()
        with self._connection() as server:
            self._ask(server, {"Content-Length": str(len(body)), "Connection": "close"})
            if body:
                server.send(body)
            self.asked.passed = True
            with server.getresponse() as found:
                self.asked.status = found.status
                yield found

    def _tunnel(self, change: Change) -> None:
        """A WebSocket (RFC 6455): what the server says goes frame by frame, packed by nobody."""
        host, _, port = self._proxy.upstream.partition(":")
        kept = {
            name: value
            for name, value in self.asked.headers.items()
            if name not in ("host", "sec-websocket-extensions")
        }
        lines = [f"{self.asked.method} {self.asked.path} HTTP/1.1", f"Host: {self._proxy.upstream}"]
        lines += [f"{name}: {value}" for name, value in kept.items()]
        with socket.create_connection((host, int(port))) as server:
            server.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            self.asked.passed = True
            answers = server.makefile("rb")
            while line := answers.readline():
                self._handler.wfile.write(line)
                if line == b"\r\n":
                    break
            self._handler.wfile.flush()
            threading.Thread(target=self._upwards, args=(server,), daemon=True).start()
            self._write(change(frames(answers)))
            server.shutdown(socket.SHUT_RDWR)
        self.hang_up()

    def _upwards(self, server: socket.socket) -> None:
        with suppress(OSError, ValueError):
            while some := self._handler.rfile.read1(65536):
                server.sendall(some)

    # --- towards the one who asked --------------------------------------------------------------

    def _relay(self, found: http.client.HTTPResponse, change: Change) -> None:
        self._head(found.status, {**_kept(found), "Connection": "close"})
        self._handler.wfile.flush()
        self._write(change(events(found)))
        self.hang_up()

    def _write(self, pieces: Iterator[bytes]) -> None:
        with suppress(OSError, http.client.HTTPException, ValueError):
            for piece in pieces:
                self._handler.wfile.write(piece)
                self._handler.wfile.flush()

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self._handler.send_response_only(status)
        date = format_datetime(datetime.now(UTC) + self._proxy.skew, usegmt=True)
        for name, value in {"Date": date, **headers, **self._proxy.date(headers)}.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()


#: What becomes of a request.
Effect = Callable[[Exchange], None]


@dataclass
class _Fault:
    effect: Effect
    when: Callable[[Asked], bool]
    skip: int
    count: int | None


class Proxy:
    """A proxy that runs. ``base``: its address; ``skew``: how wrong the clock of the server behind it seems."""

    def __init__(self, base: str, upstream: str) -> None:
        self.base = base
        self.upstream = upstream.partition("://")[2].rstrip("/")
        self.skew = timedelta()
        self.seen: list[Asked] = []
        self._faults: list[_Fault] = []
        self._lock = threading.Lock()

    def fault(
        self,
        effect: Effect,
        *,
        method: str = "",
        path: str = "",
        when: Callable[[Asked], bool] = lambda asked: True,
        skip: int = 0,
        count: int | None = None,
    ) -> None:
        """From now on do this to requests of that method whose path (with its query) matches.

        ``path``: a pattern for `re.search`. The first ``skip`` that match go through, then ``count`` are met by it.
        The oldest fault that has something left to do is done.
        """

        def meant(asked: Asked) -> bool:
            return (
                method in ("", asked.method) and bool(re.search(path, asked.path)) and when(asked)
            )

        with self._lock:
            self._faults.append(_Fault(effect, meant, skip, count))

    def mend(self) -> None:
        """No more faults, and the right time; what was seen is forgotten."""
        with self._lock:
            self._faults.clear()
            self.seen.clear()
        self.skew = timedelta()

    def passed(self, method: str, path: str = "") -> int:
        """How many such requests the server got whole."""
        return sum(
            one.passed and one.method == method and bool(re.search(path, one.path))
            for one in list(self.seen)
        )

    def date(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The header Date as the proxy would have it."""
        if not self.skew:
            return {}
        name = next((one for one in headers if one.lower() == "date"), "Date")
        return {name: format_datetime(datetime.now(UTC) + self.skew, usegmt=True)}

    def effect_on(self, asked: Asked) -> Effect:
        """What is to be done with it."""
        with self._lock:
            self.seen.append(asked)
            for fault in self._faults:
                if fault.count == 0 or not fault.when(asked):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                if fault.count is not None:
                    fault.count -= 1
                return fault.effect
        return Exchange.pass_on


def _is_stream(found: http.client.HTTPResponse) -> bool:
    return found.headers.get_content_type() == "text/event-stream"


def _kept(found: http.client.HTTPResponse) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in found.getheaders():
        if name.lower() not in _OWN:
            kept[name] = f"{kept[name]}, {value}" if name in kept else value
    return kept


def _whole(found: http.client.HTTPResponse) -> Answer:
    return Answer(found.status, _kept(found), found.read())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    proxy: ClassVar[Proxy]

    def do_GET(self) -> None:
        self._body: bytes | None = None
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers)
        exchange = Exchange(self.proxy, self, asked)
        self.proxy.effect_on(asked)(exchange)
        if self._body is None and (exchange.size or "transfer-encoding" in headers):
            self.close_connection = True  # what was not read would be taken for the next request

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_GET

    def body(self) -> bytes:
        """All that came with the request."""
        if self._body is None:
            chunked = "chunked" in self.headers.get("Transfer-Encoding", "").lower()
            stated = int(self.headers.get("Content-Length", 0))
            self._body = b"".join(self._chunks()) if chunked else self.rfile.read(stated)
        return self._body

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """A connection may be gone between being told of and being accepted; then accept(2) waits for the next, and who
        wants to stop the server waits with it."""
        super().server_bind()
        self.socket.settimeout(1.0)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Either side may leave in the middle: that is what this is for."""
        if not isinstance(sys.exception(), OSError | http.client.HTTPException):
            super().handle_error(request, client_address)


@contextmanager
def before(upstream: str) -> Iterator[Proxy]:
    """A proxy before that server (``http://localhost:8000``), as long as the block lasts."""
    handler = type("Handler", (_Handler,), {})
    with _Server(("127.0.0.1", 0), handler) as server:
        handler.proxy = Proxy(f"http://localhost:{server.server_port}", upstream)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield handler.proxy
        finally:
            server.shutdown()
            thread.join(10)


@pytest.fixture
def misbehaving() -> Iterator[Callable[[str], Proxy]]:
    """Puts a proxy before the server at an address, for the time of the test."""
    opened: list[Any] = []

    def put(upstream: str) -> Proxy:
        opened.append(before(upstream))
        return opened[-1].__enter__()

    yield put
    for one in opened:
        one.__exit__(None, None, None)
