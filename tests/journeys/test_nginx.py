"""The shipped nginx file, with a real nginx before the real application."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.journeys.prepared import COMMAND, Demo
from tests.journeys.site import administrator
from tests.servers import absence, nginx
from tests.servers.program import Absent, free_port, wait_for_port

pytestmark = [pytest.mark.server, pytest.mark.slow]

#: Seconds: one that a page is fresh, one that it may be a little old (`tests/servers/brief.py`), and a little more.
_NO_LONGER_FRESH = 3.5
_ROOT = Path(__file__).parents[2]
_NAMED = {"Host": nginx.HOST}
#: Addresses that are their own key, as those ask for them who were given one; each has the same secret part.
_KEYED = [
    f"{language}{path}"
    for language in ("", "/nn")
    for path in (
        "/sending/1/media.0?until=1&proof=hemmeleg",
        "/sign-in/link/hemmeleg",
        "/sign-in/with/entra/back?code=hemmeleg",
        "/setup/connect/back?code=hemmeleg",
        "/subscribe/confirm/hemmeleg",
        "/subscribe/stop/hemmeleg",
        "/publish/second/hemmeleg",
        "/publish/second/hemmeleg/file/bru",
        "/publish/shared/hemmeleg",
        "/publish/shared/hemmeleg.zip",
        "/publish/shared/hemmeleg/pictures/bru",
        "/publish/calendar/hemmeleg.ics",
    )
]
NB, NN = "nb-NO,nb;q=0.9,no;q=0.8,en;q=0.5", "nn-NO,nn;q=0.9,en-US;q=0.8"


class Served:
    """The demo behind nginx; the application can be stopped and started. ``log``: of what nginx was asked,
    ``faults``: of what went wrong. ``said``: the application's own. ``plain``: the port without TLS."""

    def __init__(self, data: Path, port: int) -> None:
        self.url = ""
        self.log = data.parent / "access.log"
        self.faults = data.parent / "error.log"
        self.said = data.parent / "application.log"
        self.plain = free_port()
        self._environment = {
            **os.environ,
            "TILSTEDE_DATA": str(data),
            "TILSTEDE_HOSTS": nginx.HOST,
            "TILSTEDE_HTTPS": "1",
            "TILSTEDE_PROXIES": "127.0.0.1",
            "PORT": str(port),
        }
        self._environment.pop("TILSTEDE_ORIGIN", None)
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, briefly: bool = False) -> None:
        """``briefly``: with pages that are fresh for a second."""
        command = [str(COMMAND), "serve"]
        if briefly:
            command = [str(COMMAND.with_name("granian")), "--interface", "wsgi", "--no-ws"]
            command += ["--port", str(self._port), "tests.servers.brief:application"]
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(
                command, env=self._environment, cwd=_ROOT, stdout=said, stderr=said
            )
        wait_for_port(self._port)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def reader(self, **headers: str) -> httpx.Client:
        """Someone who has not been here before."""
        return httpx.Client(
            base_url=self.url,
            headers={"Host": nginx.HOST, **headers},
            verify=False,
            timeout=20,
            # nginx closes a connection that has waited; a new one each time leaves none half open.
            limits=httpx.Limits(max_keepalive_connections=0),
        )


