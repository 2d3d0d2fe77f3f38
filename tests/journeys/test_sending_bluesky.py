"""One text goes from the command line to a real personal data server and back into the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_sending_mastodon import body, how_it_was_sent, work
from tests.servers.atproto import Account, Server
from tests.servers.faults import swallowed
from tilstede.cli.tests.conftest import Run, run
from tilstede.networks.mastodon.tests.pictures import RED
from tilstede.outbox.models import Delivery
from tilstede.posts import read

__all__ = ["body", "run"]
pytestmark = pytest.mark.server


@pytest.fixture
def town(pds_server: Server, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", pds_server.directory)
    monkeypatch.setenv("TILSTEDE_BLUESKY_APPLICATION", pds_server.address)
    return pds_server.account("kommune")


@pytest.fixture
def connect(body: None, town: Account, run: Run, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The town's account, connected on the command line, through ``server``."""

    def connected(server: str) -> None:
        monkeypatch.setenv("TILSTEDE_CONNECT_SERVER", server)
        monkeypatch.setenv("TILSTEDE_CONNECT_HANDLE", town.handle)
        monkeypatch.setenv("TILSTEDE_CONNECT_APP_PASSWORD", town.app_password)
        done = run("accounts", "connect", f"@{town.handle}", "--way", "app-password")
        assert done.exit_code == 0, done.output
        assert town.app_password not in done.output

    return connected


def test_a_thread_with_a_picture_and_back(
    connect: Any, town: Account, run: Run, tmp_path: Path
) -> None:
    connect(town.server.address)
    picture = tmp_path / "kai.png"
    picture.write_bytes(RED)
    done = run(
        *(
            "send",
            "--account",
            town.handle,
            "--text",
            "Ferja går igjen.",
            "--thread",
            "Heile dagen.",
        ),
        *("--language", "nn", "--file", str(picture), "--alt", "Ferja ved kai", "--wait"),
    )
    assert done.exit_code == 0, done.output
    listed = [json.loads(line) for line in run("outbox", "--json").output.splitlines()]
    assert {one["state"] for one in listed} == {"confirmed"}, listed
    work()
    first, second = Delivery.objects.order_by("position")
    number, following = (read.by_alias(one.aliases[0]) for one in (first, second))
    assert number is not None
    assert following is not None
    shown = read.one(number)
    assert shown is not None
    assert shown.post is not None
    assert (shown.post.text, shown.post.media[0].alt) == ("Ferja går igjen.", "Ferja ved kai")
    assert [one.number for one in read.thread(shown).after] == [following]
    assert len(town.posts()) == 2


def test_an_answer_that_is_lost_sends_nothing_twice(
    connect: Any, town: Account, run: Run, misbehaving: Any
) -> None:
    proxy = misbehaving(town.server.address)
    connect(proxy.base)
    proxy.fault(swallowed(), method="POST", path="/xrpc/com.atproto.repo.*", count=1)
    done = run("send", "--account", town.handle, "--text", "Vatnet er trygt.", "--wait")
    assert done.exit_code == 0, done.output
    assert len(town.posts()) == 1
    assert how_it_was_sent() == "search"
