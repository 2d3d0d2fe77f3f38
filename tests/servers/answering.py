"""A server on loopback whose answers are any bytes, with any status: the base of servers for films and captions."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """``query``: every value of each name; ``headers`` by names in lower case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    def one(self, name: str, otherwise: str = "") -> str:
        """The first value of a name in the query."""
        return self.query.get(name, [otherwise])[0]

    def json(self) -> Any:
        return json.loads(self.body or b"null")

    def form(self) -> dict[str, str]:
        """The fields of ``application/x-www-form-urlencoded``."""
        told = parse_qs(self.body.decode(), keep_blank_values=True)
        return {name: values[0] for name, values in told.items()}

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True)
class Reply:
    """``body``: bytes as they are; anything else as JSON; None is no body at all."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """``reply`` None: the connection is cut. ``done``: after what was asked has been done."""

    path: str
    method: str
    reply: Reply | None
    done: bool
    skip: int


class Answering:
    """Listens until closed. Subclasses say in `answer` what is answered; ``log`` holds what was asked."""

    def __init__(self) -> None:
        self.log: list[Request] = []
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._serve))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.base = f"http://{self.host}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def answer(self, request: Request) -> Reply:
        raise NotImplementedError

    def fail(
        self,
        path: str,
        reply: Reply | None = None,
        *,
        method: str = "",
        done: bool = False,
        skip: int = 0,
    ) -> None:
        """A request whose path has this in it goes wrong, once; ``skip``: after so many that do not."""
        self._faults.append(Fault(path, method, reply, done, skip))

    def asked(self, path: str, method: str = "") -> list[Request]:
        """The requests so far whose path has this in it."""
        return [one for one in self.log if path in one.path and method in ("", one.method)]

    def _serve(self, request: Request) -> Reply | None:
        with self._lock:
            self.log.append(request)
            fault = self._fault(request)
            if fault is None:
                return self.answer(request)
            if fault.done:
                self.answer(request)
            return fault.reply

    def _fault(self, request: Request) -> Fault | None:
        for fault in self._faults:
            if fault.path in request.path and fault.method in ("", request.method):
                if fault.skip:
                    fault.skip -= 1
                    return None
                self._faults.remove(fault)
                return fault
        return None


def _handler(serve: Callable[[Request], Reply | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def log_message(self, *_: object) -> None:
            """Silent: what was asked stands in the log."""

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            query = parse_qs(parts.query, keep_blank_values=True)
            reply = serve(Request(self.command, parts.path, query, headers, body))
            if reply is None:
                self.close_connection = True
                return
            self._write(reply)

        def _write(self, reply: Reply) -> None:
            content = _bytes(reply.body)
            self.send_response(reply.status)
            kind = (
                "application/octet-stream" if isinstance(reply.body, bytes) else "application/json"
            )
            for name, value in {"Content-Type": kind, **reply.headers}.items():
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        do_GET = do_POST = do_PUT = do_DELETE = _answer

    return Handler


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
