"""Connecting an account as typed: where the browser comes back to, what is told, and what is left when it fails."""

from __future__ import annotations

import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from tests.servers.program import free_port

from tilstede.cli import landing
from tilstede.office.models import Access, Account, Body
from tilstede.outbox.tests.conftest import place as server
from tilstede.outbox.tests.conftest import sample, sample_in_place_of
from tilstede.outbox.tests.place import Place
from tilstede.record import append
from tilstede.record import read as record

__all__ = ["sample", "server"]
Run = Callable[..., Any]
#: What each network that leads people back to one's own machine is asked for.
APP = "app-1\nløyndom\n"


@pytest.fixture
def place(server: Place, sample: None, settings: Any) -> Place:
    settings.LOOPBACK = ["127.0.0.1:*"]
    return server


@pytest.fixture
def body(db: None) -> Body:
    with transaction.atomic():
        append.begin(now=datetime.now(UTC))
    return Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")


def test_by_saying_yes_the_code_is_pasted(db: None, place: Place, run: Run) -> None:
    Account.objects.create(network="sample", handle="fjordvik", address="sample:fjordvik")
    for pasted in ("hemmeleg-1", "https://tilbake.example/?code=hemmeleg-1&state=tilstand"):
        typed = f"1\n{place.address}\n{pasted}\n"
        done = run("accounts", "connect", "fjordvik", typed=typed)
        assert done.exit_code == 0, done.output
        assert f"{place.address}/yes?state=tilstand" in done.output
        assert "send posts, edit our own posts" in done.output, "what it will be allowed to do"
        assert "hemmeleg-1" not in done.output
        assert "works" in done.output


def test_a_wrong_token_is_told_in_words(db: None, place: Place, run: Run) -> None:
    Account.objects.create(network="sample", handle="fjordvik", address="sample:fjordvik")
    typed = f"{place.address}\ngale-greier\n"
    done = run("accounts", "connect", "fjordvik", "--way", "token", typed=typed)
    assert done.exit_code == 1
    assert "does not accept this login" in done.output
    assert "gale-greier" not in done.output
    done = run("accounts", "connect", "fjordvik", "--way", "brevdue")
    assert "There is no way brevdue. There are: oauth, token." in done.output
    assert not Access.objects.exists()


def test_what_fails_leaves_nothing_in_the_directory_nor_in_the_record(body: Body, run: Run) -> None:
    before = len(list(record.events()))
    for typed in (APP + "https://127.0.0.1/?error=access_denied\n", ""):
        done = run("accounts", "connect", "https://x.com/kommunen1", typed=typed)
        assert done.exit_code == 1, done.output
        assert "added to the directory" not in done.output
    assert not Account.objects.exists()
    assert len(list(record.events())) == before


def test_what_works_is_put_into_the_directory(body: Body, place: Place, run: Run) -> None:
    """The sample network has no addresses that can be pasted, and is asked in the place of one that has."""
    words = ("accounts", "connect", "https://x.com/fjordvik", "--way", "token")
    with sample_in_place_of("x"):
        refused = run(*words, typed=f"{place.address}\ngale-greier\n")
        assert refused.exit_code == 1
        assert not Account.objects.exists()
        done = run(*words, typed=f"{place.address}\nhemmeleg-1\n")
    assert done.exit_code == 0, done.output
    assert "https://x.com/fjordvik is added to the directory" in done.output
    row = Account.objects.get()
    assert (row.body, row.native_id, row.access.state) == (body, "fjordvik", "ok")
    kinds = [one.kind for one in record.events(kinds=["listed", "connected"])]
    assert kinds == ["listed", "connected"]


