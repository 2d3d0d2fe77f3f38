from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from tilstede.intake import listing
from tilstede.office.models import Grant, User

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FILE = """
bodies:
  - id: NO-BRC-310100021
    name: {nb: Kystdepartementet}
    kind: ministry
    website: https://www.kyd.example
  - id: NO-BRC-310100013
    name: {nb: Fjordvik kommune, nn: Fjordvik kommune}
    own: yes
    short: fjordvik
    kind: municipality
    language_form: nn
    website: https://www.fjordvik.example
    contacts:
      - {type: phone, value: "00 00 00 00", hours: "Mon-Fri 09-15"}
  - id: fjordvik-bibliotek
    name: {nn: Fjordvik bibliotek}
    parent: NO-BRC-310100013
roles:
  - {id: fjordvik/ordforar, body: NO-BRC-310100013, title: {nn: Ordførar, nb: Ordfører}, kind: political}
  - {id: kyd/statsrad, body: NO-BRC-310100021, title: {nb: Kystminister}}
holders:
  - {role: fjordvik/ordforar, person: Kari Nordmann, from: 2019-10-10, to: 2023-10-04, party: SP}
  - {role: fjordvik/ordforar, person: Ola Bakke, from: 2023-10-05}
accounts:
  - {owner: NO-BRC-310100013, url: "https://social.fjordvik.example/@kommunen", capacity: official, show: yes}
  - {owner: fjordvik/ordforar, url: "https://social.fjordvik.example/@ordforar", capacity: role, show: yes}
  - owner: fjordvik/ordforar
    url: https://bsky.app/profile/olabakke.example
    capacity: personal
    show: no
    person: Ola Bakke
"""


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    """Signed in, and may edit the directory."""
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kl-sju", name="Kari")
    Grant.objects.create(user=user, right=Grant.Right.ADMINISTRATOR)
    client.force_login(user)
    return client


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    """Signed in, and may see the directory without changing it."""
    user = User.objects.create_user("les@fjordvik.example", "berre-til-lesing-her", name="Liv")
    Grant.objects.create(user=user, right=Grant.Right.READER)
    client.force_login(user)
    return client


@pytest.fixture
def filled(editor: Client) -> Client:
    """With a small directory."""
    listing.apply(listing.read(FILE.encode(), "katalog.yaml"), by="file", now=NOW)
    return editor


@pytest.fixture
def page(client: Client) -> Callable[[str], str]:
    """What a reader sees at an address, in English."""

    def get(path: str) -> str:
        answer = client.get(f"/en{path}")
        assert answer.status_code == 200, (path, answer.headers)
        return words(answer.content.decode())

    return get


def words(html: str | bytes) -> str:
    """What a reader sees, in one line."""
    text = html.decode() if isinstance(html, bytes) else html
    main = text[text.index("<main") :] if "<main" in text else text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def hidden(html: str | bytes, name: str) -> str:
    """The value of a hidden field."""
    text = html.decode() if isinstance(html, bytes) else html
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return unescape(found[1])
