"""The guarded client against a real server on loopback."""

from __future__ import annotations

import gzip
import io
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from tilstede.networks.kit.contract import (
    Forbidden,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Throttled,
    TooLarge,
    Unreachable,
)
from tilstede.networks.kit.http import Http, Timeouts, agent
from tilstede.networks.kit.tests.server import Page, Site, serving
from tilstede.networks.kit.tests.tls import authority, serving_tls
from tilstede.networks.kit.waiting import retry_after


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def http() -> Iterator[Http]:
    with Http(["127.0.0.1:*"], timeouts=Timeouts(1, 1, 2)) as http:
        yield http


def test_a_page_is_read(site: Site, http: Http) -> None:
    site.pages["/a?b=c+d"] = Page(b"hei", headers={"ETag": '"1"'})
    answer = http.get(site.url("/a"), params={"b": "c d"})
    assert (answer.status, answer.content, answer.headers["etag"]) == (200, b"hei", '"1"')
    assert answer.url == site.url("/a?b=c+d")
    assert answer.hops == ()


def test_it_says_who_asks(site: Site) -> None:
    site.pages["/"] = Page()
    with Http([site.host], user_agent=agent("https://fjordvik.example/")) as http:
        http.get(site.url("/"), headers={"Accept": "application/json"})
    headers = site.seen[0][1]
    assert headers["user-agent"] == "tilstede/0.1 (+https://fjordvik.example/)"
    assert headers["accept"] == "application/json"
    assert headers["accept-encoding"] == "gzip, deflate"


def test_connections_are_used_again(site: Site, http: Http) -> None:
    site.pages["/"] = Page(b"hei")
    for _ in range(5):
        http.get(site.url("/"))
    assert site.connections == 1


def test_a_kept_connection_that_was_closed_is_no_failure(site: Site, http: Http) -> None:
    def vanish(handler: Any) -> None:
        """Close without an answer, as a server does whose patience with a kept connection ends."""

    asked = []

    def answer(headers: object) -> Page:
        asked.append(headers)
        return Page(raw=vanish) if len(asked) == 2 else Page(b"hei")

    site.pages["/"] = answer
    assert http.get(site.url("/")).content == b"hei"
    assert http.get(site.url("/")).content == b"hei"
    assert len(asked) == 3
    assert site.connections == 2


def test_a_new_connection_that_is_closed_is_a_failure(site: Site, http: Http) -> None:
    site.pages["/"] = Page(raw=lambda handler: None)
    with pytest.raises(Unreachable):
        http.get(site.url("/"))
    assert len(site.seen) == 1


# --- where it may go ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.2/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://224.0.0.1/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "/relative",
        "",
        "http://[::1/",
        "http://a\x00b/",
        "http://xn--a/",
        "https://\u2100/",
    ],
)
def test_what_is_not_on_the_open_internet_is_forbidden(http: Http, url: str) -> None:
    with pytest.raises(Forbidden):
        http.get(url)


def test_loopback_only_by_name_and_port(site: Site) -> None:
    site.pages["/"] = Page(b"hei")
    with Http() as http, pytest.raises(Forbidden):
        http.get(site.url("/"))
    with Http(["127.0.0.1:1"]) as http, pytest.raises(Forbidden):
        http.get(site.url("/"))
    with Http([site.host]) as http:
        assert http.get(site.url("/")).content == b"hei"
        with pytest.raises(Forbidden):
            http.get(site.url("/").replace("127.0.0.1", "localhost"))