@pytest.fixture(scope="module")
def served(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with _started(demo, tmp_path_factory.mktemp("nginx"), briefly=False) as running:
        yield running


@pytest.fixture
def brief(demo: Demo, tmp_path: Path) -> Iterator[Served]:
    """With pages that are fresh for a second."""
    with _started(demo, tmp_path, briefly=True) as running:
        yield running


@contextmanager
def _started(demo: Demo, folder: Path, *, briefly: bool) -> Iterator[Served]:
    running = Served(demo.copied(folder / "data"), free_port())
    running.start(briefly=briefly)
    try:
        with nginx.in_front(folder, running._port, plain=running.plain) as running.url:
            yield running
    except Absent as error:
        absence.end(error)
    finally:
        running.stop()


def _ask(reader: httpx.Client, path: str) -> tuple[str, str]:
    """What the cache did, and the page."""
    answer = reader.get(path)
    assert answer.status_code == 200, answer.text
    return answer.headers["X-Cache"], answer.text


def test_readers_meet_the_cache_and_each_language_has_its_own_page(served: Served) -> None:
    with (
        served.reader(**{"Accept-Language": NB}) as first,
        served.reader(**{"Accept-Language": NN}) as other,
    ):
        assert _ask(first, "/")[0] == "MISS"
        did, page = _ask(first, "/")
        assert did == "HIT"
        assert '<html lang="nb"' in page
        did, page = _ask(other, "/")
        assert did == "MISS"
        assert '<html lang="nn"' in page
        # Another browser that asks for the same language in other words meets the same page.
        assert _ask(served.reader(**{"Accept-Language": "de, nb;q=0.7"}), "/")[0] == "HIT"
        assert (
            _ask(served.reader(**{"Accept-Language": "no"}), "/")[1].count('<html lang="nb"') == 1
        )


def test_a_packed_page_is_never_given_to_who_cannot_unpack_it(served: Served) -> None:
    with (
        served.reader(**{"Accept-Encoding": "br, gzip"}) as able,
        served.reader(**{"Accept-Encoding": "identity"}) as unable,
    ):
        packed, plain = able.get("/?network=x"), unable.get("/?network=x")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.text == plain.text


def test_it_keeps_serving_when_the_application_is_down(brief: Served) -> None:
    with brief.reader() as reader:
        before = _ask(reader, "/")[1]
        styles = re.findall(r'href="(/static/[^"]+\.css)"', before)
        for path in styles:
            _ask(reader, path)
        brief.stop()
        time.sleep(_NO_LONGER_FRESH)
        assert _ask(reader, "/") == ("STALE", before)
        assert [reader.get(path).status_code for path in styles] == [200] * len(styles)
        for path in ("/search?q=never-asked", *_KEYED):
            assert reader.get(path).status_code == 502
        assert "never-asked" in brief.faults.read_text()
        assert "hemmeleg" not in brief.faults.read_text()
        brief.start()
        assert _ask(reader, "/")[0] == "EXPIRED"


def test_what_staff_see_is_neither_kept_nor_taken_from_what_is_kept(served: Served) -> None:
    with served.reader() as staff, served.reader() as stranger:
        _sign_in(staff)
        did, page = _ask(staff, "/sources")
        assert did == "BYPASS"
        assert "sign-out" in page
        did, theirs = _ask(stranger, "/sources")
        assert did == "MISS"
        assert "sign-out" not in theirs
        # What a stranger was given is kept, and staff do not get it.
        assert _ask(stranger, "/sources")[0] == "HIT"
        did, page = _ask(staff, "/sources")
        assert did == "BYPASS"
        assert "sign-out" in page
        assert "sign-out" not in _ask(stranger, "/sources")[1]


def _sign_in(reader: httpx.Client) -> None:
    person = administrator()
    form = reader.get("/sign-in")
    assert form.headers["X-Cache"] in ("MISS", "BYPASS")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.text))
    names = re.findall(r'<input type="(?:email|text|password)" name="(\w+)"', form.text)
    answer = reader.post(
        "/sign-in",
        data={**hidden, **dict(zip(names, (person["email"], person["password"]), strict=True))},
        headers={"Referer": f"https://{nginx.HOST}/sign-in"},
    )
    assert answer.status_code == 302, answer.text


def test_an_address_that_is_its_own_key_is_in_no_log(served: Served) -> None:
    with served.reader() as reader:
        for path in _KEYED:
            told = [reader.get(path) for _ in range(2)]
            assert {one.headers["X-Cache"] for one in told} == {"MISS"}, path
            assert told[0].is_error or told[0].is_redirect, path
            plain = httpx.get(f"http://127.0.0.1:{served.plain}{path}", headers=_NAMED, timeout=20)
            assert plain.headers["Location"] == f"https://{nginx.HOST}{path}"
        for path in ("/robots.txt", "/publish/calendar"):
            reader.get(path)
        httpx.get(f"http://127.0.0.1:{served.plain}/plain.txt", headers=_NAMED, timeout=20)
    log = served.log.read_text()
    for path in ("/robots.txt", "/publish/calendar", "/plain.txt"):
        assert path in log
    assert "hemmeleg" not in log
    assert "hemmeleg" not in served.said.read_text()
