"""A small network on loopback: a server that keeps posts, and does what goes wrong when it is told to.

``POST /posts``, ``GET /posts?key=``, ``GET``, ``PUT`` and ``DELETE /posts/<id>``, ``POST /acts/<what>``,
``POST`` and ``DELETE /token``, ``GET /me``. Logins are ``Authorization: Bearer``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Place:
    """What the server holds, and how it misbehaves.

    ``faults``: for each request to come, what goes wrong with it: a status before or (``after``) after the thing is
    done, ``cut`` for no answer. ``ended``: tokens that were given back. ``strike``: called before and after a
    request is acted upon. ``unseen``: posts cannot be looked for. ``hides``: so many times a post cannot be seen.
    ``changes``: what it makes of a text. ``is_lenient``: a refresh token that is used up counts until the one after
    it is used.
    """

    address: str = ""
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=lambda: {"hemmeleg-1"})
    refresh: str = "fornye-1"
    is_lenient: bool = False
    lenient: str | None = None
    asked: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    faults: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    strike: Callable[[str, str], None] = lambda _when, _what: None
    unseen: bool = False
    hides: int = 0
    changes: Callable[[str], str] = str
    lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self) -> list[str]:
        return [post["text"] for post in self.posts.values()]


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: a second one would wait for the first's receipt
    place: Place

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET

    def _serve(self) -> None:
        place = self.place
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        what = f"{self.command} {urlsplit(self.path).path}"
        place.asked.append(what)
        place.strike("before", what)
        fault = self._fault()
        if fault and fault[0] == "before":
            self._answer(fault[1], {"error": "not now"}, fault[2])
            return
        with place.lock:
            status, told = self._act(json.loads(body or b"{}"))
        place.strike("after", what)
        if fault and fault[0] == "cut":
            self.close_connection = True
            self.connection.close()
        elif fault:
            self._answer(fault[1], {"error": "broken"}, fault[2])
        else:
            self._answer(status, told, {})

    def _fault(self) -> tuple[str, int, dict[str, str]] | None:
        if self.command == "GET" or not self.place.faults:
            return None
        return self.place.faults.pop(0)

    def _act(self, given: dict[str, Any]) -> tuple[int, Any]:
        parts = urlsplit(self.path)
        names = parts.path.strip("/").split("/")
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if names == ["token"] and self.command == "DELETE":
            self.place.ended.append(token)
            return 200, {}
        if names == ["token"]:
            return self._token(given)
        if token not in self.place.tokens:
            return 401, {"error": "the token was taken back"}
        if names == ["me"]:
            return 200, {"id": "fjordvik", "token": token}
        if names[0] == "acts":
            self.place.acts.append(f"{names[1]} {given.get('on', '')}")
            return 200, {}
        return self._posts(names[1:], parse_qs(parts.query), given)

    def _token(self, given: dict[str, Any]) -> tuple[int, Any]:
        """A new token for a refresh token, which thereby is used up."""
        known = {self.place.refresh, self.place.lenient}
        if given.get("refresh") not in known:
            return 401, {"error": "used already"}
        self.place.lenient = given["refresh"] if self.place.is_lenient else None
        number = len(self.place.tokens) + 1
        self.place.tokens.add(f"hemmeleg-{number}")
        self.place.refresh = f"fornye-{number}"
        return 200, {"token": f"hemmeleg-{number}", "refresh": self.place.refresh}

    def _posts(
        self, names: list[str], query: dict[str, list[str]], given: dict[str, Any]
    ) -> tuple[int, Any]:
        posts = self.place.posts
        if not names and self.command == "POST":
            if len(given["text"]) > 500:
                return 422, {"error": "too long for us"}
            number = str(len(self.place.asked))
            text = self.place.changes(given["text"])
            posts[number] = {**given, "id": number, "text": text}
            return 200, posts[number]
        if not names:
            if self.place.unseen:
                return 403, {"error": "no looking"}
            return 200, [one for one in posts.values() if one["key"] == query["key"][0]]
        if names[0] not in posts or (self.command == "GET" and self.place.hides > 0):
            self.place.hides -= 1
            return 404, {"error": "no such post"}
        if self.command == "DELETE":
            return 200, posts.pop(names[0])
        if self.command == "PUT":
            posts[names[0]] |= {"text": given["text"], "edited": "2026-11-23T12:00:00Z"}
        return 200, posts[names[0]]

    def _answer(self, status: int, told: Any, headers: dict[str, str]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def opened() -> Iterator[Place]:
    """A running one."""
    place = Place()
    handler = type("Answers", (_Answers,), {"place": place})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    place.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