def test_every_address_of_a_name_is_checked() -> None:
    with (
        Http(resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"]) as http,
        pytest.raises(Forbidden),
    ):
        http.get("http://fjordvik.example/")


def test_a_name_on_the_list_leads_to_loopback_and_nowhere_else_inside(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    host = f"fjordvik.example:{site.host.partition(':')[2]}"
    site.pages["/"] = Page(b"hei", headers={"Connection": "close"})
    with Http([host], resolve=lambda host, port: next(answers)) as http:
        assert http.get(f"http://{host}/").content == b"hei"
        with pytest.raises(Forbidden):
            http.get(f"http://{host}/")


def test_a_name_that_changes_its_answer_is_asked_once_for_each_connection(site: Site) -> None:
    """DNS rebinding: what was checked is what is connected to."""
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    host = f"fjordvik.example:{site.host.partition(':')[2]}"
    site.pages["/"] = Page(b"hei")
    with Http([host], resolve=rebinding) as http:
        for _ in range(3):
            assert http.get(f"http://{host}/").content == b"hei"
    assert asked == ["fjordvik.example"]


def test_proxies_of_the_environment_are_not_used(
    site: Site, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.pages["/"] = Page(b"hei")
    assert http.get(site.url("/")).content == b"hei"


# --- redirects ---------------------------------------------------------------------------------


def _to(where: str, status: int = 302) -> Page:
    return Page(b"", status, {"Location": where})


def test_redirects_are_followed_and_told(site: Site, http: Http) -> None:
    site.pages |= {"/a": _to("/b", 301), "/b": _to("c", 308), "/c": _to("/d"), "/d": Page(b"hei")}
    answer = http.get(site.url("/a"))
    assert answer.content == b"hei"
    assert answer.url == site.url("/d")
    assert [hop.status for hop in answer.hops] == [301, 308, 302]
    assert answer.moved_to == site.url("/c")


def test_a_passing_redirect_moves_nothing(site: Site, http: Http) -> None:
    site.pages |= {"/a": _to("/b", 307), "/b": _to("/c", 301), "/c": Page(b"hei")}
    assert http.get(site.url("/a")).moved_to == ""


def test_five_redirects_and_no_more(site: Site, http: Http) -> None:
    site.pages |= {f"/{n}": _to(f"/{n + 1}") for n in range(6)}
    site.pages["/6"] = Page(b"hei")
    assert http.get(site.url("/1")).content == b"hei"
    with pytest.raises(Forbidden, match="redirects"):
        http.get(site.url("/0"))
    site.pages["/round"] = _to("/round")
    with pytest.raises(Forbidden, match="redirects"):
        http.get(site.url("/round"))


@pytest.mark.parametrize(
    "where", ["http://10.0.0.1/", "file:///etc/passwd", "http://127.0.0.2:80/"]
)
def test_a_redirect_is_checked_like_the_first(site: Site, http: Http, where: str) -> None:
    site.pages["/"] = _to(where)
    with pytest.raises(Forbidden):
        http.get(site.url("/"))


@pytest.mark.parametrize("where", ["", "http://[", "https://"])
def test_a_redirect_to_nowhere(site: Site, http: Http, where: str) -> None:
    site.pages["/"] = _to(where)
    with pytest.raises(NetworkError):
        http.get(site.url("/"))


def test_no_secret_follows_to_another_host(site: Site) -> None:
    secrets = {"Authorization": "Bearer hemmelig", "X-Key": "hemmelig", "Accept": "text/html"}
    with serving() as other, Http(["127.0.0.1:*"]) as http:
        other.pages["/"] = Page(b"hei")
        site.pages |= {"/a": _to("/b"), "/b": _to(other.url("/"))}
        http.get(site.url("/a"), headers=secrets)
    assert site.seen[1][1]["authorization"] == "Bearer hemmelig"
    assert "hemmelig" not in str(other.seen)
    assert other.seen[0][1]["accept"] == "text/html"


def test_a_login_in_the_address_is_sent_to_that_host_alone(site: Site, http: Http) -> None:
    site.pages["/"] = Page(b"hei")
    http.get(site.url("/").replace("http://", "http://ola:n%C3%B8kkel@"))
    assert site.seen[0][1]["authorization"] == "Basic b2xhOm7DuGtrZWw="


# --- answers that are errors -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, NotUnderstood),
        (401, Refused),
        (403, Refused),
        (404, NotFound),
        (408, Unreachable),
        (410, NotFound),
        (429, Throttled),
        (451, Refused),
        (500, Unreachable),
        (503, Unreachable),
        (304, NotUnderstood),
    ],
)
def test_a_status_is_an_error_of_its_kind(
    site: Site, http: Http, status: int, error: type[NetworkError]
) -> None:
    site.pages["/hemmelig?token=abc"] = Page(b"" if status == 304 else b"nei", status)
    with pytest.raises(error) as caught:
        http.get(site.url("/hemmelig?token=abc"))
    assert str(status) in caught.value.detail
    assert "abc" not in caught.value.detail


def test_a_status_that_is_wanted_is_an_answer(site: Site, http: Http) -> None:
    site.pages["/"] = Page(b"", 304)
    assert http.get(site.url("/"), accept_status={304}).status == 304


def test_how_long_to_wait_is_told(site: Site, http: Http) -> None:
    site.pages["/"] = Page(b"", 429, {"Retry-After": "120"})
    with pytest.raises(Throttled) as caught:
        http.get(site.url("/"))
    assert caught.value.retry_after == 120


def test_refused_for_asking_too_often_is_throttled(site: Site, http: Http) -> None:
    site.pages["/"] = Page(b"", 403, {"X-RateLimit-Remaining": "0"})
    with pytest.raises(Throttled):
        http.get(site.url("/"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "60"}, 60.0),
        ({"retry-after": formatdate(1_000_090, usegmt=True)}, 90.0),
        ({"retry-after": formatdate(999_000, usegmt=True)}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"x-ratelimit-reset": "1970-01-12T13:47:10.000Z"}, 30.0),
        ({"x-ratelimit-reset": "1000045"}, 45.0),
        ({"x-ratelimit-reset": "1000045", "x-ratelimit-remaining": "7"}, None),
        ({"retry-after": "9" * 400}, 7 * 86400.0),
    ],
)
def test_waiting_times(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, 1_000_000.0) == seconds


