"""One text goes from the command line to a real server and back into the record."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.servers.faults import cut_upload, replaced, swallowed
from tests.servers.mastodon import Mock, Person, eventually
from tests.servers.proxy import Proxy
from tilstede.cli.tests.conftest import Run, run
from tilstede.intake import pump as intake
from tilstede.jobs.worker import Worker
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon.tests.pictures import RED
from tilstede.office.models import Access, Account, Body, Grant, User
from tilstede.office.rights import Right
from tilstede.outbox import acts
from tilstede.outbox.draft import Part
from tilstede.outbox.models import Act, Delivery
from tilstede.posts import read
from tilstede.record import append
from tilstede.record import read as record

__all__ = ["run"]
pytestmark = pytest.mark.server


@pytest.fixture
def body(db: None, settings: Any) -> None:
    settings.LOOPBACK = ["127.0.0.1:*", "localhost:*"]
    settings.SETTLING = 1
    with transaction.atomic():
        append.begin(now=datetime.now(UTC))
    Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")


@pytest.fixture
def connect(
    body: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Person, str], Account]:
    """The mayor's account, connected on the command line by a token, through ``server``."""

    def connected(person: Person, server: str) -> Account:
        monkeypatch.setenv("TILSTEDE_CONNECT_SERVER", server)
        monkeypatch.setenv("TILSTEDE_CONNECT_TOKEN", person.token)
        done = run("accounts", "connect", f"@{person.handle}", "--way", "token")
        assert done.exit_code == 0, done.output
        assert person.token not in done.output
        return Account.objects.get()

    return connected


def posts_of(person: Person) -> list[dict[str, Any]]:
    number = person.call("GET", "/api/v1/accounts/verify_credentials")["id"]
    found: list[dict[str, Any]] = person.call("GET", f"/api/v1/accounts/{number}/statuses")
    return found


def taken_in(person: Person, status: dict[str, Any]) -> int:
    """A status of somebody else's comes into the record; its number."""
    network = registry.get("mastodon")
    with Http(["localhost:*", "127.0.0.1:*"]) as http:
        source = Source("mastodon", person.address, token=person.token)
        for batch in network.fetch(source, http, datetime.now(UTC)):
            intake.take(batch.items, now=datetime.now(UTC))
    number = read.by_alias(status["uri"])
    assert number is not None
    return number


def address(number: int) -> str:
    """Of what can be done about a post."""
    return f"/en/publish/about/{number}"


def how_it_was_sent() -> str:
    """As the record says: by its answer, or found when it was searched for."""
    (event,) = record.events(kinds=("sent",))
    return str(json.loads(record.payload(event.number, "about") or b"{}")["how"])


def work() -> None:
    """What waits, as the worker does it; the future is now."""
    for kind in (Delivery, Act):
        for row in kind._default_manager.exclude(next_try=None):
            type(row)._default_manager.filter(pk=row.pk).update(
                next_try=datetime.now(UTC) - timedelta(seconds=1)
            )
    from tilstede.jobs.models import Job  # noqa: PLC0415 - the only test that hurries jobs

    Job.objects.update(due=datetime.now(UTC))
    Worker().drain()


def test_a_text_with_a_picture_and_back(
    connect: Callable[[Person, str], Account],
    run: Run,
    snac_nodes: tuple[Person, Person],
    tmp_path: Path,
) -> None:
    mayor, _citizen = snac_nodes
    connect(mayor, mayor.base)
    picture = tmp_path / "kai.png"
    picture.write_bytes(RED)
    words = ("--text", "Ferja går igjen frå kaia.", "--language", "nn")
    media = ("--file", str(picture), "--alt", "Ferja ved kai")
    done = run("send", "--account", mayor.handle, *words, *media, "--wait")
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
    assert [one.alt for one in shown.post.media] == ["Ferja ved kai"]
    assert record.payload(delivery.cleared.event, "media.0") == RED


def test_a_thread_and_an_answer_to_a_citizen(
    connect: Callable[[Person, str], Account], run: Run, mock: Mock
) -> None:
    connect(mock.mayor, mock.base)
    asked = mock.citizen.post("@ordforar Når går ferja?")
    number = taken_in(mock.citizen, asked)
    done = run(
        *(
            "send",
            "--account",
            mock.mayor.handle,
            "--text",
            "Kvart kvarter.",
            "--thread",
            "Heile dagen.",
        ),
        *("--reply-to", str(number), "--wait"),
    )
    assert done.exit_code == 0, done.output
    second, first = posts_of(mock.mayor)
    assert first["in_reply_to_id"] == asked["id"]
    assert second["in_reply_to_id"] == first["id"]
    listed = [json.loads(line) for line in run("outbox", "--json").output.splitlines()]
    assert {one["state"] for one in listed} == {"confirmed"}, listed


@pytest.mark.parametrize(
    "fault", [swallowed(), replaced(504)], ids=["no answer", "a gateway's 504"]
)
def test_an_answer_that_is_lost_sends_nothing_twice(
    connect: Callable[[Person, str], Account],
    run: Run,
    snac_nodes: tuple[Person, Person],
    misbehaving: Callable[[str], Proxy],
    fault: Any,
    request: pytest.FixtureRequest,
) -> None:
    mayor, _citizen = snac_nodes
    proxy = misbehaving(mayor.base)
    connect(mayor, proxy.base)
    text = f"Vatnet er trygt: {request.node.name}"
    proxy.fault(fault, method="POST", path="/api/v1/statuses", count=1)
    done = run("send", "--account", mayor.handle, "--text", text, "--wait")
    assert done.exit_code == 0, done.output
    assert proxy.passed("POST", "/api/v1/statuses") == 1
    assert sum(text in post["content"] for post in posts_of(mayor)) == 1
    assert how_it_was_sent() == "search"


