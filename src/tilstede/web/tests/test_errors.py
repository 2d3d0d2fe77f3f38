from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import translation

from tilstede.intake.tests import scene
from tilstede.record import append
from tilstede.web import keyed
from tilstede.web.log_lines import Line


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


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nn/", "/nope", "/healthz", "/log/checkpoint", "/api/"])
def test_a_host_that_is_not_ours_is_told_so(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    answer = client.get(path, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer.content.decode().count("<h1") == 1
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(_lines(caplog)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/posts", "/nn/api/posts?fjas=1", "/api/nope"])
def test_a_program_that_names_another_host_is_told_so(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    answer = client.get(path, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "/api/#bad-request"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(_lines(caplog)) == 1


@pytest.mark.django_db
def test_a_mistake_in_an_address_is_one_line_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/?before=x").status_code == 400
    assert _lines(caplog) == ["before= is not understood: /"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "said", "without"),
    [
        ("/nn/?before=x&language=nn", "before=x", "/nn/?language=nn"),
        ("/en/active?week=2026-13-40", "which is no day", "/en/active"),
        ("/en/search?q=ferje&order=relevance&skip=-1", "skip=-1", "/en/search?q=ferje"),
        ("/en/changes?before=1", "no place in this list", "/en/changes"),
        ("/en/bodies?page=0", "no page of this list", "/en/bodies"),
        ("/en/kontoer.json?after=a", "after=a", "/en/kontoer.json"),
        (f"/en/?after={'9' * 200}", f"after={'9' * 60}…", "/en/"),
    ],
)
def test_a_mistake_in_an_address_is_named_with_the_way_on(
    client: Client, path: str, said: str, without: str
) -> None:
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert said in html
    assert f'href="{without}' in html
    assert answer.headers["Cache-Control"] == "no-store"
    assert "site-foot" in html, "a whole page, with its menu"


@pytest.mark.django_db
def test_what_someone_may_not_do_is_one_line_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(scene.member("arkiv@fjordvik.example", "archivist"))
    assert client.post("/sources/follow", {"address": "x"}).status_code == 403
    assert _lines(caplog) == ["Forbidden (Permission denied): /sources/follow"]


@pytest.mark.django_db
def test_an_address_that_is_its_own_key_is_told_to_no_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    told = {
        "/publish/second/hemmeleg": "/publish/second/…",
        "/nn/publish/shared/hemmeleg/pictures/bru": "/nn/publish/shared/…",
        "/publish/calendar/hemmeleg.ics": "/publish/calendar/…",
        "/sending/1/hemmeleg": "/sending/…",
        "/subscribe/stop/hemmeleg": "/subscribe/stop/…",
        "/sign-in/link/hemmeleg": "/sign-in/link/…",
    }
    for path, shown in told.items():
        caplog.clear()
        answer = client.get(path)
        assert [line.endswith(shown) for line in _lines(caplog)] == [True], path
        assert answer.headers["Referrer-Policy"] in ("strict-origin", "no-referrer"), path
    assert client.get("/publish/calendar").headers["Referrer-Policy"] == "same-origin"


def test_every_address_with_a_secret_in_it_is_known_to_be_its_own_key() -> None:
    found = [
        f"/{re.sub(r'<[^>]*>', 'x', route)}"
        for route in _routes(get_resolver().url_patterns)
        if re.search(r":(?:secret|token)>", route)
    ]
    assert len(found) >= 7
    assert [path for path in found if not keyed.is_one(path)] == []


def _routes(patterns: list[Any]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns)
        else:
            yield str(one.pattern)


def test_what_went_wrong_with_us_is_logged_whole() -> None:
    told = {"msg": "broke", "exc_info": (ValueError, ValueError("why"), None)}
    assert Line().format(logging.makeLogRecord(told)) == "broke\nValueError: why"


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [line for one in caplog.records for line in Line().format(one).split("\n")]
