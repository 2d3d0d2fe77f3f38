from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from tilstede.intake.tests import scene
from tilstede.record import append


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_a_page_of_trouble_needs_neither_database_nor_request(name: str, code: str) -> None:
    with translation.override(code):
        shown = render_to_string(name)
    assert f'<html lang="{code}"' in shown
    assert shown.count("<h1") == 1
    assert "<script" not in shown


@pytest.mark.django_db
def test_what_is_not_there_is_told_in_the_reader_s_language(client: Client) -> None:
    answer = client.get("/nn/nope")
    assert answer.status_code == 404
    assert "Sida finst ikkje" in answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_demo_says_on_every_page_that_it_is_made_up(client: Client) -> None:
    made_up = "made up"
    assert made_up not in client.get("/en/about/privacy").content.decode()
    with transaction.atomic():
        append.append([append.Entry("demo", {"about": b'{"loading":"begun"}'})], now=scene.NOW)
    assert made_up in client.get("/en/about/privacy").content.decode()
    assert made_up in client.get("/en/nope").content.decode()


@pytest.mark.django_db
def test_whom_to_write_to_is_named(client: Client, settings: Any) -> None:
    settings.CONTACT = "personvern@fjordvik.example"
    for page in ("privacy", "accessibility"):
        assert (
            'href="mailto:personvern@fjordvik.example"'
            in client.get(f"/about/{page}").content.decode()
        )