def test_an_address_that_the_directory_would_not_take_is_refused_at_once(
    body: Body, run: Run
) -> None:
    done = run("accounts", "connect", "https://www.facebook.com/events/17")
    assert done.exit_code == 1
    assert "client id" not in done.output, "nothing was asked"
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("https://x.com/kommunen1", "oauth"),
        ("https://www.youtube.com/@kommunen1", "oauth"),
        ("https://www.linkedin.com/company/kommunen1", "oauth"),
        ("post@kommunen1.example", "google"),
    ],
)
def test_where_one_is_led_back_to_one_s_own_machine(
    address: str, way: str, body: Body, run: Run
) -> None:
    """Such a network shows no code: the address is told before anything is asked, and stands in the link."""
    given = ("post@kommunen1.example\n" if way == "google" else "") + APP + "\n\n"
    done = run("accounts", "connect", address, "--way", way, typed=given)
    told, _, asked = done.output.partition("client id")
    assert "http://127.0.0.1:9911/" in told
    assert "--listen 9911" in told
    link = next(line for line in asked.splitlines() if line.startswith("https://"))
    (back,) = parse_qs(urlsplit(link).query)["redirect_uri"]
    assert back.rstrip("/") == "http://127.0.0.1:9911"
    assert back in told


def test_what_microsoft_s_app_must_know_is_told_first(body: Body, run: Run) -> None:
    words = ("accounts", "connect", "post@kommunen1.example", "--way", "microsoft")
    for more in ((), ("--listen", "9911")):
        told = run(*words, *more).output.partition("E-mail address")[0]
        assert "/common/oauth2/nativeclient, http://localhost\n" in told


@pytest.mark.parametrize("network", ["facebook", "instagram", "threads"])
def test_where_one_is_led_back_to_https_alone(
    network: str, body: Body, run: Run, settings: Any
) -> None:
    home = {"threads": "https://www.threads.com/@"}.get(network, f"https://www.{network}.com/")
    words = ("accounts", "connect", f"{home}kommunen1", "--way", "oauth")
    settings.HOSTS, settings.HTTPS = ["localhost"], False
    refused = run(*words)
    assert "no public address" in refused.output
    assert "client id" not in refused.output, "nothing was asked"
    settings.HOSTS, settings.HTTPS = ["tilstede.kommunen1.example"], True
    refused = run(*words, "--listen", "9911")
    assert "Leave out --listen" in refused.output
    done = run(*words, typed=APP + "\n\n")
    link = next(line for line in done.output.splitlines() if line.startswith("https://"))
    (back,) = parse_qs(urlsplit(link).query)["redirect_uri"]
    assert back == "https://tilstede.kommunen1.example/setup/connect/back"
    assert back in done.output.partition("client id")[0]


def test_where_what_is_asked_for_is_made_is_told(body: Body, run: Run) -> None:
    for address, way, page in (
        ("@kommunen1@sosial.example", "token", "https://sosial.example/settings/applications"),
        ("@kommunen1.example", "app-password", "https://bsky.app/settings/app-passwords"),
        ("https://x.com/kommunen1", "oauth", "https://console.x.com"),
        ("https://www.facebook.com/kommunen1", "token", "https://developers.facebook.com/"),
        ("https://www.youtube.com/@kommunen1", "token", "https://console.cloud.google.com/"),
    ):
        assert page in run("accounts", "connect", address, "--way", way).output


def test_x_is_asked_for_what_it_lets_one_do(body: Body, run: Run) -> None:
    told = run("accounts", "connect", "https://x.com/kommunen1").output
    assert "stay connected without anybody saying yes again  (offline.access)" in told
    for never in ("like posts", "quote posts", "follow accounts", "like.write", "follows.write"):
        assert never not in told
    told = run("accounts", "connect", "https://x.com/kommunen1", typed="app-1\n").output
    assert "(client secret) (may be left empty)" in told


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("kommunen1.test", ("@kommunen1.test", "https://kommunen1.test/wp-json/")),
        ("https://kommunen1.example/", ("https://kommunen1.example/wp-json/", "follow")),
        ("https://www.tiktok.com/@kommunen1", ("TikTok", "by hand", "tilstede import")),
        ("https://www.snapchat.com/add/kommunen1", ("Snapchat", "by hand", "tilstede import")),
        ("https://vimeo.com/kommunen1", ("Vimeo", "by hand")),
    ],
)
def test_what_cannot_be_connected_is_named_with_a_way_on(
    address: str, words: tuple[str, ...], body: Body, run: Run
) -> None:
    done = run("accounts", "connect", address)
    assert done.exit_code == 1
    for word in words:
        assert word in done.output
    assert not Account.objects.exists()


