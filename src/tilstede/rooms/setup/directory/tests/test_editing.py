"""Adding, editing and removing entries; and two who do it at once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tilstede.intake import listing
from tilstede.office.models import Account, Body, Holding, Person, Role
from tilstede.record import read as record
from tilstede.rooms.setup.directory.tests.conftest import NOW, hidden, words

pytestmark = pytest.mark.usefixtures("filled")
Page = Callable[[str], str]
BODIES = "/en/setup/directory/bodies"


def town() -> Body:
    return Body.objects.get(short="fjordvik")


def body_data(client: Client, **more: str) -> dict[str, str]:
    """What the form of the town sends when nothing is changed in it."""
    html = client.get(f"{BODIES}/{town().pk}").content.decode()
    return {
        "changed": hidden(html, "changed"),
        "before": hidden(html, "before"),
        "id": "NO-BRC-310100013",
        "name_nb": "Fjordvik kommune",
        "name_nn": "Fjordvik kommune",
        "short": "fjordvik",
        "kind": "municipality",
        "own": "on",
        "language_form": "nn",
        "website": "https://www.fjordvik.example",
        "contacts-0-type": "phone",
        "contacts-0-value": "00 00 00 00",
        "contacts-0-hours": "Mon-Fri 09-15",
        **more,
    }


def listed() -> list[dict[str, object]]:
    """What the record was told, newest last."""
    payloads = [record.payload(event.number, "about") for event in record.events(kinds=("listed",))]
    return [json.loads(payload) for payload in payloads if payload]


def test_saved_without_a_change_nothing_is_recorded(editor: Client) -> None:
    before = len(listed())
    answer = editor.post(f"{BODIES}/{town().pk}", body_data(editor))
    assert answer.status_code == 302, words(answer.content)
    assert len(listed()) == before


def test_a_body_is_edited_and_the_record_knows_by_whom(editor: Client) -> None:
    data = body_data(
        editor,
        website="https://fjordvik.example",
        number="0301",
        parent="Kystdepartementet",
        other_names="Fjordvik herad\nYtre Fjordvik\n",
        **{"contacts-1-type": "email", "contacts-1-value": "meiningar@fjordvik.example"},
    )
    answer = editor.post(f"{BODIES}/{town().pk}", data, follow=True)
    assert "Saved." in words(answer.content)
    row = town()
    assert (row.url, row.number, row.other_names) == (
        "https://fjordvik.example",
        "0301",
        ["Fjordvik herad", "Ytre Fjordvik"],
    )
    assert row.parent is not None
    assert row.parent.key == "NO-BRC-310100021"
    assert [contact["value"] for contact in row.contacts] == [
        "00 00 00 00",
        "meiningar@fjordvik.example",
    ]
    assert listed()[-1]["by"] == "kari@fjordvik.example"


def test_a_body_is_added_with_nine_digits(editor: Client) -> None:
    data = {"id": "310 100 048", "name_nb": "Statsforvalteren i Fjordane", "kind": "agency"}
    answer = editor.post(f"{BODIES}/new", data)
    assert answer.status_code == 302, words(answer.content)
    assert Body.objects.get(key="NO-BRC-310100048").kind == "agency"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": "97241785"}, "has 8 digits; an organisation number has 9"),
        ({"id": "310100014"}, "check"),
        ({"id": "NO-BRC-310100021"}, "already"),
        ({"id": "x", "parent": "Nettby"}, "Nothing is called “Nettby”. Add it first"),
        (
            {"id": "x", "parent": "Fjord"},
            "Did you mean: Fjordvik kommune (NO-BRC-310100013); Fjordvik bibliotek",
        ),
        ({"id": "x", "since": "i går"}, "Write the day as 2026-11-22"),
        ({"id": "x", "since": "2026-02-02", "until": "2026-02-01"}, "before"),
        ({"id": "x", "website": "fjordvik"}, "web address"),
        ({"id": "x", "wikidata": "abc"}, "Write a number like Q1234"),
        (
            {"id": "x", "contacts-0-type": "phone", "contacts-0-note": "til kva?"},
            "Row 1 has a note",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    editor: Client, wrong: dict[str, str], said: str
) -> None:
    answer = editor.post(f"{BODIES}/new", {"name_nb": "Nytt organ", "kind": "agency", **wrong})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in words(html)
    assert 'value="Nytt organ"' in html, "what was written is kept"
    assert "ds-validation-message" in html


def test_who_hears_complaints_may_be_outside_the_directory_and_the_body_above_not(
    editor: Client,
) -> None:
    data = body_data(editor, complaints_to="310 100 048")
    assert editor.post(f"{BODIES}/{town().pk}", data).status_code == 302
    assert town().complaints_to == "NO-BRC-310100048"
    data = body_data(editor, complaints_to="NO-BRC-310100048", number="0301")
    assert editor.post(f"{BODIES}/{town().pk}", data).status_code == 302
    data = body_data(editor, parent="310 100 048")
    assert "Nothing is called" in words(editor.post(f"{BODIES}/{town().pk}", data).content)


def test_words_of_the_file_that_the_form_does_not_offer_are_kept(editor: Client) -> None:
    body = {
        "id": "radet",
        "name": {"nb": "Rådet"},
        "kind": "commission",
        "language_form": "sv",
        "contacts": [{"type": "fax", "value": "00 00 00 01"}],
        "note": "to\nlinjer",
    }
    listing.save_entry("bodies", "", body, changed=None, by="file", now=NOW)
    row = Body.objects.get(key="radet")
    html = editor.get(f"{BODIES}/{row.pk}").content.decode()
    for shown in (
        '<option value="commission" selected>',
        '<option value="fax" selected>',
        'value="sv" selected',
    ):
        assert shown in html
    data = {
        **{name: hidden(html, name) for name in ("changed", "before")},
        "id": "radet",
        "name_nb": "Rådet for alt",
        "kind": "commission",
        "language_form": "sv",
        "contacts-0-type": "fax",
        "contacts-0-value": "00 00 00 01",
        "note": "to\r\nlinjer",
    }
    assert editor.post(f"{BODIES}/{row.pk}", data).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.language_form, row.note) == ("commission", "sv", "to\nlinjer")
    assert row.contacts == [{"type": "fax", "value": "00 00 00 01"}]
    assert listed()[-1]["changes"] == [
        {
            "list": "bodies",
            "did": "changed",
            "key": "radet",
            "entry": {**body, "name": {"nb": "Rådet for alt"}},
        }
    ]


def test_a_name_that_several_have_is_asked_about(editor: Client) -> None:
    for key in ("heroy-m", "heroy-n"):
        Body.objects.create(key=key, name_nb="Herøy kommune")
    answer = editor.post(
        "/en/setup/directory/roles/new", {"title_nb": "Ordfører", "body": "herøy kommune"}
    )
    assert (
        "can mean several. Write one of: Herøy kommune (heroy-m); Herøy kommune (heroy-n)"
        in words(answer.content)
    )


def test_a_role_is_added_and_gets_a_key(editor: Client) -> None:
    data = {"title_nn": "Rådmann", "body": "NO-BRC-310100013", "kind": "administrative"}
    answer = editor.post("/en/setup/directory/roles/new", data)
    assert answer.status_code == 302, words(answer.content)
    assert Role.objects.get(title_nn="Rådmann").key == "fjordvik/radmann"


def test_a_holder_and_an_account_are_added(editor: Client) -> None:
    data = {"role": "kyd/statsrad", "person": "Anne Holm", "since": "2025-02-04", "party": "AP"}
    answer = editor.post("/en/setup/directory/holders/new", data)
    assert answer.status_code == 302, words(answer.content)
    assert Holding.objects.get(person__name="Anne Holm").role.key == "kyd/statsrad"
    data = {
        "url": "https://bsky.app/profile/anneholm.example",
        "owner": "Kystminister, Kystdepartementet (kyd/statsrad)",
        "capacity": "personal",
        "person": "Anne Holm",
    }
    answer = editor.post("/en/setup/directory/accounts/new", data)
    assert answer.status_code == 302, words(answer.content)
    account = Account.objects.get(person__name="Anne Holm")
    assert (account.network, account.show) == ("bluesky", False)


def test_what_is_decided_of_an_account_says_who_and_why(editor: Client) -> None:
    data = {
        "owner": "NO-BRC-310100013",
        "url": "https://www.tiktok.com/@fjordvik",
        "capacity": "official",
        "show": "on",
        "policy": "listen only",
    }
    answer = editor.post("/en/setup/directory/accounts/new", data)
    assert words(answer.content).count("is missing") == 3
    why = {"policy_reason": "Personvern", "policy_by": "Leiaren", "policy_date": "2026-11-01"}
    answer = editor.post("/en/setup/directory/accounts/new", data | why)
    assert answer.status_code == 302, words(answer.content)
    row = Account.objects.get(network="tiktok")
    assert (row.policy, row.policy_by, str(row.policy_date)) == (
        *("listen only", "Leiaren"),
        "2026-11-01",
    )
    html = editor.get(f"/en/setup/directory/accounts/{row.pk}").content.decode()
    data |= {name: hidden(html, name) for name in ("changed", "before")}
    answer = editor.post(f"/en/setup/directory/accounts/{row.pk}", data | why | {"policy": ""})
    assert answer.status_code == 302, words(answer.content)
    row.refresh_from_db()
    assert (row.policy, row.policy_by, row.policy_date) == ("", "", None)


def test_the_address_may_begin_an_entry(page: Page) -> None:
    assert "Add a unit" in page(f"/setup/directory/bodies/{town().pk}")


def test_an_entry_is_removed_and_one_that_others_refer_to_is_not(editor: Client) -> None:
    holding = Holding.objects.get(person__name="Kari Nordmann")
    address = f"/en/setup/directory/holders/{holding.pk}/remove"
    html = editor.get(address).content
    assert "Kari Nordmann" in words(html)
    assert editor.post(address, {"changed": hidden(html, "changed")}).status_code == 302
    assert not Person.objects.filter(name="Kari Nordmann").exists()
    answer = editor.post(f"{BODIES}/{town().pk}/remove", {"changed": town().changed})
    assert "It cannot be removed" in words(answer.content)
    assert Body.objects.filter(short="fjordvik").exists()


def test_what_is_chosen_from_a_list_is_said_in_words(editor: Client) -> None:
    html = editor.get(f"/nn/setup/directory/bodies/{town().pk}/remove").content.decode()
    assert "kommune</dd>" in html
    assert "municipality" not in html


def test_of_two_at_once_the_second_sees_both_and_nothing_is_lost(editor: Client) -> None:
    """One changes the website, the other the website too and the kind: each field is chosen, the rest is merged."""
    address = f"{BODIES}/{town().pk}"
    mine = body_data(editor, website="https://mine.example", kind="agency", note="")
    theirs = body_data(editor, website="https://theirs.example", number="0301")
    assert editor.post(address, theirs).status_code == 302

    answer = editor.post(address, mine)
    assert answer.status_code == 409
    html = answer.content.decode()
    seen = words(html)
    assert "https://theirs.example" in seen
    assert "https://mine.example" in seen
    assert "Telephone" not in seen, "nobody changed that"
    assert 'name="keep-kind" value="mine" checked' in html
    assert 'name="keep-number" value="theirs" checked' in html

    choice = {name: hidden(html, name) for name in ("changed", "mine", "before")}
    kept = {"keep-website": "theirs", "keep-kind": "mine", "keep-number": "theirs"}
    assert editor.post(address, {**choice, **kept}).status_code == 302
    row = town()
    assert (row.url, row.kind, row.number) == ("https://theirs.example", "agency", "0301")
    assert row.contacts[0]["hours"] == "Mon-Fri 09-15"


def test_a_third_who_comes_between_is_shown_too(editor: Client) -> None:
    address = f"{BODIES}/{town().pk}"
    mine = body_data(editor, kind="agency")
    editor.post(address, body_data(editor, number="0301"))
    html = editor.post(address, mine).content.decode()
    editor.post(address, body_data(editor, number="0302"))
    choice = {name: hidden(html, name) for name in ("changed", "mine", "before")}
    answer = editor.post(address, {**choice, "keep-kind": "mine"})
    assert answer.status_code == 409
    assert "0302" in words(answer.content)
    assert town().kind == "municipality"


def test_what_one_edits_while_another_removes_it_is_kept(editor: Client) -> None:
    holding = Holding.objects.get(person__name="Kari Nordmann")
    address = f"/en/setup/directory/holders/{holding.pk}"
    editor.post(f"{address}/remove", {"changed": holding.changed})
    data = {"role": "fjordvik/ordforar", "person": "Kari Nordmann", "party": "V", "changed": "0"}
    answer = editor.post(address, data)
    assert answer.status_code == 422
    assert "has removed this entry meanwhile" in words(answer.content)
    assert 'action="/en/setup/directory/holders/new"' in answer.content.decode()
    assert 'value="V"' in answer.content.decode()


def test_what_one_chooses_while_another_removes_it_is_kept(editor: Client) -> None:
    Body.objects.create(key="nytt", name_nb="Nytt organ")
    row = Body.objects.get(key="nytt")
    address = f"{BODIES}/{row.pk}"
    given = {name: hidden(editor.get(address).content, name) for name in ("changed", "before")}
    mine = {**given, "id": "nytt", "name_nb": "Mitt namn"}
    assert editor.post(address, {**given, "id": "nytt", "name_nb": "Deira namn"}).status_code == 302
    html = editor.post(address, mine).content
    row.delete()
    choice = {name: hidden(html, name) for name in ("changed", "mine", "before")}
    answer = editor.post(address, {**choice, "keep-name.nb": "mine"})
    assert "has removed this entry meanwhile" in words(answer.content)
    assert 'value="Mitt namn"' in answer.content.decode()


def test_a_version_that_was_tampered_with_is_refused(editor: Client) -> None:
    data = {"mine": "made:up:words", "changed": "0"}
    assert editor.post(f"{BODIES}/{town().pk}", data).status_code == 400
