"""The pages of what goes out: publishing by hand, changing what stands, what others answered."""

from __future__ import annotations

import base64
import html
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tilstede.core.post import Author, Post, encode
from tilstede.jobs import call
from tilstede.jobs.worker import Worker
from tilstede.office.models import Access, Account, Body, Grant, User
from tilstede.outbox import acts, clear, connecting, pump
from tilstede.outbox.draft import Draft, Enclosure, Part
from tilstede.outbox.drafting.models import Topic
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.conftest import place as server
from tilstede.outbox.tests.conftest import sample
from tilstede.outbox.tests.place import Place
from tilstede.posts import read
from tilstede.record import read as record

__all__ = ["sample", "server"]
pytestmark = pytest.mark.django_db
COMPANY = "https://www.linkedin.com/company/fjordvik/"
POST = "https://www.linkedin.com/feed/update/urn:li:share:7399000000000000017"


@pytest.fixture
def place(server: Place, sample: None, settings: Any) -> Place:
    settings.LOOPBACK = ["127.0.0.1:*"]
    return server


@pytest.fixture
def body(db: None) -> Body:
    return Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")


@pytest.fixture
def linkedin(body: Body) -> Account:
    return Account.objects.create(
        network="linkedin", handle="company/fjordvik", url=COMPANY, address=COMPANY, body=body
    )


@pytest.fixture
def connected(place: Place, body: Body) -> Account:
    account = Account.objects.create(
        network="sample", handle="fjordvik", address="sample:fjordvik", body=body
    )
    given = {"server": place.address, "token": "hemmeleg-1"}
    now = datetime.now(UTC)
    connecting.begin(account, "token", given, back="", by="kari", now=now)
    return account