def test_an_account_that_was_decided_against_is_not_connected(body: Body, run: Run) -> None:
    Account.objects.create(
        network="x",
        handle="kommunen1",
        address="https://x.com/kommunen1",
        policy="no",
        policy_by="kommunestyret",
        policy_reason="vedtak 7/26",
    )
    done = run("accounts", "connect", "https://x.com/kommunen1", typed=APP)
    assert done.exit_code == 1
    assert "kommunestyret: vedtak 7/26" in done.output
    assert "client id" not in done.output


def _browsed(port: int, path: str, patience: float = 20.0) -> tuple[int, str]:
    """What a browser is told."""
    ends = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except urllib.error.URLError:  # nobody listens yet
            assert time.monotonic() < ends
            time.sleep(0.02)


@pytest.mark.parametrize(("code", "status"), [("hemmeleg-1", 200), ("feil", 400)])
def test_the_browser_is_told_what_came_of_it(
    code: str, status: int, db: None, place: Place, run: Run
) -> None:
    Account.objects.create(network="sample", handle="fjordvik", address="sample:fjordvik")
    port = free_port()
    told: list[tuple[int, str]] = []

    def browse() -> None:
        for path in ("favicon.ico", "?code=hemmeleg-1&state=anna", f"?code={code}&state=tilstand"):
            told.append(_browsed(port, path))

    browser = threading.Thread(target=browse, daemon=True)
    browser.start()
    words = ("accounts", "connect", "fjordvik", "--way", "oauth", "--listen", str(port))
    done = run(*words, typed=f"{place.address}\n")
    browser.join(20)
    assert [one[0] for one in told] == [404, 404, status]
    assert ("is connected." in told[2][1]) == (status == 200)
    assert ("is not connected" in told[2][1]) == (status == 400)
    assert done.exit_code == (0 if status == 200 else 1)
    assert Access.objects.exists() == (status == 200)


def test_a_browser_that_says_nothing_is_no_matter() -> None:
    port = free_port()
    found: dict[str, str] = {}

    def come(answer: Mapping[str, str]) -> landing.Outcome:
        found.update(answer)
        return landing.Outcome(True, "")

    waiting = threading.Thread(target=landing.wait, args=(port, "tilstand", come, 60), daemon=True)
    waiting.start()
    wordless = _connected(port)
    _browsed(port, "?code=abc&state=tilstand")
    waiting.join(10)
    wordless.close()
    assert found == {"code": "abc", "state": "tilstand"}


def test_the_browser_is_not_waited_for_without_end() -> None:
    with pytest.raises(landing.NobodyCame):
        landing.wait(free_port(), "", lambda answer: landing.Outcome(True, ""), 0.1)


def _connected(port: int, patience: float = 20.0) -> socket.socket:
    ends = time.monotonic() + patience
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5)
        except ConnectionRefusedError:  # nobody listens yet
            assert time.monotonic() < ends
            time.sleep(0.02)


def test_only_what_costs_has_a_cap(db: None, run: Run) -> None:
    for network, url in (("x", "https://x.com/"), ("mastodon", "https://sosial.example/@")):
        row = Account.objects.create(network=network, handle=network, address=f"{url}{network}")
        Access.objects.create(
            account=row,
            network=network,
            native_id="1",
            handle=network,
            connected_at=datetime.now(UTC),
            changed=datetime.now(UTC),
        )
    assert "0.00 of 25.00" in run("accounts", "cap", "https://x.com/x", "25").output
    for wrong in ("mykje", "-3", "NaN", "inf", "1e9"):
        done = run("accounts", "cap", "https://x.com/x", wrong)
        assert f"{wrong} is no amount" in done.output
    assert run("accounts", "cap", "https://x.com/x", "2,50").exit_code == 0
    assert str(Access.objects.get(network="x").cap) == "2.50"
    done = run("accounts", "cap", "https://sosial.example/@mastodon", "5")
    assert done.exit_code == 1
    assert "charges nothing" in done.output
    for name in ("https://x.com/x", "https://sosial.example/@mastodon"):
        assert run("accounts", "cap", name, "none").exit_code == 0
    assert not Access.objects.exclude(cap=None).exists()