def test_nobody_there(http: Http) -> None:
    with serving() as gone:
        pass
    with pytest.raises(Unreachable):
        http.get(gone.url("/"))


def test_no_such_name(http: Http) -> None:
    with pytest.raises(Unreachable):
        http.get("http://finnes-ikke.invalid/")


def test_not_http(site: Site, http: Http) -> None:
    site.pages["/"] = Page(raw=lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n\r\n"))
    with pytest.raises(Unreachable):
        http.get(site.url("/"))


# --- size and time -----------------------------------------------------------------------------


def test_packed_answers_are_unpacked(site: Site, http: Http) -> None:
    text = b"hei " * 1000
    bare = zlib.compressobj(wbits=-15)
    site.pages |= {
        "/gzip": Page(gzip.compress(text), headers={"Content-Encoding": "gzip"}),
        "/zlib": Page(zlib.compress(text), headers={"Content-Encoding": "deflate"}),
        "/bare": Page(bare.compress(text) + bare.flush(), headers={"Content-Encoding": "deflate"}),
    }
    for path in list(site.pages):
        assert http.get(site.url(path)).content == text
    site.pages["/not"] = Page(b"", 304, headers={"Content-Encoding": "gzip"})
    assert http.get(site.url("/not"), accept_status={304}).content == b""


@pytest.mark.parametrize(
    ("content", "encoding", "error"),
    [
        (gzip.compress(b"hei" * 1000)[:-20], "gzip", Unreachable),
        (b"not gzip at all", "gzip", NotUnderstood),
        (b"hei", "br", NotUnderstood),
        (gzip.compress(b"hei"), "gzip, gzip", NotUnderstood),
    ],
    ids=["cut", "not-packed", "unknown-packing", "packed-once"],
)
def test_badly_packed_answers(
    site: Site, http: Http, content: bytes, encoding: str, error: type[NetworkError]
) -> None:
    site.pages["/"] = Page(content, headers={"Content-Encoding": encoding})
    with pytest.raises(error):
        http.get(site.url("/"))


def test_a_gzip_bomb_is_stopped_at_the_limit(site: Site, http: Http) -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    site.pages["/"] = Page(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge, match="larger than 1000000 bytes"):
        http.get(site.url("/"), max_bytes=1_000_000)


def test_a_body_of_just_the_limit_is_read(site: Site, http: Http) -> None:
    site.pages["/"] = Page(bytes(1000))
    assert len(http.get(site.url("/"), max_bytes=1000).content) == 1000
    with pytest.raises(Forbidden):
        http.get(site.url("/"), max_bytes=999)


def test_an_endless_body_is_stopped(site: Site, http: Http) -> None:
    def endless(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                handler.wfile.write(bytes(65536))
        except OSError:
            handler.wfile = io.BytesIO()  # the client has left

    site.pages["/"] = Page(raw=endless)
    with pytest.raises(Forbidden):
        http.get(site.url("/"), max_bytes=1_000_000)


def test_a_silent_server_is_left(site: Site, http: Http) -> None:
    released = threading.Event()
    site.pages["/"] = Page(raw=lambda handler: released.wait(10))
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="too long"):
        http.get(site.url("/"))
    assert time.monotonic() - begun < 2
    released.set()


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_dripping_server_is_left_when_the_whole_time_is_up(site: Site, start: bytes) -> None:
    released = threading.Event()

    def drip(handler: Any) -> None:
        handler.wfile.write(start)
        while not released.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    site.pages["/"] = Page(raw=drip)
    begun = time.monotonic()
    with (
        Http([site.host], timeouts=Timeouts(1, 1, 0.5)) as http,
        pytest.raises(Unreachable, match="too long"),
    ):
        http.get(site.url("/"))
    assert time.monotonic() - begun < 2
    released.set()


# --- TLS ---------------------------------------------------------------------------------------


def test_tls_asks_for_the_hosts_name(tmp_path: Path) -> None:
    """The connection goes to the checked address, the certificate must be the name's."""
    trusted = ssl.create_default_context(cadata=authority(tmp_path, "fjordvik.example"))
    with serving_tls(tmp_path) as port:
        names = [f"fjordvik.example:{port}", f"annen.example:{port}"]
        with Http(names, resolve=lambda host, port: ["127.0.0.1"], tls=trusted) as http:
            assert http.get(f"https://fjordvik.example:{port}/").content == b"hei"
            with pytest.raises(Unreachable, match="certificate"):
                http.get(f"https://annen.example:{port}/")
        strict = Http(names, resolve=lambda host, port: ["127.0.0.1"])
        with strict as http, pytest.raises(Unreachable, match="certificate"):
            http.get(f"https://fjordvik.example:{port}/")


class TestPost:
    def test_bytes_are_sent_and_the_answer_is_read(self, site: Site, http: Http) -> None:
        site.pages["/ask"] = Page(b"svar", headers={"Content-Type": "text/plain"})
        answer = http.post(site.url("/ask"), b"hei", headers={"Content-Type": "text/x"})
        assert (answer.status, answer.content) == (200, b"svar")
        assert site.sent == [b"hei"]
        headers = site.seen[0][1]
        assert (headers["content-type"], headers["content-length"]) == ("text/x", "3")

    def test_a_redirect_is_not_followed(self, site: Site, http: Http) -> None:
        site.pages["/ask"] = Page(status=307, headers={"Location": "/other"})
        site.pages["/other"] = Page(b"svar")
        with pytest.raises(NotUnderstood, match="307"):
            http.post(site.url("/ask"), b"hei")
        assert len(site.seen) == 1

    def test_nothing_is_sent_twice(self, site: Site, http: Http) -> None:
        def vanish(handler: Any) -> None:
            """Close without an answer."""

        site.pages["/"] = Page(b"hei")
        site.pages["/ask"] = Page(raw=vanish)
        http.get(site.url("/"))
        with pytest.raises(Unreachable):
            http.post(site.url("/ask"), b"hei")
        assert site.sent == [b"hei"]

    def test_a_status_is_an_answer_where_it_is_expected(self, site: Site, http: Http) -> None:
        site.pages["/ask"] = Page(b"21\n", 409)
        assert http.post(site.url("/ask"), b"", accept_status=[409]).content == b"21\n"
        with pytest.raises(NotUnderstood):
            http.post(site.url("/ask"), b"")

    def test_the_same_guards_hold(self, site: Site, http: Http) -> None:
        site.pages["/ask"] = Page(bytes(100))
        with pytest.raises(TooLarge, match="larger than 99"):
            http.post(site.url("/ask"), b"", max_bytes=99)
        with Http() as closed, pytest.raises(Forbidden, match="not on the open internet"):
            closed.post(site.url("/ask"), b"hei")
        assert site.sent == [b""]
