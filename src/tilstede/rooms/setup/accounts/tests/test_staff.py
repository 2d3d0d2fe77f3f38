"""What staff see of the accounts, and decide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tilstede.intake.verification.tests.places import body_site
from tilstede.office.models import Account, Alarm, Body, Finding, Grant, User
from tilstede.rooms.setup.accounts.tests.town import account, town

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def body() -> Body:
    return town()


@pytest.fixture
def held(body: Body) -> Alarm:
    row = Account.objects.get(network="bluesky")
    return Alarm.objects.create(account=row, kind="taken", detail="did:plc:x", raised=NOW)


def signed_in(client: Client, right: str) -> Client:
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=right)
    client.force_login(user)
    return client


@pytest.fixture
def editor(client: Client) -> Client:
    return signed_in(client, Grant.Right.ADMINISTRATOR)


def main(client: Client, path: str) -> str:
    html = client.get(path).content.decode()
    return html[html.index("<main") : html.index("</main")]


@pytest.mark.parametrize("name", ["verification", "verified-account"])
def test_only_those_who_see_the_directory_see_it(client: Client, held: Alarm, name: str) -> None:
    url = reverse(name, args=[held.account_id] if name != "verification" else [])
    assert client.get(url).status_code == 302
    nobody = User.objects.create_user("ny@fjordvik.example", "ferja-gaar-kvart-kvarter")
    client.force_login(nobody)
    assert client.get(url).status_code == 403
    assert signed_in(client, Grant.Right.READER).get(url).status_code == 200


def test_a_reader_sees_what_was_found_and_nothing_to_decide(client: Client, held: Alarm) -> None:
    reader = signed_in(client, Grant.Right.READER)
    own = account("https://bsky.app/profile/ordforar.fjordvik.example", body=held.account.body)
    for number in (held.account_id, own.id):
        page = main(reader, f"/en/setup/accounts/{number}")
        assert "What was found" in page
        assert "<form" not in page
        assert "/setup/directory/" not in page
    assert "Someone else has the name now" in main(reader, f"/en/setup/accounts/{held.account_id}")
    page = main(reader, "/en/setup/accounts/")
    assert "1 open alarm" in page
    assert "waits for you" not in page


@pytest.mark.parametrize("name", ["check-account", "identify-account", "settle-alarm"])
def test_only_editors_decide(client: Client, held: Alarm, name: str) -> None:
    url = reverse(name, args=[held.id if name == "settle-alarm" else held.account_id])
    assert client.post(url, {"verdict": "same"}).status_code == 302
    reader = signed_in(client, Grant.Right.READER)
    assert reader.post(url, {"verdict": "same"}).status_code == 403
    assert reader.get(url).status_code == 405
    held.refresh_from_db()
    assert held.settled is None


def test_what_a_person_must_judge_stands_first(editor: Client, held: Alarm) -> None:
    page = editor.get("/en/setup/accounts/").content.decode()
    assert "1 alarm waits for you" in page
    assert page.index("Someone else has the name now") < page.index("<table")
    for said in ("on the body&#x27;s own domain", "silent", "never", "Not shown in public"):
        assert said in page


@pytest.mark.parametrize(
    ("view", "number"),
    [
        ("", 7),
        ("stopped", 1),
        ("claimed", 1),
        ("quiet", 1),
        ("gone", 0),
        ("unchecked", 3),
        ("x", 7),
    ],
)
def test_views_of_the_list(editor: Client, held: Alarm, view: str, number: int) -> None:
    page = editor.get("/en/setup/accounts/", {"view": view}).content.decode()
    assert page.count("<tr>") == number + bool(number)


def test_a_decision_leads_back_and_says_that_it_was_taken(editor: Client, held: Alarm) -> None:
    page = editor.get(f"/en/setup/accounts/{held.account_id}").content.decode()
    assert "It is ours: go on with the new id" in page
    answer = editor.post(f"/en/setup/alarms/{held.id}", {"verdict": "other"}, follow=True)
    assert "The alarm is settled." in answer.content.decode()
    assert "It is not ours: keep it stopped (kari@fjordvik.example" in answer.content.decode()
    again = editor.post(f"/en/setup/alarms/{held.id}", {"verdict": "other"}, follow=True)
    assert "Such an alarm cannot be settled so." in again.content.decode()
    held.refresh_from_db()
    assert (held.verdict, held.settled_by) == ("other", "kari@fjordvik.example")


def test_an_account_is_looked_at_when_somebody_asks(
    editor: Client, body: Body, settings: Any
) -> None:
    settings.LOOPBACK = ["127.0.0.1:*"]
    row = Account.objects.get(network="x")
    with body_site("https://x.com/fjordvikkommune") as url:
        Body.objects.filter(id=body.id).update(url=url)
        answer = editor.post(f"/en/setup/accounts/{row.id}/check", follow=True)
    assert "linked from the body&#x27;s own site" in answer.content.decode()
    assert Finding.objects.get(account=row).level == 1


def test_an_id_is_told_before_the_handle_leads_anywhere(editor: Client, body: Body) -> None:
    row = account("https://bsky.app/profile/ordforar.fjordvik.example", body=body)
    url = f"/en/setup/accounts/{row.id}"
    assert "A handle on your own domain" in editor.get(url).content.decode()
    wrong = editor.post(f"{url}/id", {"stable_id": "tull"})
    assert wrong.status_code == 422
    assert "That is no permanent id" in wrong.content.decode()
    assert editor.post(f"{url}/id", {"stable_id": ""}).status_code == 422
    did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
    answer = editor.post(f"{url}/id", {"stable_id": f" {did} "}, follow=True)
    assert did in answer.content.decode()
    assert "A handle on your own domain" not in answer.content.decode()


def test_what_is_not_there_is_not_found(editor: Client, body: Body) -> None:
    assert editor.get("/setup/accounts/99999").status_code == 404
    assert editor.post("/setup/alarms/99999", {"verdict": "same"}).status_code == 404


def test_an_open_alarm_stands_in_the_list_and_not_that_all_is_in_order(editor: Client) -> None:
    town()
    row = Account.objects.get(network="youtube")
    Alarm.objects.create(account=row, kind="unlinked", detail="x", raised=NOW)
    table = main(editor, "/en/setup/accounts/")
    line = table[table.index("<table") :].split(f"/setup/accounts/{row.id}")[1].split("</tr>")[0]
    assert "Alarm" in line
    assert "no longer links to it" in line
    assert "in order" not in line
    assert "in order" not in main(editor, f"/en/setup/accounts/{row.id}").split("<dl")[0]


def test_two_feeds_of_one_host_have_two_names(editor: Client) -> None:
    body = town()
    for name in ("nytt", "ledig"):
        url = f"https://www.fjordvik.example/{name}.rss"
        Account.objects.create(
            url=url, network="feeds", handle="fjordvik.example", address=url, body=body
        )
    for path in ("/en/setup/accounts/", "/en/kontoer/", "/en/body/NO-BRC-310100013"):
        page = main(editor, path)
        assert "fjordvik.example/nytt.rss</bdi>" in page
        assert "fjordvik.example/ledig.rss</bdi>" in page
