"""What a form shows and nobody touches is saved as it was: nothing is lost in any field of any entry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.test import Client
from lxml import html

from tilstede.intake import listing
from tilstede.record import read as record
from tilstede.rooms.setup.directory.parts import PARTS
from tilstede.rooms.setup.directory.tests.conftest import NOW, words

RICH = """
bodies:
  - id: NO-BRC-310100013
    name: {nb: Fjordvik kommune, nn: Fjordvik kommune, se: Vuonvika gielda, en: Fjordvik municipality}
    short: fjordvik
    kind: municipality
    own: yes
    number: "0301"
    county: Fjordane
    language_form: nn
    website: https://www.fjordvik.example
    access_email: innsyn@fjordvik.example
    complaints_to: NO-BRC-310100048
    from: 1838-01-01
    wikidata: Q990001
    other_names: [Fjordvik herad, "Ytre, indre Fjordvik"]
    contacts:
      - {type: phone, value: "+47 00 00 00 00", note: Sei di meining, hours: "Mon-Fri 09-15"}
      - {type: email, value: meiningar@fjordvik.example}
    note: |
      Fyrste lina.
      Andre lina.
  - {id: gamal, name: {nb: Gammel kommune}, to: 2019-12-31, replaced_by: NO-BRC-310100013}
  - {id: kontor, name: {nn: Kontoret}, parent: NO-BRC-310100013, kind: kommisjon}
roles:
  - {id: fjordvik/ordforar, body: NO-BRC-310100013, title: {nn: Ordførar, nb: Ordfører, en: Mayor}, kind: political}
holders:
  - {role: fjordvik/ordforar, person: Kari Vik, person_id: kari-vik-1, from: 2015-10-01, to: 2019-10-09, party: SP}
  - {role: fjordvik/ordforar, person: Kari Vik, person_id: kari-vik-2, from: 2019-10-10, wikidata: Q990003}
accounts:
  - {owner: fjordvik/ordforar, url: "https://social.fjordvik.example/@ordforar", capacity: role, show: no, language: se}
  - owner: fjordvik/ordforar
    url: https://bsky.app/profile/kari.example
    capacity: personal
    show: yes
    person: Kari Vik
    person_id: kari-vik-2
    from: 2019-10-10
    to: 2024-05-18
    reason: Nedlagd
    note: Etter avtale
"""


def saved_untouched(client: Client, address: str) -> None:
    page = html.fromstring(client.get(address).content.decode())
    [form] = page.xpath("//form[contains(@class, 'entry')]")
    # A browser leaves out the newline that a textarea begins with (HTML Living Standard, 13.1.2.5); lxml does not.
    data = {name: value.removeprefix("\n") for name, value in form.form_values()}
    answer = client.post(address, data)
    assert answer.status_code == 302, (address, words(answer.content))


def check_all(client: Client) -> None:
    told = len(list(record.events(kinds=("listed",))))
    for part in PARTS.values():
        for row in part.model._default_manager.all():
            saved_untouched(client, f"/en/setup/directory/{part.name}/{row.pk}")
    assert len(list(record.events(kinds=("listed",)))) == told


def test_every_field_comes_back_as_it_was(editor: Client) -> None:
    listing.apply(listing.read(RICH.encode(), "katalog.yaml"), by="file", now=NOW)
    check_all(editor)
    assert listing.export("yaml").decode() == RICH


def test_so_does_the_example_of_the_format(editor: Client, shared: Callable[[str], Path]) -> None:
    data = shared("directory/format-eksempel/katalog.yaml").read_bytes()
    listing.apply(listing.read(data, "katalog.yaml"), by="file", now=NOW)
    check_all(editor)
    assert listing.export("yaml") == data
