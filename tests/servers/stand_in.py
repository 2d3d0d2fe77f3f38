"""A server of our own in place of one that nobody can run: keeps state, logs what it was asked, fails when told to.

An ability shown against such a server only is unproven: it is as good as the descriptions it was made from.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request. ``query``: the last value of each name; ``headers`` by names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    def form(self) -> dict[str, str]:
        """The fields of a form, in either encoding; files as their bytes in Latin-1."""
        kind = self.headers.get("content-type", "")
        if "multipart/form-data" in kind:
            return {name: value.decode("latin-1") for name, value in self.parts().items()}
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def parts(self) -> dict[str, bytes]:
        """The parts of a ``multipart/form-data`` body (RFC 7578)."""
        mark = self.headers["content-type"].partition("boundary=")[2].strip('"').encode()
        found = {}
        for part in self.body.split(b"--" + mark)[1:-1]:
            head, _, content = part.partition(b"\r\n\r\n")
            if named := re.search(rb'name="([^"]*)"', head):
                found[named[1].decode()] = content.removesuffix(b"\r\n")
        return found


@dataclass(frozen=True)
class Answer:
    """``body``: JSON."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class _Fault:
    path: str
    method: str
    answer: Answer | None
    done: bool


class StandIn:
    """Listens on loopback until closed. Subclasses say in `answer` what is answered."""

    def __init__(self) -> None:
        self.log: list[Asked] = []
        self._faults: list[_Fault] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._serve))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def fail(
        self, path: str, answer: Answer | None = None, *, method: str = "", done: bool = False
    ) -> None:
        """The next request whose path has this in it is answered so. Without an answer the connection is cut;
        ``done``: after what was asked has been done."""
        self._faults.append(_Fault(path, method, answer, done))

    def _serve(self, asked: Asked) -> Answer | None:
        with self._lock:
            self.log.append(asked)
            fault = next((one for one in self._faults if _meant(one, asked)), None)
            if fault is None:
                return self.answer(asked)
            self._faults.remove(fault)
            if fault.done:
                self.answer(asked)
            return fault.answer


def _meant(fault: _Fault, asked: Asked) -> bool:
    return fault.path in asked.path and fault.method in ("", asked.method)


def _handler(serve: Callable[[Asked], Answer | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece: a second one would wait for the first's receipt

        def log_message(self, *_: object) -> None:
            """Silent: what was asked stands in `StandIn.log`."""

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            answer = serve(Asked(self.command, parts.path, query, headers, body))
            if answer is None:
                self.close_connection = True
                return
            content = json.dumps(answer.body, ensure_ascii=False).encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _answer

    return Handler
