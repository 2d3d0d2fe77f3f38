"""The directory through the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tilstede.intake import listing
from tilstede.rooms.follow.api.tests.test_posts import below

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
FILE = b"""
bodies:
  - {id: dep, name: {nb: Departementet, en: The ministry}, kind: ministry}
  - {id: NO-BRC-310100013, name: {nn: Fjordvik}, parent: dep, number: "0301", website: "https://f.example",
     contacts: [{type: phone, value: "+47"}]}
roles:
  - {id: fjordvik/ordforar, body: NO-BRC-310100013, title: {nn: Ordforar}}
holders:
  - {role: fjordvik/ordforar, person: Kari Nordmann, from: 2019-10-10, to: 2023-10-04}
  - {role: fjordvik/ordforar, person: Ola Bakke, from: 2023-10-05, party: V}
accounts:
  - {owner: NO-BRC-310100013, url: "https://s.example/@by", capacity: official, show: yes}
  - {owner: NO-BRC-310100013, url: "https://s.example/@hid", capacity: official, show: no}
  - {owner: fjordvik/ordforar, url: "https://x.com/ola", capacity: personal, show: yes, person: Ola Bakke}
  - {owner: fjordvik/ordforar, url: "https://x.com/x", capacity: personal, show: no, person: Hidden One}
"""


@pytest.fixture(autouse=True)
def directory(db: None) -> None:
    read = listing.read(FILE, "a.yaml")
    listing.apply(read, by="kari", now=datetime(2026, 11, 22, tzinfo=UTC), follow=False)


def test_a_body_with_its_units_roles_and_accounts(ask: Ask) -> None:
    town = ask("bodies/NO-BRC-310100013")
    assert (town["parent"], town["number"], town["names"]) == ("dep", "0301", {"nn": "Fjordvik"})
    assert town["contacts"] == [{"type": "phone", "value": "+47", "note": "", "hours": ""}]
    assert [role["key"] for role in town["roles"]] == ["fjordvik/ordforar"]
    [account] = town["accounts"]
    assert (account["handle"], account["level"], account["status"]) == (
        "by@s.example",
        0,
        "unchecked",
    )
    assert ask("bodies/dep")["units"][0]["name"] == "Fjordvik"
    assert ask("bodies/dep")["name"] == "The ministry"


def test_a_role_with_all_who_held_it(ask: Ask) -> None:
    role = ask("roles/fjordvik/ordforar")
    assert [held["person"]["name"] for held in role["holders"]] == ["Ola Bakke", "Kari Nordmann"]
    assert role == ask(below(role["addresses"]["self"]))
    assert ask(below(role["body"]["address"]))["name"] == "Fjordvik"


def test_a_person_with_roles_and_own_accounts(ask: Ask, client: Client) -> None:
    person = ask("people/ola-bakke")
    assert [(one["party"], one["since"]) for one in person["held"]] == [("V", "2023-10-05")]
    assert [one["url"] for one in person["accounts"]] == ["https://x.com/ola"]
    assert client.get(person["addresses"]["page"], follow=True).status_code == 200


def test_whoever_is_hidden_is_nowhere(ask: Ask) -> None:
    assert [one["name"] for one in ask("people")["people"]] == ["Kari Nordmann", "Ola Bakke"]
    assert ask("people/hidden-one", 404)["code"] == "not-found"


def test_lists_by_key_page_by_page_there_and_back(ask: Ask) -> None:
    for name in ("bodies", "people"):
        first = ask(f"{name}?limit=1")
        second = ask(below(first["next"]))
        keys = [page[name][0]["key"] for page in (first, second)]
        assert keys == [one["key"] for one in ask(name)[name]]
        assert (first["previous"], second["next"]) == (None, None)
        assert ask(below(second["previous"]))[name] == first[name]
        assert ask(f"{name}?after=zzz")[name] == []


@pytest.mark.parametrize(
    "path", ["bodies/nobody", "roles/a/b", "people/%00", "bodies/a%20b", "roles/"]
)
def test_what_is_not_there(ask: Ask, path: str) -> None:
    assert ask(path, 404)["code"] == "not-found"


def test_a_place_that_is_no_key_is_refused(ask: Ask) -> None:
    assert ask("bodies?after=%20", 400)["parameter"] == "after"