def test_a_picture_that_is_cut_on_its_way_is_sent_whole_or_not_at_all(
    connect: Callable[[Person, str], Account],
    run: Run,
    mock: Mock,
    misbehaving: Callable[[str], Proxy],
    tmp_path: Path,
) -> None:
    proxy = misbehaving(mock.base)
    connect(mock.mayor, proxy.base)
    picture = tmp_path / "kai.png"
    picture.write_bytes(RED + bytes(100_000))
    proxy.fault(cut_upload(20_000), method="POST", path="/api/v2/media", count=1)
    media = ("--file", str(picture), "--alt", "Ferja ved kai")
    run("send", "--account", mock.mayor.handle, "--text", "Kaia", *media)

    def sent() -> list[dict[str, Any]]:
        work()
        return posts_of(mock.mayor)

    (post,) = eventually(sent)
    assert [one["description"] for one in post["media_attachments"]] == ["Ferja ved kai"]
    assert Delivery.objects.get().attempts == 2


def test_a_token_taken_back_between_check_and_send(
    connect: Callable[[Person, str], Account], run: Run, mock: Mock
) -> None:
    connect(mock.mayor, mock.base)
    assert run("send", "--account", mock.mayor.handle, "--text", "Ein").exit_code == 0
    mock.fault("/api/v1/statuses", status=401, body={"error": "The access token was revoked"})
    work()
    mock.mend()
    (delivery,) = Delivery.objects.all()
    assert (delivery.state, delivery.why) == ("waiting", "expired")
    assert Access.objects.get().state == "expired"
    assert "must be connected again" in run("accounts").output
    assert posts_of(mock.mayor) == []
    connect(mock.mayor, mock.base)
    work()
    assert [post["content"] for post in posts_of(mock.mayor)] == ["<p>Ein</p>"]


def test_edit_and_delete_with_a_reason(
    connect: Callable[[Person, str], Account], run: Run, mock: Mock
) -> None:
    connect(mock.mayor, mock.base)
    run("send", "--account", mock.mayor.handle, "--text", "Ferja gar.", "--wait")
    work()
    delivery = Delivery.objects.get()
    number = read.by_alias(delivery.aliases[0])
    assert number is not None
    told = {"reason": "Skrivefeil", "by": "kari@fjordvik.example", "now": datetime.now(UTC)}
    edit = acts.edit(delivery, Part(text="Ferja går."), **told)
    work()
    edit.refresh_from_db()
    assert edit.state == "confirmed", (edit.why, edit.detail)
    work()
    assert [one.post.text for one in read.versions(number) if one.post] == [
        "Ferja gar.",
        "Ferja går.",
    ]
    delete = acts.delete(delivery, **told)
    work()
    delete.refresh_from_db()
    assert delete.state == "confirmed", (delete.why, delete.detail)
    assert posts_of(mock.mayor) == []
    work()
    shown = read.one(number)
    assert shown is not None
    assert shown.withdrawn
    assert [event.kind for event in record.events()].count("acted") == 2


def test_an_answer_to_what_was_sent_arrives(
    connect: Callable[[Person, str], Account], run: Run, mock: Mock
) -> None:
    """What is said to a connected account is heard, and stands in no public stream."""
    connect(mock.mayor, mock.base)
    assert (
        run("send", "--account", mock.mayor.handle, "--text", "Ferja går.", "--wait").exit_code == 0
    )
    work()
    sent = posts_of(mock.mayor)[0]
    reply = mock.citizen.post("@ordforar Takk!", in_reply_to_id=sent["id"])
    done = run("capture", "--now")
    assert done.exit_code == 0, done.output
    ours, theirs = (read.by_alias(one["uri"]) for one in (sent, reply))
    assert ours is not None
    assert theirs is not None
    shown = read.one(ours, public=False)
    assert shown is not None
    assert [one.number for one in read.thread(shown, public=False).after] == [theirs]
    assert read.one(theirs) is None, "others' words are not for the public stream"


def test_a_neighbours_post_is_boosted_from_where_it_was_found(
    connect: Callable[[Person, str], Account], client: Client, snac_nodes: tuple[Person, Person]
) -> None:
    """From the search, by one question, to the neighbour's own server."""
    mayor, neighbour = snac_nodes
    connect(mayor, mayor.base)
    number = taken_in(neighbour, neighbour.post("Dugnad på kaia laurdag!"))
    kari = User.objects.create_user("kari@fjordvik.example", name="Kari Nes")
    Grant.objects.create(user=kari, right=Right.COMMUNICATOR)
    assert address(number) not in client.get("/en/search?q=dugnad").content.decode()
    client.force_login(kari)
    assert address(number) in client.get("/en/search?q=dugnad").content.decode()
    boost = f"{address(number)}/boost"
    page = client.get(boost).content.decode()
    assert "Dugnad på kaia laurdag!" in page
    (version,) = re.findall(r'name="version" value="(\d+)"', page)
    given = {"account": Account.objects.get().pk, "version": version, "harm": "none"}
    assert client.post(boost, given).status_code == 302
    work()
    act = Act.objects.get()
    assert act.state in ("sent", "confirmed"), (act.why, act.detail)
    notes = eventually(lambda: neighbour.call("GET", "/api/v1/notifications"))
    assert "reblog" in {one["type"] for one in notes}
    assert [event.kind for event in record.events()].count("judged") == 1
