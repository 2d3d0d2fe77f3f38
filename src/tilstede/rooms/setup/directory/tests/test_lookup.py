"""Proposals of the registers side by side with what stands; only what is ticked is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.test import Client

from tilstede.intake.lookups.tests import registers as made
from tilstede.office.models import Account, Body, Holding
from tilstede.rooms.setup.directory.tests.conftest import words

pytestmark = pytest.mark.usefixtures("filled")
Page = Callable[[str], str]


@pytest.fixture(autouse=True)
def site() -> Iterator[made.Site]:
    with made.registers() as running:
        yield running


def place() -> str:
    return f"/setup/directory/bodies/{Body.objects.get(short='fjordvik').pk}/lookup"


def ticks(html: bytes) -> list[str]:
    return [unescape(one) for one in re.findall(r'name="take" value="([^"]*)"', html.decode())]


def test_the_number_that_is_known_is_asked_about(editor: Client) -> None:
    html = editor.get(f"/en{place()}").content.decode()
    assert 'value="310100013"' in html
    assert "Take over" not in html, "nobody is asked before a person says so"


def test_only_what_differs_is_proposed_and_nothing_is_ticked(editor: Client) -> None:
    answer = editor.get(f"/en{place()}", {"register": "enhetsregisteret", "q": "310100013"})
    assert ticks(answer.content) == ["number:0099", "access_email:postmottak@fjordvik.example"]
    assert "checked> Enhetsregisteret" in answer.content.decode()
    assert answer.content.decode().count('type="checkbox"') == 2
    assert 'type="checkbox" checked' not in answer.content.decode()


def test_what_is_ticked_is_taken_over_and_the_rest_is_not(editor: Client) -> None:
    editor.post(f"/en{place()}", {"take": "number:0099"})
    row = Body.objects.get(short="fjordvik")
    assert (row.number, row.access_email) == ("0099", "")
    assert row.contacts[0]["value"] == "00 00 00 00", "all else stays"


def test_accounts_of_wikidata_are_added_when_ticked(editor: Client) -> None:
    answer = editor.get(f"/en{place()}", {"register": "wikidata", "q": "Q990001"})
    assert "account:https://x.com/fjordvik" in ticks(answer.content)
    assert "wikidata:Q990001" in ticks(answer.content)
    assert "account:https://social.fjordvik.example/@kommunen" not in ticks(answer.content), "known"
    editor.post(f"/en{place()}", {"take": ["account:https://x.com/fjordvik", "name.en:Fjordvik"]})
    assert Account.objects.get(network="x").body == Body.objects.get(name_en="Fjordvik")


def test_of_several_one_is_chosen(editor: Client) -> None:
    answer = editor.get(f"/nb{place()}", {"register": "wikidata", "q": "Fjordvik"})
    assert "q=Q990001" in answer.content.decode()


def test_a_register_that_fails_is_told_in_plain_words(page: Page, site: made.Site) -> None:
    site.pages["/enhet/enheter/310100013"] = made.Answer(b"", 503)
    seen = page(f"{place()}?q=310100013")
    assert "Enhetsregisteret does not answer now. Fill in by hand" in seen
    assert "Nothing is found" in page(f"{place()}?q=ingen")
    site.pages["/enhet/enheter/310100013"] = made.answer(made.DELETED)
    assert "struck off on 18 May 2024" in page(f"{place()}?q=310100013")


def test_what_cannot_be_taken_over_takes_nothing_with_it(editor: Client) -> None:
    given = {"take": ["number:0099", "account:https://x.com/search"]}
    answer = editor.post(f"/en{place()}", given, follow=True)
    assert "ds-alert" in answer.content.decode()
    assert "x.com" in words(answer.content)
    assert Body.objects.get(short="fjordvik").number == ""


def test_a_person_is_looked_up_too_and_what_is_found_is_not_shown(
    editor: Client, site: made.Site
) -> None:
    site.pages["/data/wiki/Special:EntityData/Q990002.json"] = made.answer(
        made.entities("Q990002", {"P12361": [made.statement("ola.example")]}, nb="Ola Bakke")
    )
    holding = Holding.objects.get(person__name="Ola Bakke")
    address = f"/en/setup/directory/holders/{holding.pk}/lookup"
    answer = editor.get(address, {"q": "Q990002"})
    assert ticks(answer.content) == [
        "account:https://bsky.app/profile/ola.example",
        "wikidata:Q990002",
    ]
    editor.post(address, {"take": ticks(answer.content)})
    account = Account.objects.get(url__contains="ola.example")
    assert (account.capacity, account.show, account.role) == ("personal", False, holding.role)
    assert account.person == holding.person
    holding.refresh_from_db()
    assert holding.wikidata == "Q990002"


def test_neither_roles_nor_accounts_are_looked_up(editor: Client) -> None:
    assert editor.get("/en/setup/directory/roles/1/lookup").status_code == 404


def test_a_new_body_is_begun_from_the_register(editor: Client, page: Page) -> None:
    html = editor.get("/en/setup/directory/bodies/new", {"q": made.STRUCK_OFF}).content.decode()
    assert 'value="NO-BRC-310100021"' in html
    assert 'value="Kystdepartementet"' in html
    assert "Nothing is found" in page("/setup/directory/bodies/new?q=ingen")
