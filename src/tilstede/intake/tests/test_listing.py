"""The directory through its file and through single entries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tilstede.intake import listing
from tilstede.intake.listing import Conflict, NotValid
from tilstede.office.models import Account, Alarm, Body, Finding, Holding, Person, Role
from tilstede.record import read as record

NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
FILE = b"""\
# Who we are.
katalog: 1

bodies:
  # The ministry comes first.
  - id: NO-BRC-310100021
    name: {nb: 'Kystdepartementet'}   # old name kept
    kind: ministry
  - id: NO-BRC-310100013
    name: {nb: Fjordvik kommune, nn: Fjordvik kommune}
    parent: NO-BRC-310100021
    number: 0301
    own: yes

roles:
  - id: fjordvik/ordforar
    body: NO-BRC-310100013
    title: {nn: Ordf\xc3\xb8rar}

holders:
- {role: fjordvik/ordforar, person: Kari Nordmann, from: 2019-10-10, to: 2023-10-04}
- {role: fjordvik/ordforar, person: "Ola Bakke", from: 2023-10-05, party: V}

accounts:
  - {owner: NO-BRC-310100013, url: "https://sosial.fjordvik.example/@kommunen", capacity: official, show: yes}

  # Handed over with the office.
  - owner: fjordvik/ordforar
    url: https://sosial.fjordvik.example/@ordforar
    capacity: role
    show: 'no'
