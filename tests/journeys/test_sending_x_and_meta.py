"""One text goes from the command line to X, Facebook and Threads, as far as servers of our own can stand for them, and
back into the record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_sending_mastodon import body, how_it_was_sent, work
from tests.servers.meta_networks import FacebookApi, ThreadsApi
from tests.servers.x_api import XApi
from tilstede.cli.tests.conftest import Run, run
from tilstede.networks.kit.access import Access
from tilstede.networks.mastodon.tests.pictures import RED
from tilstede.office.models import Account, Body
from tilstede.outbox import logins
from tilstede.outbox.models import Delivery
from tilstede.posts import read

__all__ = ["body", "run"]
pytestmark = pytest.mark.server


@dataclass
class Town:
    """The town's account on one of them. ``sending``: in the path of the request that makes a post."""

    server: XApi | FacebookApi | ThreadsApi
    account: Account
    sending: str

    def texts(self) -> list[str]:
        server = self.server
        if isinstance(server, XApi):
            return [post["text"] for post in server.posts.values()]
        made = [one for ids in server.lists.values() for one in ids]
        objects = [server.objects[one] for one in dict.fromkeys(made)]
        return [one.get("message") or one.get("text", "") for one in objects]


def _joined(network: str) -> tuple[Any, str, str]:
    """A server, the town's number and token there."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    if network == "x":
        x = XApi()
        x.now = now
        number = x.person("fjordvik", "Fjordvik kommune")
        return x, number, x.login(number)
    meta: FacebookApi | ThreadsApi = FacebookApi() if network == "facebook" else ThreadsApi()
    meta.now = now
    if isinstance(meta, FacebookApi):
        number = meta.a_page("Fjordvik kommune", "fjordvik")
    else:
        number = meta.an_account("fjordvik")
        meta.looks = 0
    return meta, number, meta.login(number)


@pytest.fixture(params=["x", "facebook", "threads"])
def town(request: pytest.FixtureRequest, body: None) -> Iterator[Town]:
    network = request.param
    server, number, token = _joined(network)
    address = {
        "x": "https://x.com/fjordvik",
        "facebook": "https://www.facebook.com/fjordvik",
        "threads": "https://www.threads.com/@fjordvik",
    }[network]
    account = Account.objects.create(
        network=network, handle="fjordvik", address=address, body=Body.objects.get()
    )
    login = Access(network, number, "fjordvik", server.base, {"access_token": token})
    logins.keep(account, login, way="oauth", by="kari@fjordvik.example", now=datetime.now(UTC))
    sending = {"x": "/2/tweets", "facebook": "/feed", "threads": "/threads_publish"}[network]
    yield Town(server, account, sending)
    server.close()


def test_a_text_and_back(town: Town, run: Run) -> None:
    done = run("send", "--account", "fjordvik", "--text", "Ferja går igjen frå kaia.", "--wait")
    assert done.exit_code == 0, done.output
    (delivery,) = Delivery.objects.all()
    assert (delivery.state, delivery.differences) == ("confirmed", []), done.output
    work()
    number = read.by_alias(delivery.aliases[0])
    assert number is not None
    shown = read.one(number)
    assert shown is not None
    assert shown.post is not None
    assert shown.post.text == "Ferja går igjen frå kaia."
    assert shown.post.author.handle == "fjordvik"


def test_a_thread(town: Town, run: Run) -> None:
    done = run("send", "--account", "fjordvik", "--text", "Fyrst.", "--thread", "Så.", "--wait")
    assert done.exit_code == 0, done.output
    listed = [json.loads(line) for line in run("outbox", "--json").output.splitlines()]
    assert {one["state"] for one in listed} == {"confirmed"}, listed
    work()
    first, second = Delivery.objects.order_by("position")
    number, following = (read.by_alias(one.aliases[0]) for one in (first, second))
    assert number is not None
    shown = read.one(number)
    assert shown is not None
    assert [one.number for one in read.thread(shown).after] == [following]


def test_an_answer_that_is_lost_sends_nothing_twice(town: Town, run: Run) -> None:
    town.server.fail(town.sending, method="POST", done=True)
    done = run("send", "--account", "fjordvik", "--text", "Vatnet er trygt.", "--wait")
    assert done.exit_code == 0, done.output
    work()
    assert town.texts() == ["Vatnet er trygt."]
    assert how_it_was_sent() == "search"


def test_pictures_with_their_texts(town: Town, run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "kai.png"
    picture.write_bytes(RED)
    media = ("--file", str(picture), "--alt", "Ferja ved kaia på Fjordvik")
    done = run("send", "--account", "fjordvik", "--text", "Ny kai.", *media, "--wait")
    if isinstance(town.server, ThreadsApi):
        assert done.exit_code != 0
        assert not Delivery.objects.exists(), "it is told before anything is cleared"
        return
    assert done.exit_code == 0, done.output
    (delivery,) = Delivery.objects.all()
    assert (delivery.state, delivery.differences) == ("confirmed", [])
