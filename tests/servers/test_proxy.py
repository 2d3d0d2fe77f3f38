"""The proxy that misbehaves does what it says, before a real server on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from tests.servers import faults
from tests.servers.proxy import Proxy


class _Site(BaseHTTPRequestHandler):
    """Keeps what is posted; tells four events."""

    protocol_version = "HTTP/1.1"
    kept: list[bytes] = []

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size)
        if len(body) == size:
            self.kept.append(body)
        self._answer(json.dumps({"kept": len(self.kept)}).encode())

    def do_GET(self) -> None:
        if self.path == "/events":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(
                b":)\n" + b"".join(b"event: update\ndata: %d\n\n" % n for n in range(4))
            )
            self.close_connection = True
        else:
            self._answer(self.headers.get("Authorization", "nobody").encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def proxy(misbehaving: Callable[[str], Proxy]) -> Iterator[Proxy]:
    _Site.kept = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield misbehaving(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


def _post(proxy: Proxy, body: bytes = b"hei", **more: object) -> httpx.Response:
    return httpx.post(f"{proxy.base}/posts", content=body, timeout=2, **more)  # type: ignore[arg-type]


def test_without_faults_it_is_not_noticed(proxy: Proxy) -> None:
    with httpx.Client(base_url=proxy.base, headers={"Authorization": "Bearer x"}) as client:
        assert client.get("/").text == "Bearer x"
        assert client.post("/posts", content=iter([b"he", b"i"])).json() == {"kept": 1}
        assert client.get("/events").text.count("data: ") == 4
    assert _Site.kept == [b"hei"]
    assert proxy.passed("POST", "^/posts$") == 1


def test_an_answer_in_the_servers_place(proxy: Proxy) -> None:
    proxy.fault(faults.answered(429, headers={"Retry-After": "7"}), method="POST", skip=1, count=1)
    answers = [_post(proxy) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 429, 200]
    assert answers[1].headers["retry-after"] == "7"
    assert len(_Site.kept) == proxy.passed("POST") == 2


@pytest.mark.parametrize("hold", [0.0, 5.0])
def test_the_server_did_it_and_nobody_heard(proxy: Proxy, hold: float) -> None:
    proxy.fault(faults.swallowed(hold=hold), count=1)
    with pytest.raises(httpx.TransportError):
        _post(proxy)
    assert _Site.kept == [b"hei"]


def test_a_gateway_answers_for_the_server(proxy: Proxy) -> None:
    proxy.fault(faults.replaced(504))
    assert _post(proxy).status_code == 504
    assert _Site.kept == [b"hei"]


def test_a_cut_upload_is_not_kept(proxy: Proxy) -> None:
    proxy.fault(faults.cut_upload(1000), count=1)
    with pytest.raises(httpx.TransportError):
        _post(proxy, b"x" * 100_000)
    assert _post(proxy).json() == {"kept": 1}


def test_a_cut_answer(proxy: Proxy) -> None:
    proxy.fault(faults.cut_answer(3), count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        _post(proxy)
    assert _Site.kept == [b"hei"]


def test_another_time_and_another_shape(proxy: Proxy) -> None:
    proxy.skew = timedelta(hours=-3)
    proxy.fault(faults.rewritten(lambda told: [told]))
    answer = _post(proxy)
    assert answer.json() == [{"kept": 1}]
    wrong = datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"])
    assert timedelta(hours=2, minutes=59) < wrong < timedelta(hours=3, minutes=1)
    proxy.mend()
    assert _post(proxy).json() == {"kept": 2}


def test_a_revoked_token(proxy: Proxy) -> None:
    proxy.fault(faults.answered(401, {"error": "revoked"}), when=faults.with_login)
    assert _post(proxy, headers={"Authorization": "Bearer x"}).status_code == 401
    assert _post(proxy).status_code == 200


def _told(proxy: Proxy) -> list[str]:
    lines = httpx.get(f"{proxy.base}/events", timeout=2).text.splitlines()
    return [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]


def test_streams_that_stammer_and_stop(proxy: Proxy) -> None:
    for change in (faults.doubled, faults.swapped, faults.dropped(3)):
        proxy.fault(faults.streamed(change), path="/events", count=1)
    assert _told(proxy) == list("00112233")
    assert _told(proxy) == list("1032")
    assert _told(proxy) == list("01")
    proxy.fault(faults.streamed(faults.silent(3)), path="/events")
    heard: list[str] = []
    with httpx.stream("GET", f"{proxy.base}/events", timeout=0.5) as answer:
        lines = answer.iter_lines()
        with pytest.raises(httpx.ReadTimeout):
            heard.extend(lines)
    assert [line for line in heard if line.startswith("data")] == ["data: 0", "data: 1"]


def test_websockets(misbehaving: Callable[[str], Proxy]) -> None:
    def tell(connection: ServerConnection) -> None:
        assert connection.recv() == "hei"
        for number in range(4):
            connection.send(str(number) * 200)
        time.sleep(0.2)

    with serve(tell, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        proxy = misbehaving(f"ws://127.0.0.1:{server.socket.getsockname()[1]}")
        heard = []
        for change in (iter, faults.doubled, faults.swapped):
            proxy.fault(faults.streamed(change), count=1)
            with connect(proxy.base.replace("http", "ws")) as client:
                client.send("hei")
                count = 8 if change is faults.doubled else 4
                heard.append("".join(str(client.recv(timeout=2))[0] for _ in range(count)))
        server.shutdown()
    assert heard == ["0123", "00112233", "1032"]
