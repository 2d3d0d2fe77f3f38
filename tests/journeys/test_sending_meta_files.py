"""Pictures and films that Instagram and Threads fetch from the running application while their post is being sent."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import Result

from tests.journeys.test_sending_mastodon import body, how_it_was_sent, work
from tests.servers import application
from tests.servers.meta_files import FILM, picture
from tests.servers.meta_networks import InstagramApi, ThreadsApi
from tilstede.cli.tests.conftest import Run, run
from tilstede.networks.kit.access import Access
from tilstede.office.models import Account, Body
from tilstede.outbox import fetching, logins
from tilstede.outbox.models import Delivery
from tilstede.posts import read

__all__ = ["body", "run"]
pytestmark = pytest.mark.server
HOST = "tilstede.fjordvik.example"


@pytest.fixture(scope="module")
def base(django_db_setup: None) -> Iterator[str]:
    """The running application."""
    with application.served() as found:
        yield found


@dataclass
class Town:
    """The town's account. ``base``: the application, as the proxy before it finds it. ``folder``: for files."""

    server: InstagramApi | ThreadsApi
    account: Account
    base: str
    folder: Path
    run: Run

    def send(self, text: str, *files: tuple[str, bytes, str], confirm: str = "") -> Result:
        """``files``: name, content, description. ``confirm``: the key of what a person has found may stand."""
        words = ["--confirm", confirm] if confirm else []
        for name, content, alt in files:
            (self.folder / name).write_bytes(content)
            words += ["--file", str(self.folder / name), "--alt", alt]
        return self.run("send", "--account", "fjordvik", "--text", text, *words, "--wait")

    def published(self) -> list[dict[str, Any]]:
        edge = "media" if isinstance(self.server, InstagramApi) else "threads"
        number = self.account.access.native_id
        return [self.server.objects[one] for one in self.server.lists.get(f"{number}/{edge}", [])]


@pytest.fixture
def public(settings: Any) -> None:
    """The site's address is known."""
    settings.HOSTS = settings.ALLOWED_HOSTS = [HOST]
    settings.HTTPS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture(params=["instagram", "threads"])
def town(
    request: pytest.FixtureRequest, base: str, body: None, run: Run, tmp_path: Path
) -> Iterator[Town]:
    network = request.param
    server: InstagramApi | ThreadsApi = InstagramApi() if network == "instagram" else ThreadsApi()
    server.now, server.looks = datetime.now(UTC) - timedelta(minutes=1), 0
    number = server.an_account("fjordvik")
    address = {
        "instagram": "https://www.instagram.com/fjordvik",
        "threads": "https://www.threads.com/@fjordvik",
    }
    account = Account.objects.create(
        network=network, handle="fjordvik", address=address[network], body=Body.objects.get()
    )
    login = Access(network, number, "fjordvik", server.base, {"access_token": server.login(number)})
    logins.keep(account, login, way="oauth", by="kari@fjordvik.example", now=datetime.now(UTC))
    server.sites = {f"https://{HOST}": base}
    yield Town(server, account, base, tmp_path, run)
    server.close()


def test_pictures_and_a_film_go_out_and_come_back(public: None, town: Town) -> None:
    """The film is more than is kept in the database: it lies in a file of the record."""
    first, second, film = picture(), picture(size=(120, 120)), FILM + bytes(300_000)
    files = (("kai.jpg", first, "Ferja"), ("ferje.mp4", film, ""), ("b.jpg", second, "Kaia"))
    stopped = re.search(
        r"Captions: ferje\.mp4 .*--confirm (\w+)", town.send("Ny kai.", *files).output, re.S
    )
    assert stopped is not None
    done = town.send("Ny kai.", *files, confirm=stopped[1])
    assert done.exit_code == 0, done.output
    pictures = (("image/jpeg", first), ("video/mp4", film), ("image/jpeg", second))
    assert town.server.fetched == [*pictures]
    (delivery,) = Delivery.objects.all()
    assert (delivery.state, delivery.differences) == ("confirmed", []), done.output
    work()
    number = read.by_alias(delivery.aliases[0])
    assert number is not None
    shown = read.one(number)
    assert shown is not None
    assert shown.post is not None
    assert [one.alt or "" for one in shown.post.media] == ["Ferja", "", "Kaia"]


def test_an_answer_that_is_lost_sends_nothing_twice(public: None, town: Town) -> None:
    town.server.fail("_publish", method="POST", done=True)
    done = town.send("Ny kai.", ("kai.jpg", picture(), "Ferja"))
    assert done.exit_code == 0, done.output
    work()
    assert len(town.published()) == 1
    assert how_it_was_sent() == "search"


@pytest.mark.parametrize("why", ["elsewhere", "over"])
def test_what_cannot_be_fetched_is_not_sent(
    public: None, town: Town, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """The proxy leads elsewhere; the address held too short for the network."""
    if why == "elsewhere":
        town.server.sites = {f"https://{HOST}": f"{town.base}/elsewhere"}
    else:
        monkeypatch.setattr(fetching, "LASTS", timedelta(0))
    done = town.send("Ny kai.", ("kai.jpg", picture(), "Ferja"))
    assert done.exit_code == 1
    (delivery,) = Delivery.objects.all()
    assert (delivery.state, delivery.why) == ("failed", "rejected")
    assert "could not be fetched" in delivery.detail
    assert "proof" not in delivery.detail
    assert not town.published()


def test_nothing_lies_there_once_it_is_sent(
    public: None, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """And what was asked for in vain is in no log with its proof."""
    town.send("Ny kai.", ("kai.jpg", picture(), "Ferja"))
    (delivery,) = Delivery.objects.all()
    address = fetching.address(delivery, "media.0")
    caplog.set_level(logging.DEBUG, "django")
    headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
    answer = httpx.get(address.replace(f"https://{HOST}", town.base), headers=headers)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert "/sending/" in caplog.text
    assert "proof" not in caplog.text


def test_what_the_network_does_not_take_is_told_when_it_is_cleared(
    public: None, town: Town
) -> None:
    done = town.send("Ny kai.", ("kai.webp", picture("WEBP"), "Ferja"))
    assert done.exit_code == 1
    assert "JPEG" in done.output
    done = town.send("Ny kai.", ("kai.jpg", picture(size=(1300, 100)), "Ferja"))
    assert "too wide or too narrow" in done.output
    if isinstance(town.server, InstagramApi):
        done = town.send("Kai.", ("a.jpg", picture(), ""), ("b.jpg", picture(size=(120, 100)), ""))
        assert "another shape than a.jpg" in done.output
        assert "a picture or a film" in town.send("Berre ord.").output
    assert not Delivery.objects.exists()


def test_without_a_public_address_it_is_published_by_hand(town: Town) -> None:
    """On the network's own pages, where a PNG is taken too."""
    done = town.send("Ny kai.", ("kai.png", picture("PNG"), "Ferja"))
    told = town.run("accounts").output
    if isinstance(town.server, InstagramApi):
        (delivery,) = Delivery.objects.all()
        assert delivery.state == "hand"
        assert "public address" in told
    else:
        assert done.exit_code == 1
        assert "public address" in done.output
        assert town.send("Ord går likevel.").exit_code == 0
    assert not town.server.fetched
