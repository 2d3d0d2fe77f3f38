"""A second factor: codes from an app as an app makes them, recovery codes, and showing once more who one is."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tilstede.office.models import User
from tilstede.web.sign_in import urls

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "vakt@fjordvik.example", "ferja-gaar-kvart-kvarter"


@pytest.fixture(autouse=True)
def person() -> User:
    cache.clear()
    return User.objects.create_user(EMAIL, PASSWORD, name="Vakta")


def code(secret: str, *, ahead: int = 0) -> str:
    """What an app shows now, made by another implementation than ours (RFC 6238)."""
    app = TOTP(b32decode(secret), 6, SHA1(), 30)
    return app.generate(int(time.time()) + 30 * ahead).decode()


def enter(client: Client, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in", {"login": EMAIL, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get("/my-sign-in").status_code == 200


def show_again(client: Client, path: str) -> Any:
    """Go to an important page: it asks who one is, and then opens."""
    asked = client.get(path)
    assert asked.headers["Location"].startswith("/sign-in/again")
    return client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)


def connect(client: Client) -> tuple[str, list[str]]:
    """Connect an app; its secret, and the recovery codes that are shown once."""
    page = show_again(client, "/my-sign-in/app").content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert found
    assert 'src="data:image/svg+xml;base64,' in page
    shown = client.post("/my-sign-in/app", {"code": code(found[1])}, follow=True).content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", shown)
    assert len(codes) == 10
    return found[1], codes


def test_our_codes_are_those_of_the_standard() -> None:
    """RFC 6238 appendix B, cut to six digits."""
    assert format_hotp_value(hotp_value("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1)) == "287082"


def test_an_app_is_connected_and_then_asked_for(client: Client) -> None:
    enter(client)
    secret, _codes = connect(client)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored, "kept encrypted"
    other = Client()
    assert enter(other).headers["Location"] == "/sign-in/code"
    assert not is_in(other), "the password alone lets nobody in"
    assert other.post("/sign-in/code", {"code": "000000"}).status_code == 200
    assert not is_in(other)
    assert other.post("/sign-in/code", {"code": code(secret, ahead=1)}).headers["Location"] == "/"
    assert is_in(other)


def test_a_code_works_once(client: Client) -> None:
    enter(client)
    secret, _codes = connect(client)
    used = code(secret, ahead=1)
    for status in (302, 200):
        other = Client()
        enter(other)
        assert other.post("/sign-in/code", {"code": used}).status_code == status


def test_a_recovery_code_works_once_and_is_shown_once(client: Client) -> None:
    enter(client)
    _secret, codes = connect(client)
    assert codes[0] not in client.get("/my-sign-in/codes").content.decode()
    for status in (302, 200):
        other = Client()
        enter(other)
        assert other.post("/sign-in/code", {"code": codes[0]}).status_code == status


def test_guessing_codes_is_slowed(client: Client) -> None:
    enter(client)
    secret, _codes = connect(client)
    other = Client()
    enter(other)
    for number in range(6):
        other.post("/sign-in/code", {"code": f"00000{number}"})
    assert other.post("/sign-in/code", {"code": code(secret, ahead=1)}).status_code == 200
    assert not is_in(other)


def test_the_step_between_password_and_code_is_closed_to_others(client: Client) -> None:
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/code", {"code": "123456"}).headers["Location"] == "/sign-in"


def test_new_recovery_codes_make_the_old_ones_worthless(client: Client) -> None:
    enter(client)
    _secret, codes = connect(client)
    shown = client.post("/my-sign-in/codes/new", follow=True).content.decode()
    assert len(re.findall(r"<code>(\d{8})</code>", shown)) == 10
    other = Client()
    enter(other)
    assert other.post("/sign-in/code", {"code": codes[0]}).status_code == 200


def test_an_app_is_disconnected_and_the_recovery_codes_go_with_it(client: Client) -> None:
    enter(client)
    connect(client)
    assert client.get("/my-sign-in/app").headers["Location"] == "/my-sign-in/app/remove"
    assert client.get("/my-sign-in/app/remove").status_code == 200
    client.post("/my-sign-in/app/remove")
    assert not Authenticator.objects.exists()


def test_what_is_important_is_not_done_without_showing_again_who_one_is(client: Client) -> None:
    enter(client)
    for path in ("/my-sign-in/app", "/my-sign-in/passkeys/add", "/my-sign-in/codes/new"):
        for answer in (client.get(path), client.post(path, {"code": "123456"})):
            assert answer.headers["Location"].startswith("/sign-in/again?next=")
    asked = "/sign-in/again?next=/my-sign-in/app"
    assert client.post(asked, {"password": "feil"}).status_code == 200
    assert client.get("/my-sign-in/app").status_code == 302


def test_it_is_asked_for_in_the_reader_s_language_too(client: Client) -> None:
    enter(client)
    asked = client.post("/nn/my-sign-in/app", {"code": "123456"})
    assert asked.headers["Location"].startswith("/nn/sign-in/again?next=")
    opened = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    assert opened.status_code == 200
    assert opened.redirect_chain[0][0] == "/nn/my-sign-in/app"


def test_with_an_app_the_code_too_shows_who_one_is(client: Client) -> None:
    enter(client)
    secret, _codes = connect(client)
    other = Client()
    enter(other)
    other.post("/sign-in/code", {"code": code(secret, ahead=1)})
    page = "/sign-in/again/code?next=/my-sign-in/codes/new"
    assert other.get(page).status_code == 200
    cache.clear()  # as half a minute later
    answer = other.post(page, {"code": code(secret)})
    assert answer.headers["Location"] == "/my-sign-in/codes/new"


def test_a_secret_that_was_changed_is_said_to_be_so(client: Client, settings: Any) -> None:
    enter(client)
    secret, _codes = connect(client)
    settings.SECRET_KEY = "another"
    other = Client()
    enter(other)
    answer = other.post("/en/sign-in/code", {"code": code(secret, ahead=1)})
    assert b"secret was changed" in answer.content


def test_a_password_is_changed_by_one_who_has_it(client: Client) -> None:
    enter(client)
    new = "nye-ferja-er-elektrisk"
    wrong = {"oldpassword": "feil", "password1": new, "password2": new}
    assert client.post("/my-sign-in/password", wrong).status_code == 200
    short = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}
    assert client.post("/my-sign-in/password", short).status_code == 200
    elsewhere = Client()
    enter(elsewhere)
    right = wrong | {"oldpassword": PASSWORD}
    assert client.post("/my-sign-in/password", right).headers["Location"] == "/my-sign-in"
    assert is_in(client)
    assert not is_in(elsewhere), "who had the old password is out"


def test_one_without_a_password_chooses_a_first_one(client: Client, person: User) -> None:
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert client.get("/my-sign-in/password").headers["Location"] == "/my-sign-in/password/first"
    assert client.get("/my-sign-in/password/first").status_code == 200
    new = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/my-sign-in/password/first", new).headers["Location"] == "/my-sign-in"
    assert User.objects.get().check_password(PASSWORD)


def test_a_person_signs_out_everywhere_else(client: Client) -> None:
    elsewhere = Client()
    enter(
        elsewhere,
        HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
    )
    enter(client)
    assert "Safari, iPhone" in client.get("/my-sign-in").content.decode()
    client.post("/my-sign-in/elsewhere")
    assert is_in(client)
    assert not is_in(elsewhere)
    assert UserSession.objects.count() == 1


def test_a_name_is_changed(client: Client) -> None:
    enter(client)
    assert client.post("/my-sign-in", {"name": "Vakta i Fjordvik"}).status_code == 302
    assert "Vakta i Fjordvik" in client.get("/about/privacy").content.decode()


def test_a_person_sees_what_is_allowed(client: Client, person: User) -> None:
    enter(client)
    assert "<li>administrator" not in client.get("/en/my-sign-in").content.decode()
    person.grants.create(right="administrator")
    assert "<li>administrator" in client.get("/en/my-sign-in").content.decode()


@pytest.mark.parametrize("path", ["/sign-in/again?next=/my-sign-in/app", "/my-sign-in/password"])
def test_what_keeps_passwords_knows_whose_it_is(client: Client, path: str) -> None:
    enter(client)
    assert f'value="{EMAIL}" autocomplete="username"' in client.get(path).content.decode()


def test_no_page_of_sign_in_is_kept_by_a_cache_or_the_browser(client: Client) -> None:
    enter(client)
    connect(client)
    for route in urls.urlpatterns:
        known = {"secret": "x", "provider_id": "oidc", "pk": 1}
        wanted = {name: known[name] for name in route.pattern.converters}
        answer = client.get(reverse(str(route.name), kwargs=wanted))
        if answer.status_code < 400:
            assert "no-store" in answer.headers["Cache-Control"], route.name
