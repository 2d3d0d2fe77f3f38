from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from tilstede.office.models import Body, User
from tilstede.web import throttle
from tilstede.web.sender import address

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "vakt@fjordvik.example", "ferja-gaar-kvart-kvarter"


@pytest.fixture(autouse=True)
def person() -> Iterator[User]:
    cache.clear()
    yield User.objects.create_user(EMAIL, PASSWORD)
    cache.clear()


def try_in(client: Client, password: str, **more: str) -> int:
    told = {"login": EMAIL, "password": password}
    return client.post("/sign-in", told, **more).status_code


def test_the_right_password_leads_in_and_sign_out_leads_out(client: Client) -> None:
    assert try_in(client, PASSWORD) == 302
    page = client.get("/about/privacy")
    assert EMAIL in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.post("/sign-out").status_code == 302
    assert EMAIL not in client.get("/about/privacy").content.decode()


def test_the_page_bears_the_body_s_name(client: Client) -> None:
    Body.objects.create(key="town", own=True, name_nb="Fjordvik kommune")
    html = client.get("/sign-in").content.decode()
    assert "<span>Fjordvik kommune</span>" in html
    assert html.count('class="ds-input"') == 3


def test_signing_in_leads_nowhere_outside(client: Client) -> None:
    told = {"login": EMAIL, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/nn/sign-in", told).headers["Location"] == "/nn/"


def test_guessing_is_slowed_even_with_the_right_password(client: Client) -> None:
    for _ in range(throttle.FROM_ONE_PLACE):
        assert try_in(client, "feil") == 200
    assert try_in(client, PASSWORD) == 200
    assert try_in(client, PASSWORD, REMOTE_ADDR="192.0.2.7") == 302


def test_guessing_from_many_places_is_slowed_too(client: Client) -> None:
    for place in range(throttle.FROM_ANYWHERE):
        throttle.missed(EMAIL, f"192.0.2.{place}")
    assert try_in(client, PASSWORD) == 200


@pytest.mark.parametrize(
    ("proxies", "remote", "told", "sender"),
    [
        ("", "127.0.0.1", "192.0.2.7", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "192.0.2.9", "192.0.2.7", "192.0.2.9"),
        ("127.0.0.1 10.0.0.0/8", "127.0.0.1", "198.51.100.1, 192.0.2.7, 10.1.2.3", "192.0.2.7"),
        ("127.0.0.1 10.0.0.0/8", "127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1 10.0.0.0/8", "127.0.0.1", "192.0.2.7, x, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "::ffff:127.0.0.1", "2001:DB8::7", "2001:db8::7"),
        ("::1", "::1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "", "192.0.2.7", ""),
    ],
)
def test_whom_a_request_came_from(
    rf: RequestFactory, settings: Any, proxies: str, remote: str, told: str, sender: str
) -> None:
    settings.PROXIES = [ip_network(one) for one in proxies.split()]
    request = rf.get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": told})
    assert address(request) == sender


def test_behind_a_proxy_one_who_guesses_keeps_nobody_else_waiting(
    client: Client, settings: Any
) -> None:
    settings.PROXIES = [ip_network("127.0.0.1")]
    for _ in range(throttle.FROM_ONE_PLACE):
        try_in(client, "feil", HTTP_X_FORWARDED_FOR="192.0.2.7")
    assert try_in(client, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.7") == 200
    assert try_in(client, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.8") == 302


def test_a_header_that_anyone_may_write_helps_nobody_to_guess_on(client: Client) -> None:
    for number in range(throttle.FROM_ONE_PLACE):
        try_in(client, "feil", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert try_in(client, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.99") == 200


def test_getting_in_forgets_the_misses(client: Client) -> None:
    for _ in range(throttle.FROM_ONE_PLACE - 1):
        try_in(client, "feil")
    assert try_in(client, PASSWORD) == 302
    assert not throttle.must_wait(EMAIL, "127.0.0.1")


def test_a_form_without_its_token_changes_nothing() -> None:
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post("/sign-in", {"login": EMAIL, "password": PASSWORD})
    assert answer.status_code == 403
    assert b"<h1" in answer.content
