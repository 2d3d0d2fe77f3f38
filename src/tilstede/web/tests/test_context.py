"""What every page says of the site."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tilstede.record import append

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


def note(*kinds: str) -> None:
    with transaction.atomic():
        append.append([append.Entry(kind, {"about": b"{}"}) for kind in kinds], now=NOW)


def said(client: Client) -> str:
    return client.get("/en/about/privacy").content.decode()


def test_the_demo_says_what_it_is_and_what_was_mixed_into_it(client: Client) -> None:
    assert "demonstration" not in said(client)
    note("demo", "imported")
    assert "Everything in it is made up" in said(client)
    note("demo")
    assert "Everything in it is made up" in said(client)
    note("imported")
    assert "some posts were taken in to try it out and may be real" in said(client)


def test_a_real_body_is_no_demonstration_whatever_comes_later(client: Client) -> None:
    note("imported", "demo")
    assert "demonstration" not in said(client)


def test_the_accessibility_statement_stands_at_the_foot_of_every_page(
    client: Client, settings: Any
) -> None:
    assert "Accessibility statement" not in said(client)
    settings.ACCESSIBILITY_STATEMENT = "https://uustatus.no/nb/erklaringer/publisert/1"
    assert '<a href="https://uustatus.no/nb/erklaringer/publisert/1"' in said(client)


def test_pages_are_packed(client: Client) -> None:
    packed = {"accept-encoding": "gzip"}
    assert client.get("/about/privacy", headers=packed).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("code", "words"),
    [("nb", "Åpne data og API"), ("nn", "Opne data og API"), ("en", "Open data and API")],
)
def test_programs_find_their_way_from_every_page(client: Client, code: str, words: str) -> None:
    html = client.get(f"/{code}/about/privacy").content.decode()
    assert f'<a href="/{code}/api/">{words}</a>' in html
    assert client.get(f"/{code}/api/").status_code == 200