def signed_in(right: str, channel: Account | None = None) -> Client:
    user = User.objects.create_user(f"{right}@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=right, channel=channel)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def writer(db: None) -> Client:
    return signed_in(Grant.Right.COMMUNICATOR)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def cleared(account: Account, text: str, *files: Path) -> Delivery:
    media = tuple(Enclosure(one, "image/png", one.name, "Ei ferje") for one in files)
    draft = Draft(parts=(Part(text=text, media=media, language="nn"),))
    (row,) = clear.clear(draft, [account], by="kari", now=datetime.now(UTC))
    return row


def work() -> None:
    """All that waits for the worker."""
    Worker().drain()


# --- by hand -------------------------------------------------------------------------------------


def test_a_person_copies_downloads_publishes_and_tells_the_address(
    writer: Client, linkedin: Account, tmp_path: Path
) -> None:
    picture = tmp_path / "ferje ø.png"
    picture.write_bytes(b"bilete")
    row = cleared(linkedin, "Ferja går.", picture)
    assert "Publish it" in page(writer, "/en/setup/outbox/?view=person")
    shown = page(writer, f"/en/setup/outbox/{row.pk}")
    assert "Ferja går.</textarea>" in shown
    assert "shareActive" in shown
    assert "Ei ferje" in shown
    file = writer.get(f"/en/setup/outbox/{row.pk}/file/0")
    assert file.getvalue() == b"bilete"
    assert "attachment" in file["Content-Disposition"]
    assert writer.get(f"/en/setup/outbox/{row.pk}/file/1").status_code == 404
    wrong = writer.post(f"/en/setup/outbox/{row.pk}/published", {"address": "https://x.com/a"})
    assert wrong.status_code == 422
    assert "does not lie on linkedin.com" in wrong.content.decode()
    writer.post(f"/en/setup/outbox/{row.pk}/published", {"address": POST})
    row.refresh_from_db()
    assert (row.state, row.url) == ("sent", POST)
    assert [event.kind for event in record.events()][-1] == "sent"
    assert "published by hand" in page(writer, f"/en/setup/outbox/{row.pk}")


def test_it_is_let_be_with_a_reason(writer: Client, linkedin: Account) -> None:
    row = cleared(linkedin, "Ferja går.")
    assert writer.post(f"/en/setup/outbox/{row.pk}/drop", {"reason": " "}).status_code == 422
    writer.post(f"/en/setup/outbox/{row.pk}/drop", {"reason": "Ferja står"})
    row.refresh_from_db()
    assert (row.state, row.detail) == ("failed", "Ferja står")
    assert "Ferja står" in page(writer, f"/en/setup/outbox/{row.pk}")
    writer.post(f"/en/setup/outbox/post/{row.pk}", {"say": "again"})
    row.refresh_from_db()
    assert row.state == "hand"
    writer.post(f"/en/setup/outbox/post/{row.pk}", {"say": "stands"})
    row.refresh_from_db()
    assert row.state == "hand", "that it stands is not known of what nobody has published"
    answer = writer.post(f"/en/setup/outbox/{row.pk}/published", {"nowhere": "1"})
    assert answer["Location"].endswith(f"/setup/outbox/{row.pk}")
    row.refresh_from_db()
    assert (row.state, row.why) == ("sent", "no-address")


def test_what_was_decided_of_an_account_is_shown(writer: Client, linkedin: Account) -> None:
    assert "published by hand" in page(writer, f"/en/setup/connect/{linkedin.pk}")
    Account.objects.filter(pk=linkedin.pk).update(
        policy="listen only", policy_by="Kommunedirektøren", policy_reason="Personvern"
    )
    for address in (f"/en/setup/connect/{linkedin.pk}", "/en/setup/connect/"):
        shown = page(writer, address)
        assert "we only listen" in shown
        assert "Kommunedirektøren: Personvern" in shown


def test_it_is_told_that_it_was_edited_and_deleted_there(writer: Client, linkedin: Account) -> None:
    row = cleared(linkedin, "Ferja gar.")
    address = f"/en/setup/outbox/{row.pk}"
    told = {"text": "Ferja går.", "reason": "Skrivefeil"}
    writer.post(f"{address}/edit", told)
    assert "not known to stand" in page(writer, address)
    writer.post(f"{address}/published", {"address": POST})
    assert "It was edited there" in page(writer, address)
    other = POST.replace("17", "18")
    assert "Put the address right" in page(writer, address)
    writer.post(f"{address}/published", {"address": other})
    assert f'href="{other}"' in page(writer, address)
    assert "nynorsk" in page(writer, address)
    same = writer.post(f"{address}/edit", {**told, "text": "Ferja gar."})
    assert same.status_code == 422
    assert "had before" in same.content.decode()
    writer.post(f"{address}/edit", told)
    assert "Ferja går.</textarea>" in page(writer, address)
    assert signed_in(Grant.Right.READER).post(f"{address}/delete", told).status_code == 403
    writer.post(f"{address}/delete", {"reason": "Ferja står"})
    shown = page(writer, address)
    assert "It was edited there" not in shown
    assert ">deleted<" in shown
    assert "At the network" not in shown
    assert f'/setup/outbox/{row.pk}"' in page(writer, "/en/setup/outbox/").partition("done")[2]
    assert "Ferja står" in shown
    assert [event.kind for event in record.events()].count("acted") == 2


# --- what stands ---------------------------------------------------------------------------------


def test_what_stands_is_edited_and_deleted_with_a_reason(
    writer: Client, connected: Account, place: Place
) -> None:
    row = cleared(connected, "Ferja gar.")
    work()
    address = f"/en/setup/outbox/{row.pk}"
    shown = page(writer, address)
    assert "Edit it" in shown
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(ids) == len(set(ids)), "each label has a field of its own"
    assert writer.post(f"{address}/edit", {"text": "Ferja går."}).status_code == 422
    refused = writer.post(f"{address}/edit", {"text": "x" * 501, "reason": "Skrivefeil"})
    assert "501" in refused.content.decode()
    writer.post(f"{address}/edit", {"text": "Ferja går.", "reason": "Skrivefeil"})
    work()
    assert place.texts() == ["Ferja går."]
    assert "Skrivefeil" in page(writer, address)
    assert writer.post(f"{address}/boost", {"reason": "Skrivefeil"}).status_code == 404
    writer.post(f"{address}/delete", {"reason": "Ferja står"})
    work()
    assert place.texts() == []
    assert [event.kind for event in record.events()].count("acted") == 2


def test_what_a_check_stops_is_edited_when_somebody_says_that_it_may_stand(
    writer: Client, connected: Account, place: Place
) -> None:
    row = cleared(connected, "Ferja gar.")
    work()
    address = f"/en/setup/outbox/{row.pk}/edit"
    told = {"text": "Ring Kari på 412 34 567 eller kari@gmail.com.", "reason": "Vakttelefon"}
    stopped = writer.post(address, told)
    assert stopped.status_code == 422
    keys = re.findall(r'name="confirmed" value="(\w+)"', stopped.content.decode())
    assert len(keys) == 2
    again = writer.post(address, {**told, "confirmed": keys[:1]}).content.decode()
    assert sorted(re.findall(r'name="confirmed" value="(\w+)"', again)) == sorted(keys)
    assert 'type="checkbox"' in again
    writer.post(address, {**told, "confirmed": keys})
    work()
    assert place.texts() == [told["text"]]


def test_what_a_second_person_must_see_is_not_edited_into_a_post(
    writer: Client, connected: Account, place: Place
) -> None:
    Topic.objects.create(word="barnevern", by="kari", at=datetime.now(UTC))
    row = cleared(connected, "Ferja gar.")
    work()
    told = {"text": "Om barnevernet i saka til Ola", "reason": "Meir"}
    refused = writer.post(f"/en/setup/outbox/{row.pk}/edit", told)
    assert refused.status_code == 422
    assert "“barnevern” is on the list" in html.unescape(refused.content.decode())
    assert 'type="checkbox"' not in refused.content.decode(), "nobody can confirm it"
    work()
    assert place.texts() == ["Ferja gar."]


def test_what_is_refused_for_good_is_not_simply_tried_again(
    writer: Client, connected: Account, place: Place
) -> None:
    place.faults = [("before", 422, {})]
    row = cleared(connected, "Ferja går.")
    work()
    shown = page(writer, "/en/setup/outbox/")
    first = shown.partition('name="say"')[2].partition("</button>")[0]
    assert "Publish it by hand instead" in first
    assert "tilstede send --account fjordvik" in page(writer, f"/en/setup/outbox/{row.pk}")
    writer.post(f"/en/setup/outbox/post/{row.pk}", {"say": "by_hand", "one": "1"})
    assert "Tell where it stands" in page(writer, f"/en/setup/outbox/{row.pk}")


def test_an_answer_is_hidden_and_shown_again(
    writer: Client, connected: Account, place: Place
) -> None:
    row = cleared(connected, "Ferja går.")
    work()
    row.refresh_from_db()
    post = Post(
        aliases=("sample:901",),
        author=Author(id="borger", name="Ola"),
        form="api",
        network="sample",
        parser="sample/1",
        published=datetime.now(UTC),
        reply_to=row.aliases[0],
        text="Nei, ho står.",
    )
    raw = base64.b64encode(b"{}").decode()
    call.enqueue(pump.TAKE, "sample", "fjordvik", raw, "application/json", encode(post).decode())
    Worker().drain()
    shown = page(writer, f"/en/setup/outbox/{row.pk}")
    assert "Nei, ho står." in shown
    number = read.by_alias("sample:901")
    assert number is not None
    address = f"/en/setup/outbox/{row.pk}/answer/{number}"
    assert f'/publish/moderation/posts/{number}?account={connected.pk}"' in shown
    assert f"{address}/show" not in shown
    assert writer.post(f"{address}/hide", {"reason": "x"}).status_code == 404
    why = {"reason": "Personopplysningar", "by": "kari", "now": datetime.now(UTC)}
    acts.moderate(number, connected, Act.Kind.HIDE, rule="1.3", **why)
    work()
    assert place.acts == ["hide sample:901"]
    shown = page(writer, f"/en/setup/outbox/{row.pk}")
    assert "hidden" in shown
    assert "Personopplysningar" in shown
    assert f"{address}/show" in shown
    writer.post(f"{address}/show", {})
    work()
    assert place.acts == ["hide sample:901"], "without a reason nothing is done"
    writer.post(f"{address}/show", {"reason": "Ironi"})
    work()
    assert place.acts == ["hide sample:901", "show sample:901"]


def test_only_whoever_writes_for_the_channel_decides(connected: Account, linkedin: Account) -> None:
    row, mine = cleared(linkedin, "Ferja går."), cleared(connected, "Båten går.")
    work()
    reader = signed_in(Grant.Right.READER)
    other = signed_in(Grant.Right.COMMUNICATOR, connected)
    for client in (reader, other):
        assert "Tell where it stands" not in page(client, f"/en/setup/outbox/{row.pk}")
        answer = client.post(f"/en/setup/outbox/{row.pk}/published", {"address": POST})
        assert answer.status_code == 403
        assert client.post(f"/en/setup/outbox/{row.pk}/drop", {"reason": "x"}).status_code == 403
    assert reader.post(f"/en/setup/outbox/{mine.pk}/delete", {"reason": "x"}).status_code == 403
    assert other.post(f"/en/setup/outbox/{mine.pk}/delete", {"reason": "x"}).status_code == 302


def test_a_login_that_ran_out_is_told_of_on_the_first_page_and_in_the_outbox(
    connected: Account, linkedin: Account
) -> None:
    admin = signed_in(Grant.Right.ADMINISTRATOR)
    assert "no longer accepts" not in page(admin, "/en/setup/outbox/")
    cleared(connected, "Ferja går.")
    cleared(linkedin, "Ferja går.")
    Access.objects.update(state="expired")
    Delivery.objects.filter(by_hand=False).update(why="expired")
    shown = page(admin, "/en/setup/outbox/")
    assert "no longer accepts the login of fjordvik" in shown
    assert f"/setup/connect/{connected.pk}" in shown
    shown = page(admin, "/en/setup/")
    assert "1 account must be connected again" in shown
    assert "1 post or other errand in the outbox waits" in shown
