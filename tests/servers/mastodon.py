"""Fediverse servers for tests, as pytest fixtures: real snac nodes that federate, and mastodon_mock.

snac is a real server and the truth about behaviour between servers; it keeps no history of edits and has no
polls. mastodon_mock keeps state as Mastodon does, pages, limits and fails on demand.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from tests.servers import absence, snac
from tests.servers.program import PLAIN, Absent, free_port, wait_for_port

T = TypeVar("T")
TESTBED = Path(__file__).parents[2] / ".testbed"
_SEED = """
domain = "localhost:{port}"
url_scheme = "http"
[streaming]
heartbeat_seconds = 0.5
[[seed.accounts]]
username = "ordforar"
display_name = "Ordføraren i Fjordvik"
access_token = "token-ordforar"
[[seed.accounts]]
username = "borger"
display_name = "Ein borgar"
access_token = "token-borger"
"""


@dataclass(frozen=True)
class Person:
    """Someone with an account, acting through the API of their server."""

    base: str
    name: str
    token: str
    password: str = ""

    @property
    def handle(self) -> str:
        return f"{self.name}@{self.base.partition('://')[2]}"

    @property
    def address(self) -> str:
        """The page of the account, as the server gives it."""
        return str(self.call("GET", f"/api/v1/accounts/lookup?acct={self.name}")["url"])

    def call(self, method: str, path: str, **sent: Any) -> Any:
        """One request on a connection of its own: snac now and then resets one that is kept.

        On a busy machine it hangs up on a new one too; what only reads is asked again then.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Connection": "close"}
        answer = _heard(
            lambda: httpx.request(
                method, self.base + path, headers=headers, timeout=20, verify=PLAIN, **sent
            ),
            tries=3 if method == "GET" else 1,
        )
        answer.raise_for_status()
        return answer.json()

    def post(self, text: str, **fields: Any) -> dict[str, Any]:
        return self.call("POST", "/api/v1/statuses", json={"status": text, **fields})

    def edit(self, status: str, text: str, **fields: Any) -> dict[str, Any]:
        return self.call("PUT", f"/api/v1/statuses/{status}", json={"status": text, **fields})

    def delete(self, status: str) -> None:
        self.call("DELETE", f"/api/v1/statuses/{status}")

    def boost(self, status: str) -> dict[str, Any]:
        return self.call("POST", f"/api/v1/statuses/{status}/reblog")

    def upload(self, picture: bytes, description: str) -> str:
        files = {"file": ("bilete.png", picture, "image/png")}
        data = {"description": description}
        return str(self.call("POST", "/api/v2/media", files=files, data=data)["id"])

    def follow(self, other: Person) -> None:
        found = self.call("GET", f"/api/v2/search?resolve=true&q=@{other.handle}")["accounts"][0]
        self.call("POST", f"/api/v1/accounts/{found['id']}/follow")

    def home(self) -> list[dict[str, Any]]:
        return self.call("GET", "/api/v1/timelines/home?limit=40")


def _heard(ask: Callable[[], httpx.Response], *, tries: int) -> httpx.Response:
    try:
        return ask()
    except (httpx.RemoteProtocolError, httpx.ReadError):
        if tries == 1:
            raise
    time.sleep(0.5)
    return _heard(ask, tries=tries - 1)


def eventually(look: Callable[[], T | None], *, seconds: float = 150.0) -> T:
    """What `look` finds, once it finds something: servers tell each other in their own time, and what did not arrive
    is tried again by snac after a minute."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing came within {seconds} seconds")


@pytest.fixture(scope="session")
def snac_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Person]]:
    """The mayor on one real snac node and a citizen on another; the two nodes federate."""
    try:
        program = snac.install(TESTBED)
    except (Absent, subprocess.CalledProcessError) as error:
        absence.end(error)
    folder = tmp_path_factory.mktemp("snac")
    with (
        snac.node(program, folder / "fjordvik", "ordforar") as (fjordvik, first),
        snac.node(program, folder / "nabo", "borger") as (nabo, second),
    ):
        yield _snac_person(fjordvik, "ordforar", first), _snac_person(nabo, "borger", second)


def _snac_person(base: str, name: str, password: str) -> Person:
    page = httpx.post(f"{base}/oauth/x-snac-get-token", data={"login": name, "passwd": password})
    found = re.search(r"[0-9a-f]{32}", page.text)
    assert found, "snac gave no token"
    return Person(base, name, found[0], password)


@dataclass(frozen=True)
class Mock:
    """A running mastodon_mock with two accounts."""

    base: str
    mayor: Person
    citizen: Person

    def fault(self, path: str, *, count: int | None = None, **effect: Any) -> None:
        """From now on answer requests to this path with a fault (mastodon_mock's fault plane)."""
        rule = {"match": {"path": path}, "effect": effect, "count": count}
        httpx.post(f"{self.base}/api/v1/_mock/faults", json=rule, verify=PLAIN).raise_for_status()

    def mend(self) -> None:
        """No more faults."""
        httpx.delete(f"{self.base}/api/v1/_mock/faults", verify=PLAIN).raise_for_status()


@pytest.fixture(scope="session")
def _mock_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    config = tmp_path_factory.mktemp("mock") / "mock.toml"
    config.write_text(_SEED.format(port=port), encoding="utf-8")
    serve = [sys.executable, "-m", "mastodon_mock", "serve", "--in-memory", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*serve, "--port", str(port), "--config", config],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://localhost:{port}"
    try:
        wait_for_port(port)
        yield base
    finally:
        process.kill()  # it would wait for streams that are open
        process.wait(timeout=10)


@pytest.fixture
def mock(_mock_process: str) -> Mock:
    """mastodon_mock as it was at the start, without posts."""
    base = _mock_process
    httpx.post(f"{base}/api/v1/_mock/reset", verify=PLAIN).raise_for_status()
    server = Mock(
        base,
        Person(base, "ordforar", "token-ordforar"),
        Person(base, "borger", "token-borger"),
    )
    server.mend()
    return server
