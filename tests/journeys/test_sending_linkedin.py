"""One text goes from the command line to a LinkedIn page, as far as a server of our own can stand for it, and back into
the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.test_sending_mastodon import body, how_it_was_sent, work
from tests.servers.answering import Reply
from tests.servers.linkedin_api import LinkedInApi
from tilstede.cli.tests.conftest import Run, run
from tilstede.intake import hearing
from tilstede.networks.kit.access import Access
from tilstede.networks.mastodon.tests.pictures import RED
from tilstede.office.models import Account, Body
from tilstede.outbox import logins
from tilstede.outbox.models import Act, Delivery
from tilstede.posts import read
from tilstede.posts.models import Post

__all__ = ["body", "run"]
pytestmark = pytest.mark.server
TEXT = "Ferja (rute *5*) går {att} frå kaia_2 #ferje_nytt, spør @fjordvik <post@fjordvik.no> ~ \\o/"


@pytest.fixture(scope="module")
def listening() -> Iterator[LinkedInApi]:
    with LinkedInApi() as server:
        yield server


@pytest.fixture
def linkedin(listening: LinkedInApi) -> LinkedInApi:
    """Emptied."""
    listening.clear()
    listening.now = datetime.now(UTC) - timedelta(minutes=1)
    return listening


@pytest.fixture
def town(body: None) -> Account:
    """The town's account, not connected."""
    address = "https://www.linkedin.com/company/fjordvik"
    return Account.objects.create(
        network="linkedin",
        handle="company/fjordvik",
        address=address,
        url=address,
        body=Body.objects.get(),
    )


@pytest.fixture
def connected(town: Account, linkedin: LinkedInApi) -> Account:
    page = linkedin.a_page("Fjordvik kommune", "fjordvik")
    held = {"access_token": linkedin.login(page), "page_name": "Fjordvik kommune"}
    login = Access("linkedin", page, "company/fjordvik", linkedin.base, held)
    logins.keep(town, login, way="token", by="kari@fjordvik.example", now=datetime.now(UTC))
    town.refresh_from_db()
    return town


def send(run: Run, text: str, *more: str) -> Delivery:
    done = run("send", "--account", "company/fjordvik", "--text", text, *more, "--wait")
    assert done.exit_code == 0, done.output
    return Delivery.objects.get(position=0)


def test_without_a_login_it_is_by_hand(town: Account, run: Run) -> None:
    assert run("send", "--account", "company/fjordvik", "--text", TEXT).exit_code == 0
    assert Delivery.objects.get().state == "hand"


def test_every_sign_gets_there_and_back(
    connected: Account, linkedin: LinkedInApi, run: Run, tmp_path: Path
) -> None:
    picture = tmp_path / "kai.png"
    picture.write_bytes(RED)
    row = send(run, TEXT, "--file", str(picture), "--alt", "Ferja ved kaia på Fjordvik")
    assert (row.state, row.differences) == ("confirmed", [])
    assert linkedin.shown() == [TEXT]
    work()
    number = read.by_alias(row.aliases[0])
    assert number is not None
    shown = read.one(number)
    assert shown is not None
    assert shown.post is not None
    assert (shown.post.text, shown.post.author.handle) == (TEXT, "company/fjordvik")


def test_a_thread_is_answers_under_it(connected: Account, linkedin: LinkedInApi, run: Run) -> None:
    send(run, "Fyrst (ein).", "--thread", "Så (to).")
    states = Delivery.objects.order_by("position").values_list("state", "differences")
    assert list(states) == [("confirmed", []), ("confirmed", [])]
    assert linkedin.shown() == ["Fyrst (ein).", "Så (to)."]
    work()
    first, second = Delivery.objects.order_by("position")
    number, following = (read.by_alias(one.aliases[0]) for one in (first, second))
    assert number is not None
    shown = read.one(number)
    assert shown is not None
    assert [one.number for one in read.thread(shown).after] == [following]


@pytest.mark.parametrize("lags", [False, True])
def test_an_answer_that_is_lost_sends_nothing_twice(
    connected: Account, linkedin: LinkedInApi, run: Run, lags: bool
) -> None:
    """Found in the list of posts; or, where that lags behind, by LinkedIn's own refusal."""
    linkedin.fail("/rest/posts", method="POST", done=True)
    if lags:
        linkedin.fail("/rest/posts", Reply({"elements": []}), method="GET")
    run("send", "--account", "company/fjordvik", "--text", "Vatnet er (heilt) trygt.")
    for _ in range(4):
        work()
    assert linkedin.shown() == ["Vatnet er (heilt) trygt."]
    assert Delivery.objects.get().state == "confirmed"
    assert how_it_was_sent() == ("answer" if lags else "search")


def test_it_is_edited_and_taken_away(connected: Account, linkedin: LinkedInApi, run: Run) -> None:
    row = send(run, "Møtet er onsdag (kl. 9).")
    told = ("--text", "Møtet er torsdag (kl. 9). #møte", "--reason", "feil dag")
    assert run("outbox", "edit", str(row.pk), *told).exit_code == 0
    for _ in range(2):
        work()
    assert linkedin.shown() == ["Møtet er torsdag (kl. 9). #møte"]
    assert run("outbox", "delete", str(row.pk), "--reason", "avlyst").exit_code == 0
    for _ in range(2):
        work()
    assert not linkedin.shown()
    assert list(Act.objects.values_list("state", flat=True)) == ["confirmed", "confirmed"]


def test_a_login_taken_back_stops_it_and_says_so(
    connected: Account, linkedin: LinkedInApi, run: Run
) -> None:
    linkedin.revoked.update(linkedin.tokens)
    assert run("send", "--account", "company/fjordvik", "--text", "Hei").exit_code == 0
    work()
    row = Delivery.objects.get()
    assert (row.state, row.why) == ("waiting", "expired")
    assert "revoked by the user" in row.detail
    assert not linkedin.shown()
    again = run("send", "--account", "company/fjordvik", "--text", "Hei att")
    assert again.exit_code != 0, "it does not become a matter for hands"


def test_a_role_taken_away_is_told(connected: Account, linkedin: LinkedInApi, run: Run) -> None:
    linkedin.roles.clear()
    run("send", "--account", "company/fjordvik", "--text", "Hei", "--wait")
    row = Delivery.objects.get()
    assert (row.state, row.why) == ("failed", "refused")
    assert "role in it" in row.detail


def test_what_is_written_on_linkedin_itself_is_read(
    connected: Account, linkedin: LinkedInApi, run: Run
) -> None:
    """And what was sent from here is the same post."""
    row = send(run, "Ferja (rute 5) går.")
    written = linkedin.post(connected.native_id, "Skrive der \\(av ein kollega\\)")
    hearing.of_account(connected, by="kari@fjordvik.example", now=datetime.now(UTC))
    work()
    done = run("capture")
    assert done.exit_code == 0, done.output
    numbers = [read.by_alias(name) for name in (row.aliases[0], written)]
    shown = [read.one(number) for number in numbers if number is not None]
    texts = [one.post.text for one in shown if one and one.post]
    assert texts == ["Ferja (rute 5) går.", "Skrive der (av ein kollega)"]
    assert Post.objects.count() == 2
    assert set(Post.objects.values_list("versions", flat=True)) == {1}
