from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, RequestFactory

from tilstede.office.models import Body, Link, User
from tilstede.web import throttle
from tilstede.web.sender import address
from tilstede.web.sign_in import links

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


def test_a_session_gets_a_new_name_when_somebody_signs_in(client: Client) -> None:
    """Session fixation: a name that a stranger has planted is worth nothing afterwards."""
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    assert try_in(client, PASSWORD) == 302
    assert client.cookies["sessionid"].value != session.session_key
    stranger = Client()
    stranger.cookies["sessionid"] = session.session_key
    assert stranger.get("/my-sign-in").status_code == 302


def test_cookies_are_for_this_site_alone(client: Client, settings: Any) -> None:
    client.get("/sign-in")
    try_in(client, PASSWORD)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
        assert not client.cookies[name]["domain"]


@pytest.mark.parametrize(("https", "secure"), [("1", True), ("", False)])
def test_with_tls_cookies_go_by_it_alone(https: str, secure: bool) -> None:
    asked = (
        "from tilstede.config import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    environment = {**os.environ, "TILSTEDE_HTTPS": https}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True)
    assert done.stdout.decode().split() == [str(secure)] * 2


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example/",
        r"/\evil.example",
        "javascript:alert(1)",
        "http:///x",
    ],
)
def test_an_address_to_go_on_to_is_our_own(client: Client, next_: str) -> None:
    told = {"login": EMAIL, "password": PASSWORD, "next": next_}
    assert client.post("/sign-in", told).headers["Location"] == "/"
    assert client.get("/sign-in", {"next": next_}).headers["Location"] == "/"
    assert client.post("/sign-out", {"next": next_}).headers["Location"] == "/"


def test_another_of_our_host_names_is_no_place_to_go_on_to(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", ".fjordvik.example"]
    told = {"login": EMAIL, "password": PASSWORD, "next": "https://annan.fjordvik.example/"}
    assert client.post("/sign-in", told).headers["Location"] == "/"


def test_who_exists_is_told_to_nobody(client: Client) -> None:
    """A wrong name and a wrong password: the same answer, and a password is worked on in both cases."""
    answers = []
    for email in (EMAIL, "ingen@fjordvik.example"):
        answer = client.post("/sign-in", {"login": email, "password": "noko-heilt-anna-her"})
        html = answer.content.decode().replace(email, "")
        answers.append((answer.status_code, re.sub(r'value="\w{64}"', "", html)))
    assert answers[0] == answers[1]


def test_a_closed_account_says_so_only_to_one_who_has_its_password(
    client: Client, person: User
) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    told = {"login": EMAIL, "password": PASSWORD}
    assert client.post("/sign-in", told).headers["Location"] == "/sign-in/closed"
    assert try_in(client, "feil") == 200
    assert client.get("/my-sign-in").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/signup",
        "/sign-in/signup",
        "/accounts/signup/",
        "/accounts/login/",
        "/sign-in/password/reset",
        "/admin/",
    ],
)
def test_nobody_signs_up(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "x@y.example"}).status_code == 404


def test_the_name_is_known_however_it_is_written(client: Client) -> None:
    told = {"login": f" {EMAIL.upper()} ", "password": PASSWORD}
    assert client.post("/sign-in", told).status_code == 302


def test_signing_out_is_asked_for_by_a_form(client: Client) -> None:
    try_in(client, PASSWORD)
    assert client.get("/sign-out").status_code == 200
    assert client.get("/my-sign-in").status_code == 200
    client.post("/sign-out")
    assert client.get("/my-sign-in").headers["Location"] == "/sign-in?next=/my-sign-in"


def test_too_much_from_one_place_is_answered_with_a_page(client: Client) -> None:
    for _ in range(30):
        client.post("/sign-in", {"login": "x@fjordvik.example", "password": ""})
    answer = client.post("/sign-in", {"login": "x@fjordvik.example", "password": ""})
    assert answer.status_code == 429
    assert b"<h1" in answer.content


@pytest.mark.parametrize(
    "told", [{}, {"login": "a" * 10_000}, {"login": "x\x00y@z.no", "password": "\x00"}]
)
def test_what_is_no_name_and_password_is_told_beside_the_field(
    client: Client, told: dict[str, str]
) -> None:
    assert client.post("/sign-in", told).status_code == 200


@pytest.mark.parametrize(
    "told", [{}, {"credential": "{}"}, {"credential": "[1]"}, {"credential": '"x"'}]
)
def test_what_is_no_passkey_leads_back_to_the_page(client: Client, told: dict[str, str]) -> None:
    assert client.post("/sign-in/passkey", told).headers["Location"] == "/sign-in"
    assert client.get("/sign-in/passkey").headers["Location"] == "/sign-in"


def test_a_link_is_used_once_and_by_one_who_means_it(client: Client, person: User) -> None:
    now = datetime.now(UTC)
    secret = links.make(person, links.Purpose.JOIN, by="leiar@fjordvik.example", now=now)
    path = f"/sign-in/link/{secret}"
    for _ in range(2):
        assert client.get(path).status_code == 200, "mail is opened by machines too"
    new = "nye-ferja-er-elektrisk"
    assert client.post(path, {"password1": new, "password2": "anna"}).status_code == 422
    assert client.post(path, {"password1": "kort", "password2": "kort"}).status_code == 422
    chosen = {"name": "Vakta", "password1": new, "password2": new}
    assert client.post(path, chosen).headers["Location"] == "/my-sign-in"
    for stranger in (Client().get(path), Client().post(path, chosen)):
        assert stranger.status_code == 404
    assert try_in(Client(), new) == 302
    assert Link.objects.get().digest not in path


def test_a_link_lasts_seven_days_or_a_quarter_of_an_hour(client: Client, person: User) -> None:
    now = datetime.now(UTC)
    for purpose, lasts in links.LASTS.items():
        made = now - lasts + timedelta(seconds=60)
        fresh = links.make(person, purpose, by="x", now=made)
        assert client.get(links.path(fresh)).status_code == 200
        stale = links.make(person, purpose, by="x", now=now - lasts)
        assert client.get(links.path(stale)).status_code == 404
    assert client.get("/sign-in/link/x").status_code == 404
    assert {"join": timedelta(days=7), "enter": timedelta(minutes=15)} == links.LASTS


def test_one_who_joins_again_is_still_asked_for_the_second_factor(
    client: Client, person: User
) -> None:
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    secret = links.make(person, links.Purpose.JOIN, by="x", now=datetime.now(UTC))
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(links.path(secret), chosen).headers["Location"] == "/sign-in/code"
    assert client.get("/my-sign-in").status_code == 302
