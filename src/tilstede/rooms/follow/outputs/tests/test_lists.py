from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from tilstede.intake.models import Source
from tilstede.office.models import Account, Body, Finding
from tilstede.posts.models import Author

OWN = "did:plc:fjordvik234567abcdefghij"


@pytest.fixture(autouse=True)
def listed(life: None) -> None:
    town = Body.objects.get(key="town")
    unit = Body.objects.create(key="library", name_nb="Fjordvik bibliotek", parent=town)
    rows: list[dict[str, Any]] = [
        {"network": "bluesky", "native_id": OWN, "handle": "fjordvik.example", "body": town},
        {"network": "bluesky", "native_id": "did:plc:bibliotek", "body": unit},
        {"network": "mastodon", "url": "https://tut.example/@bibliotek", "body": unit},
        {"network": "facebook", "url": "https://facebook.com/bibliotek", "body": unit},
        {"network": "mastodon", "handle": "hemmeleg@tut.example", "body": unit, "show": False},
        {
            "network": "mastodon",
            "handle": "gamal@tut.example",
            "body": unit,
            "until": date.today() - timedelta(days=1),
        },
    ]
    for row in rows:
        Account.objects.create(address=row.get("url", str(row)), **row)


def handles(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/accounts.csv{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="accounts.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0] == ["Account address", "Show boosts", "Notify on new posts", "Languages"]
    assert all(row[1:] == ["true", "false", ""] for row in rows[1:])
    return [row[0] for row in rows[1:]]


def test_mastodon_is_given_those_it_can_follow(client: Client) -> None:
    assert handles(client) == [
        "fjordvik@sosial.fjordvik.example",
        "ordforar@sosial.fjordvik.example",
        "bibliotek@tut.example",
    ]


def test_the_filters_for_whom_and_where_are_those_of_the_stream(client: Client) -> None:
    assert handles(client, "?body=library") == ["bibliotek@tut.example"]
    assert len(handles(client, "?body=town")) == 3
    assert handles(client, "?role=mayor") == ["ordforar@sosial.fjordvik.example"]
    assert handles(client, "?person=amund") == ["ordforar@sosial.fjordvik.example"]
    assert handles(client, "?person=ragnhild") == []
    author = Author.objects.get(handle="fjordvik@sosial.fjordvik.example")
    assert handles(client, f"?account={author.id}") == [author.handle]
    assert client.get("/accounts.csv?body=nowhere").status_code == 400


def test_opml_has_a_feed_of_every_account_that_was_read(client: Client) -> None:
    root = etree.fromstring(client.get("/en/accounts.opml").content)
    assert root.get("version") == "2.0"
    [town] = [one for one in root.iter("outline") if one.get("text") == "Fjordvik municipality"]
    author = Author.objects.get(handle="ordforar@sosial.fjordvik.example")
    mayor = next(one for one in town if one.get("description") == "Mayor, Fjordvik municipality")
    assert mayor.get("xmlUrl") == f"http://testserver/feed.rss?account={author.id}"
    assert mayor.get("htmlUrl") == "https://sosial.fjordvik.example/@ordforar"
    assert client.get(mayor.get("xmlUrl")).status_code == 200


def test_opml_has_no_front_page_and_says_who_is_left_out(client: Client) -> None:
    front, feed = "https://www.fjordvik.example/", "https://www.fjordvik.example/aktuelt.rss"
    town = Body.objects.get(key="town")
    Account.objects.create(address=front, network="feeds", native_id=front, url=front, body=town)
    said = "accounts are left out: they have not been read here"
    before = client.get("/en/accounts.opml").content.decode()
    assert f'xmlUrl="{front}"' not in before
    assert f"5 {said}" in before
    assert f"5 {said}" in client.get("/en/accounts").content.decode()
    Source.objects.create(network="feeds", address=feed, account_id=front, next_try=timezone.now())
    after = client.get("/en/accounts.opml").content.decode()
    assert f'xmlUrl="{feed}"' in after
    assert f"4 {said}" in after


def test_bluesky_is_given_records_that_its_lexicons_allow(client: Client) -> None:
    records = json.loads(client.get("/en/accounts.bluesky.json").content)["records"]
    home, *items, pack = records
    assert home["uri"].startswith(f"at://{OWN}/app.bsky.graph.list/")
    assert home["value"]["purpose"] == "app.bsky.graph.defs#curatelist"
    assert {one["value"]["subject"] for one in items} == {OWN, "did:plc:bibliotek"}
    assert {one["value"]["list"] for one in (*items, pack)} == {home["uri"]}
    assert pack["value"]["$type"] == "app.bsky.graph.starterpack"
    assert len(json.dumps(home["value"]["name"])) < 64
    again = json.loads(client.get("/en/accounts.bluesky.json").content)["records"]
    assert again == records


def test_a_list_for_bluesky_needs_an_owner(client: Client) -> None:
    Account.objects.filter(native_id=OWN).delete()
    assert client.get("/accounts.bluesky.json").status_code == 400
    assert client.get("/accounts.bluesky.json?owner=kari").status_code == 400
    told = json.loads(client.get("/accounts.bluesky.json?owner=did:web:kari.example").content)
    assert told["records"][0]["uri"].startswith("at://did:web:kari.example/")


def test_the_page_shows_them_and_none_that_is_not_shown(client: Client) -> None:
    html = client.get("/en/accounts").content.decode()
    assert "bibliotek<wbr>@tut.example" in html
    assert "facebook.com/bibliotek" in html
    assert "hemmeleg" not in html
    assert "gamal" not in html
    assert "for Mastodon, 3 accounts" in html
    assert client.get("/en/accounts?network=facebok").status_code == 400


def test_without_accounts_the_page_says_when_there_will_be_some(client: Client) -> None:
    Account.objects.all().delete()
    assert "No accounts are like that" in client.get("/en/accounts").content.decode()


def test_of_thousands_the_page_shows_the_first_and_the_lists_all(client: Client) -> None:
    town = Body.objects.get(key="town")
    bodies = [Body(key=f"body-{n}", name_nb=f"Etat {n:04}", parent=town) for n in range(500)]
    Body.objects.bulk_create(bodies)
    rows = [
        Account(network="mastodon", handle=f"etat{n}@tut.example", address=f"a{n}", body=body)
        for n, body in enumerate(Body.objects.filter(parent=town, key__startswith="body-"))
    ]
    Account.objects.bulk_create(rows)
    html = client.get("/en/accounts").content.decode()
    assert html.count("<bdi>") <= 400
    assert "more in the lists above" in html
    assert len(handles(client)) == 503
    assert len(handles(client, "?body=body-7")) == 1


@pytest.mark.parametrize("status", ["held", "gone"])
def test_nobody_is_led_to_what_may_be_a_strangers(client: Client, status: str) -> None:
    row = Account.objects.get(url="https://tut.example/@bibliotek")
    Finding.objects.create(account=row, status=status)
    assert "https://tut.example/@bibliotek" not in client.get("/en/accounts").content.decode()
    assert "bibliotek@tut.example" not in handles(client)
    page = client.get("/en/body/library").content.decode()
    assert 'href="https://tut.example/@bibliotek"' not in page
