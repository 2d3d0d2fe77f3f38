"""Killed with -9 at each step of sending, a worker leaves exactly one post at the server, and the truth in the outbox.

Steps are what can differ afterwards: each write to the database, and each request before and after the server has
acted upon it. Every one of them is walked, and those of putting things right again too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tests.servers.postgres import _database as new_database
from tests.servers.program import end
from tilstede.outbox.tests.place import Place, opened

#: No sending has as many steps.
MOST = 200


class Walker:
    """Workers in processes of their own."""

    def __init__(self, data: Path, place: Place, database: str) -> None:
        self._data, self._database = data, database
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tilstede.config.settings",
            "TILSTEDE_DATA": str(data),
            "TILSTEDE_DATABASE": database,
            "TILSTEDE_LOOPBACK": "127.0.0.1:*",
        }
        self.place = place
        self.pid = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.walker", place.address],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: str) -> tuple[int, str]:
        """Have it done; how it ended, and what it said."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        said = ""
        for line in self.process.stdout:
            word = line.strip()
            if word.startswith("pid "):
                self.pid = int(word[4:])
            elif word.lstrip("-").isdecimal():
                return int(word), said
            else:
                said = word
        raise AssertionError("the walker ended")

    def another(self) -> Walker:
        """Beside this one, at the same server and the same database."""
        return Walker(self._data, self.place, self._database)

    def strike(self, when: str, what: str) -> None:
        """Kill the worker when the server is asked that."""

        def fall(now: str, asked: str) -> None:
            if now == when and asked.startswith(what):
                self.place.strike = lambda _when, _what: None
                os.kill(self.pid, signal.SIGKILL)

        self.place.strike = fall

    def clear(self, text: str) -> None:
        assert self("clear", text) == (0, "")

    def put_right(self, text: str) -> dict[str, object]:
        """Other workers go on, and time goes by, until nothing is left to do."""
        ended, said = self("right", text)
        assert ended == 0
        told: dict[str, object] = json.loads(said)
        return told


pytestmark = pytest.mark.server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def walker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walker]:
    database = ""
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres_server"))
    with opened() as place:
        found = Walker(tmp_path_factory.mktemp("walker"), place, database)
        assert found("prepare")[0] == 0
        yield found
        end(found.process)


def check(walker: Walker, text: str) -> None:
    told = walker.put_right(text)
    assert walker.place.texts().count(text) == 1, f"{text}: {walker.place.texts()}"
    assert told["state"] == "confirmed", (text, told)
    assert told["kinds"] == ["cleared", "sent", "confirmed"], (text, told)
    assert told["held"], (text, told)


def test_killed_before_each_write(walker: Walker) -> None:
    for step in count(1):
        assert step < MOST
        text = f"Skrift {step}"
        ended, _said = walker("send", str(step), text)
        check(walker, text)
        if ended == 0:
            break
    assert step > 8, "the steps were walked"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["POST /posts", "GET /posts/"])
def test_killed_while_the_server_is_asked(walker: Walker, when: str, what: str) -> None:
    text = f"Spurt {when} {what}"
    walker.clear(text)
    walker.strike(when, what)
    assert walker("drain", "0")[0] == -signal.SIGKILL
    told = json.loads(walker("tell", text)[1])
    assert told["state"] == ("sending" if what.startswith("POST") else "sent")
    check(walker, text)


@pytest.mark.parametrize("walker", ["sqlite"], indirect=True)
def test_killed_before_each_write_of_putting_it_right(walker: Walker) -> None:
    for step in count(1):
        assert step < MOST
        text = f"Rett {step}"
        walker.strike("after", "POST /posts")
        assert walker("send", "0", text)[0] == -signal.SIGKILL
        ended, _said = walker("send-again", str(step))
        check(walker, text)
        if ended == 0:
            break


def test_two_workers_at_once(walker: Walker) -> None:
    """While the server takes its time, another worker takes a job for the same delivery."""
    text = "To om eitt"
    walker.clear(text)
    asked, answer, other = threading.Event(), threading.Event(), walker.another()

    def hold(_when: str, _what: str) -> None:
        asked.set()
        answer.wait(60)

    walker.place.strike = hold
    with ThreadPoolExecutor() as pool:
        first = pool.submit(walker, "drain", "0")
        assert asked.wait(60)
        assert other("schedule", text) == (0, "")
        assert other("drain", "0") == (0, "")
        assert json.loads(other("tell", text)[1])["state"] == "sending", "the first is still at it"
        answer.set()
        assert first.result(60)[0] == 0
    end(other.process)
    check(walker, text)
    assert json.loads(walker("tell", text)[1])["attempts"] == 1


def test_two_workers_renew_a_login_once(walker: Walker) -> None:
    walker("end-soon")
    walker.place.refresh = "fornye-1"
    before = walker.place.asked.count("POST /token")
    asked, answer, other = threading.Event(), threading.Event(), walker.another()

    def hold(_when: str, _what: str) -> None:
        asked.set()
        answer.wait(60)

    walker.place.strike = hold
    with ThreadPoolExecutor() as pool:
        first = pool.submit(walker, "renew")
        assert asked.wait(60)
        assert other("renew") == (0, "renewing"), "the database is not locked meanwhile"
        answer.set()
        renewed = first.result(60)[1]
    walker.place.strike = lambda _when, _what: None
    assert other("renew") == (0, renewed)
    end(other.process)
    assert walker.place.asked.count("POST /token") == before + 1


@pytest.mark.parametrize("lenient", [True, False])
def test_killed_while_a_login_is_renewed(walker: Walker, lenient: bool) -> None:
    """Its refresh token is used up, and the new one was never kept."""
    walker.place.refresh, walker.place.is_lenient = "fornye-1", lenient
    walker("end-soon")
    walker.strike("after", "POST /token")
    assert walker("renew")[0] == -signal.SIGKILL
    assert walker("renew") == (0, "renewing")
    walker("let-go")
    said = walker("renew")[1]
    assert said == (walker.place.refresh if lenient else "expired"), "as far as the network lets us"