# the end
"""


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, db: None) -> None:
    if request.param == "postgresql":
        request.getfixturevalue("postgres_db")


def take_in(data: bytes, name: str = "katalog.yaml") -> listing.Report:
    return listing.apply(listing.read(data, name), by="kari", now=NOW, follow=False)


def wrong(data: bytes, name: str = "katalog.yaml") -> list[tuple[str, int]]:
    with pytest.raises(NotValid) as refused:
        take_in(data, name)
    return [(problem.code, problem.line) for problem in refused.value.problems]


def abouts() -> list[dict[str, Any]]:
    found = [record.payload(event.number, "about") for event in record.events(kinds=("listed",))]
    return [json.loads(about) for about in found if about]


def test_a_file_becomes_rows() -> None:
    report = take_in(FILE)
    assert report.added == {"bodies": 2, "roles": 1, "holders": 2, "accounts": 2}
    town = Body.objects.get(key="NO-BRC-310100013")
    assert (town.number, town.own, str(town.parent)) == ("0301", True, "Kystdepartementet")
    assert Role.objects.get().title_nn == "Ordførar"
    assert [str(one.person) for one in Holding.objects.all()] == ["Kari Nordmann", "Ola Bakke"]
    first = Account.objects.get(body=town)
    assert (first.network, first.handle) == ("mastodon", "kommunen@sosial.fjordvik.example")
    assert first.address == "https://sosial.fjordvik.example/@kommunen"
    assert Account.objects.filter(show=False).get().role == Role.objects.get()


def test_it_comes_out_as_it_went_in() -> None:
    take_in(FILE)
    assert listing.export("yaml") == FILE


def test_taken_in_again_nothing_changes_and_nothing_is_recorded() -> None:
    take_in(FILE)
    report = take_in(FILE)
    assert report.nothing
    assert report.same == {"bodies": 2, "roles": 1, "holders": 2, "accounts": 2}
    assert len(abouts()) == 1


def test_the_record_is_told_what_was_done_and_by_whom() -> None:
    take_in(FILE)
    take_in(FILE.replace(b"kind: ministry", b"kind: agency"))
    first, second = abouts()
    assert first["by"] == "kari"
    assert len(first["changes"]) == 7
    assert second["changes"] == [
        {
            "did": "changed",
            "entry": {
                "id": "NO-BRC-310100021",
                "kind": "agency",
                "name": {"nb": "Kystdepartementet"},
            },
            "key": "NO-BRC-310100021",
            "list": "bodies",
        }
    ]


def test_what_is_no_longer_in_the_file_is_gone_with_what_was_found_of_it() -> None:
    take_in(FILE)
    account = Account.objects.get(show=False)
    Finding.objects.create(account=account)
    Alarm.objects.create(account=account, kind="quiet", raised=NOW)
    cut = FILE[: FILE.index(b"\n  # Handed")] + b"\n"
    report = take_in(cut)
    assert report.removed == {"bodies": 0, "roles": 0, "holders": 0, "accounts": 1}
    assert not Finding.objects.exists()
    assert not Alarm.objects.exists()
    assert listing.export("yaml") == cut


def test_a_row_keeps_its_number_and_counts_its_changes() -> None:
    take_in(FILE)
    before = Account.objects.get(show=True)
    take_in(FILE.replace(b"official, show: yes", b"official, show: yes, from: 2024-01-15"))
    after = Account.objects.get(show=True)
    assert (after.id, after.changed, after.since) == (before.id, 1, date(2024, 1, 15))


def test_a_page_changes_one_entry_and_the_rest_of_the_file_stays_letter_by_letter() -> None:
    take_in(FILE)
    entry = {
        "id": "NO-BRC-310100021",
        "name": {"nb": "Kystdepartementet"},
        "kind": "ministry",
        "website": "https://www.kyst.example",
    }
    row = Body.objects.get(key="NO-BRC-310100021")
    key = listing.save_entry("bodies", row.key, entry, changed=row.changed, by="kari", now=NOW)
    assert key == row.key
    old = FILE[FILE.index(b"  - id: NO-BRC-310100021") : FILE.index(b"  - id: NO-BRC-310100013")]
    new = (
        b"  - id: NO-BRC-310100021\n    name: {nb: Kystdepartementet}\n    kind: ministry\n"
        b"    website: https://www.kyst.example\n"
    )
    assert listing.export("yaml") == FILE.replace(old, new)


def test_new_entries_come_last_in_their_lists_as_far_in_as_the_others() -> None:
    take_in(FILE)
    entry = {"role": "fjordvik/ordforar", "person": "Liv: Ås", "from": "2027-10-01"}
    listing.save_entry("holders", "", entry, changed=None, by="kari", now=NOW)
    account = {
        "owner": "NO-BRC-310100021",
        "url": "https://bsky.app/profile/kyst.example",
        "capacity": "official",
        "show": False,
    }
    key = listing.save_entry("accounts", "", account, changed=None, by="kari", now=NOW)
    assert key == str(Account.objects.latest("id").id)
    out = listing.export("yaml").decode()
    assert (
        'party: V}\n- {role: fjordvik/ordforar, person: "Liv: Ås", from: 2027-10-01}\n\nacc' in out
    )
    assert out.endswith(
        "    show: 'no'\n  - {owner: NO-BRC-310100021, url: \"https://bsky.app/profile/kyst.example\","
        " capacity: official, show: no}\n# the end\n"
    )
    assert take_in(out.encode()).nothing


def test_two_who_edit_at_once_are_told() -> None:
    take_in(FILE)
    row = Account.objects.get(show=True)
    entry = {
        "owner": "NO-BRC-310100013",
        "url": row.url,
        "capacity": "official",
        "show": True,
        "note": "first",
    }
    key = listing.save_entry("accounts", str(row.id), entry, changed=0, by="kari", now=NOW)
    assert key == str(row.id)
    with pytest.raises(Conflict):
        listing.save_entry("accounts", key, entry, changed=0, by="ola", now=NOW)
    with pytest.raises(Conflict):
        listing.remove_entry("accounts", key, changed=0, by="ola", now=NOW)
    plan = listing.plan(listing.read(FILE, "a.yaml"))
    listing.save_entry("accounts", key, entry | {"note": "x"}, changed=1, by="ola", now=NOW)
    with pytest.raises(Conflict):
        listing.apply(listing.read(FILE, "a.yaml"), by="kari", now=NOW, basis=plan.basis)


def test_an_entry_that_others_refer_to_is_not_removed() -> None:
    take_in(FILE)
    with pytest.raises(NotValid) as refused:
        listing.remove_entry("roles", "fjordvik/ordforar", changed=0, by="kari", now=NOW)
    assert refused.value.problems[0].code == "referred"
    assert "Kari Nordmann" in refused.value.problems[0].more["by"]
    row = Holding.objects.get(person__name="Ola Bakke")
    listing.remove_entry("holders", str(row.id), changed=0, by="kari", now=NOW)
    assert not Person.objects.filter(name="Ola Bakke").exists()


def test_an_id_is_mended_everywhere_at_once() -> None:
    take_in(FILE)
    entry = {"id": "kyd", "name": {"nb": "Kystdepartementet"}, "kind": "ministry"}
    listing.save_entry("bodies", "NO-BRC-310100021", entry, changed=0, by="kari", now=NOW)
    assert Body.objects.get(key="NO-BRC-310100013").parent == Body.objects.get(key="kyd")
    assert not Body.objects.filter(key="NO-BRC-310100021").exists()


def test_what_is_wrong_with_an_entry_is_told_by_field() -> None:
    take_in(FILE)
    entry = {"owner": "nobody", "url": "https://x.com/", "capacity": "official", "show": True}
    with pytest.raises(NotValid) as refused:
        listing.save_entry("accounts", "", entry, changed=None, by="kari", now=NOW)
    assert [(one.code, one.field) for one in refused.value.problems] == [("no-account", "url")]
    entry["url"] = "https://x.com/kyst"
    with pytest.raises(NotValid) as refused:
        listing.save_entry("accounts", "", entry, changed=None, by="kari", now=NOW)
    assert [(one.code, one.line) for one in refused.value.problems] == [("unknown-owner", 0)]


def test_all_that_is_wrong_is_told_at_once_and_nothing_changes() -> None:
    broken = (
        FILE.replace(b"0301", b"301")
        .replace(b"own: yes", b"own: aye")
        .replace(b"- id: NO-BRC-310100021", b"- id: NO-BRC-31010002")
    )
    assert wrong(broken) == [
        ("orgnr-length", 6),
        ("unknown-body", 11),
        ("number-zero", 12),
        ("flag", 13),
    ]
    assert not Body.objects.exists()


def test_the_table_of_accounts_comes_out_as_it_went_in(shared: Callable[[str], Path]) -> None:
    table = shared("directory/format-eksempel/kontoer.csv").read_bytes()
    report = take_in(table, "kontoer.csv")
    assert report.added == {"bodies": 4, "roles": 2, "holders": 0, "accounts": 6}
    assert listing.export("csv") == table
    assert take_in(table, "kontoer.csv").nothing


def test_the_example_comes_out_as_it_went_in(shared: Callable[[str], Path]) -> None:
    example = shared("directory/format-eksempel/katalog.yaml").read_bytes()
    assert take_in(example).added == {"bodies": 3, "roles": 2, "holders": 3, "accounts": 6}
    assert listing.export("yaml") == example


def test_the_example_table_comes_out_as_it_went_in(shared: Callable[[str], Path]) -> None:
    table = shared("directory/format-eksempel/kontoer.csv").read_bytes()
    assert take_in(table, "kontoer.csv").added["accounts"] == 6
    assert listing.export("csv") == table


def test_a_table_gains_a_column_for_what_it_would_lose(shared: Callable[[str], Path]) -> None:
    """The one file tells why an account is not shown, and the other has no column for it."""
    take_in(shared("directory/format-eksempel/katalog.yaml").read_bytes())
    table = shared("directory/format-eksempel/kontoer.csv").read_bytes()
    assert take_in(table, "kontoer.csv").added["bodies"] == 0
    assert Account.objects.get(reason="Server closed").show is False
    head, *rows = listing.export("csv").decode().splitlines()
    assert head == f"{table.decode().splitlines()[0]},reason"
    assert [row for row in rows if row.endswith(",Server closed")]


def test_a_trade_of_owners_and_own_bodies_goes_through_in_one() -> None:
    take_in(FILE)
    swapped = (
        FILE.replace(b"    own: yes\n", b"")
        .replace(b"    kind: ministry\n", b"    own: yes\n")
        .replace(b"{owner: NO-BRC-310100013", b"{owner: OWNER")
        .replace(b"- owner: fjordvik/ordforar", b"- owner: NO-BRC-310100013")
        .replace(b"OWNER", b"fjordvik/ordforar")
    )
    report = take_in(swapped)
    assert report.changed == {"bodies": 2, "roles": 0, "holders": 0, "accounts": 2}
    assert Body.objects.get(own=True).key == "NO-BRC-310100021"
    assert Account.objects.get(show=False).body == Body.objects.get(key="NO-BRC-310100013")
    assert listing.export("yaml") != FILE
    assert take_in(listing.export("yaml")).nothing


def test_a_tree_is_turned_and_cut() -> None:
    take_in(FILE)
    turned = FILE.replace(b"    parent: NO-BRC-310100021\n", b"").replace(
        b"    kind: ministry\n", b"    parent: NO-BRC-310100013\n"
    )
    assert take_in(turned).changed["bodies"] == 2
    start, end = turned.index(b"  # The ministry"), turned.index(b"  - id: NO-BRC-310100013")
    cut = turned[:start] + turned[end:]
    assert take_in(cut).removed["bodies"] == 1
    other = b"katalog: 1\nbodies:\n  - {id: library, name: {nb: Fjordvik bibliotek}}\n"
    assert take_in(other).removed == {"bodies": 1, "roles": 1, "holders": 2, "accounts": 2}
    assert not Person.objects.exists()
    assert take_in(FILE).added["bodies"] == 2


def test_a_note_of_several_lines_from_a_browser_goes_round() -> None:
    take_in(FILE)
    note = {"role": "fjordvik/ordforar", "person": "Liv Ås", "note": "a\r\nb"}
    listing.save_entry("holders", "", note, changed=None, by="kari", now=NOW)
    assert Holding.objects.get(person__name="Liv Ås").note == "a\nb"
    assert take_in(listing.export("yaml")).nothing


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yaml", b""),
        ("a.yaml", b"katalog: 1\n"),
        ("a.yaml", b"katalog: 1\nbodies:\naccounts: []\n"),
        ("a.csv", b"owner,owner_name,url,capacity,show,language,from,to,person,note\n"),
    ],
)
def test_a_file_that_names_nobody_empties_nothing(name: str, data: bytes) -> None:
    with pytest.raises(listing.NotValid) as caught:
        listing.read(data, name)
    assert [problem.code for problem in caught.value.problems] == ["nothing"]
