"""Coming in by the body's identity provider, against a real one (oidc-provider)."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from tests.servers import absence, oidc
from tests.servers.program import Absent

from tilstede.office.models import User
from tilstede.record import read
from tilstede.web.sign_in import links

pytestmark = [pytest.mark.django_db, pytest.mark.server]
TESTBED = Path(__file__).parents[4] / ".testbed"
BACK = "http://testserver/sign-in/with/oidc/back"
BEGIN = "/sign-in/with/oidc"
PASSWORD = "ferja-gaar-kvart-kvarter"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[oidc.Provider]:
    log = tmp_path_factory.mktemp("provider") / "log"
    try:
        with oidc.running(TESTBED, log, back=BACK) as provider:
            yield provider
    except Absent as error:
        absence.end(error)


@pytest.fixture
def provider(server: oidc.Provider, settings: Any) -> oidc.Provider:
    """A running provider, set up here."""
    settings.OIDC_ISSUER, settings.OIDC_NAME = server.issuer, "Fjordvik ID"
    settings.OIDC_CLIENT, settings.OIDC_SECRET = oidc.CLIENT, oidc.SECRET
    cache.clear()
    return server


@pytest.fixture
def kari() -> User:
    return User.objects.create_user("kari@fjordvik.example", PASSWORD)


def come(client: Client, provider: oidc.Provider, login: str, begin: str = BEGIN) -> Any:
    """The way to the provider and back; what our site says at the end."""
    there = client.get(begin)
    assert there.status_code == 302, there.content
    back = provider.identify(there.headers["Location"], login, back=BACK)
    return client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")


def is_in(client: Client) -> bool:
    return client.get("/my-sign-in").status_code == 200


def told() -> list[str]:
    found = read.events(kinds=("granted",))
    return [json.loads(read.payload(one.number, "about") or b"{}")["done"] for one in found]


def test_one_who_is_known_by_e_mail_comes_in(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    assert b"Fjordvik ID" in client.get("/sign-in").content
    answer = come(client, provider, "kari", f"{BEGIN}?next=/nn/search")
    assert answer.headers["Location"] == "/nn/search"
    assert come(Client(), provider, "kari", f"/nn{BEGIN}").headers["Location"] == "/nn/"
    assert is_in(client)
    assert told() == ["joined"]
    assert come(Client(), provider, "kari").status_code == 302
    assert told() == ["joined"], "joined once"
    assert UserSession.objects.filter(user=kari).count() == 3


def test_nothing_that_the_provider_tells_is_kept(
    client: Client, provider: oidc.Provider, kari: User, settings: Any
) -> None:
    settings.OIDC_SUBJECT, settings.OIDC_SCOPE = "pid", ["openid", "profile"]
    link = links.make(kari, links.Purpose.JOIN, by="leiar@fjordvik.example", now=NOW)
    client.post(links.path(link), {"provider": "1"})
    assert come(client, provider, "nameless").status_code == 302
    row = SocialAccount.objects.get()
    assert (row.user, row.extra_data, len(row.uid)) == (kari, {}, 64)
    assert not SocialToken.objects.exists()
    assert "01017012345" not in json.dumps([row.uid, dict(client.session)], default=str)


def test_a_stranger_stays_out(client: Client, provider: oidc.Provider, kari: User) -> None:
    for login in ("stranger", "unsure", "nameless"):
        answer = come(client, provider, login)
        assert answer.status_code == 403
        assert b"<h1" in answer.content
        assert not is_in(client)
    assert User.objects.get() == kari
    assert not SocialAccount.objects.exists()
    assert told() == []


def test_a_stranger_comes_in_without_rights_where_the_operator_says_so(
    client: Client, provider: oidc.Provider, settings: Any
) -> None:
    settings.OIDC_STRANGERS = "admit"
    assert come(client, provider, "stranger").status_code == 302
    user = User.objects.get(email="framand@ein.example")
    assert (user.name, user.held, user.has_usable_password()) == ("Ein framand", frozenset(), False)
    assert come(Client(), provider, "nameless").status_code == 403, "there is no address to know"


def test_another_with_the_same_address_is_not_let_in(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    come(client, provider, "kari")
    thief = Client()
    assert come(thief, provider, "kari-2").status_code == 403
    assert not is_in(thief)


def test_one_who_is_closed_out_stays_out(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    User.objects.filter(pk=kari.pk).update(is_active=False)
    assert come(client, provider, "kari").status_code == 403
    User.objects.filter(pk=kari.pk).update(is_active=True)
    come(Client(), provider, "kari")
    User.objects.filter(pk=kari.pk).update(is_active=False)
    assert come(client, provider, "kari").headers["Location"] == "/sign-in/closed"
    assert client.get("/sign-in/closed").status_code == 200
    assert not is_in(client)


def test_an_invitation_joins_one_whom_the_provider_gives_no_address(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    secret = links.make(kari, links.Purpose.JOIN, by="leiar@fjordvik.example", now=NOW)
    assert client.post(links.path(secret), {"provider": "1"}).headers["Location"] == BEGIN
    assert come(client, provider, "nameless").status_code == 302
    assert is_in(client)
    assert told() == ["linked", "link-used", "joined"]
    assert client.get(links.path(secret)).status_code == 404
    assert come(Client(), provider, "nameless").status_code == 302, "known from now on"


def test_an_invitation_is_for_one_person(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    come(client, provider, "kari")
    ola = User.objects.create_user("ola@fjordvik.example")
    secret = links.make(ola, links.Purpose.JOIN, by="leiar@fjordvik.example", now=NOW)
    other = Client()
    other.post(links.path(secret), {"provider": "1"})
    assert come(other, provider, "kari").status_code == 403
    assert links.find(secret, now=NOW), "still hers to use"


@pytest.mark.parametrize(("login", "status"), [("kari", 403), ("leiar", 302)])
def test_one_must_be_identified_as_surely_as_the_operator_says(
    client: Client, provider: oidc.Provider, kari: User, settings: Any, login: str, status: int
) -> None:
    User.objects.create_user("leiar@fjordvik.example")
    settings.OIDC_ACR = ["idporten-loa-substantial", "idporten-loa-high"]
    asked = parse_qs(urlsplit(client.get(BEGIN).headers["Location"]).query)
    assert asked["acr_values"] == ["idporten-loa-substantial idporten-loa-high"]
    assert come(Client(), provider, login).status_code == status


def test_what_is_asked_of_the_provider(client: Client, provider: oidc.Provider) -> None:
    asked = parse_qs(urlsplit(client.get(f"/nn{BEGIN}").headers["Location"]).query)
    assert asked["redirect_uri"] == [BACK], "the same in every language"
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["ui_locales"] == ["nn"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert len(asked["nonce"][0]) == 64
    assert len(asked["state"][0]) == 32
    assert "tilstede" in asked["client_id"]


def test_an_address_cannot_ask_for_more_or_less(client: Client, provider: oidc.Provider) -> None:
    more = urlencode(
        {"scope": "offline_access", "auth_params": "acr_values=none&nonce=1", "process": "connect"}
    )
    asked = parse_qs(urlsplit(client.get(f"{BEGIN}?{more}").headers["Location"]).query)
    assert "offline_access" not in asked["scope"][0]
    assert "acr_values" not in asked
    assert len(asked["nonce"][0]) == 64


def test_an_answer_is_for_the_one_who_asked(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    """Login by a stranger's answer: neither a stolen code nor one's own is of use in another browser."""
    there = client.get(BEGIN).headers["Location"]
    back = urlsplit(provider.identify(there, "kari", back=BACK))
    other = Client()
    other.get(BEGIN)
    assert other.get(f"{back.path}?{back.query}").status_code == 401
    assert not is_in(other)
    own = parse_qs(urlsplit(other.get(BEGIN).headers["Location"]).query)["state"][0]
    mixed = urlencode({**{key: one[0] for key, one in parse_qs(back.query).items()}, "state": own})
    assert other.get(f"{back.path}?{mixed}").status_code == 401
    assert not is_in(other)
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    assert client.get(f"{back.path}?{back.query}").status_code == 401, "an answer works once"


def test_a_token_of_another_visit_is_refused(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    there = urlsplit(client.get(BEGIN).headers["Location"])
    asked = {key: one[0] for key, one in parse_qs(there.query).items()} | {"nonce": "another"}
    url = urlunsplit(there._replace(query=urlencode(asked)))
    back = urlsplit(provider.identify(url, "kari", back=BACK))
    assert client.get(f"{back.path}?{back.query}").status_code == 401
    assert not is_in(client)


def test_one_who_stops_on_the_way_is_told_so(client: Client, provider: oidc.Provider) -> None:
    state = parse_qs(urlsplit(client.get(BEGIN).headers["Location"]).query)["state"][0]
    path = urlsplit(BACK).path
    answer = client.get(f"{path}?error=access_denied&state={state}")
    assert answer.headers["Location"] == "/sign-in/cancelled"
    assert client.get("/sign-in/cancelled").status_code == 200
    assert client.get(f"{path}?error=server_error&state={state}").status_code == 401
    assert client.get(f"{path}?code=x").status_code == 401


def test_a_provider_that_is_down_or_another_is_told_of_and_logged(
    client: Client, provider: oidc.Provider, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    with caplog.at_level(logging.WARNING, "tilstede"):
        assert client.get(BEGIN).status_code == 401
    assert "ConnectionError" in caplog.text
    settings.OIDC_ISSUER = f"{provider.issuer}/.well-known/openid-configuration"
    assert client.get(BEGIN).status_code == 401, "it speaks for another issuer"


def test_a_wrong_secret_lets_nobody_in_and_is_not_logged(
    client: Client,
    provider: oidc.Provider,
    kari: User,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.OIDC_SECRET = "a-secret-that-is-wrong"
    with caplog.at_level(logging.DEBUG):
        assert come(client, provider, "kari").status_code == 401
    assert "OAuth2Error" in caplog.text
    assert "a-secret-that-is-wrong" not in caplog.text
    assert not is_in(client)


def test_without_a_provider_there_is_no_such_address(client: Client) -> None:
    assert client.get(BEGIN).status_code == 404
    assert client.get("/sign-in/with/another").status_code == 404
    assert client.get(f"{urlsplit(BACK).path}?code=x").status_code == 404


def test_signing_in_gives_the_session_a_new_name(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    client.get(BEGIN)
    before = client.session.session_key
    come(client, provider, "kari")
    assert client.session.session_key != before


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", r"/\evil.example"])
def test_the_way_leads_nowhere_outside(
    client: Client, provider: oidc.Provider, kari: User, next_: str
) -> None:
    answer = come(client, provider, "kari", f"{BEGIN}?{urlencode({'next': next_})}")
    assert answer.headers["Location"] == "/"


def test_where_only_the_provider_is_open_passwords_and_passkeys_are_closed(
    client: Client, provider: oidc.Provider, kari: User, settings: Any
) -> None:
    settings.SIGN_IN = "oidc"
    page = client.get("/sign-in").content.decode()
    assert "password" not in page
    assert "passkey" not in page
    told = {"login": kari.email, "password": PASSWORD}
    assert client.post("/sign-in", told).status_code == 403
    asking = {"HTTP_ACCEPT": "application/json"}
    assert client.get("/sign-in/passkey", **asking).status_code == 403
    assert come(client, provider, "kari").status_code == 302
    assert is_in(client)


def test_one_signs_out_at_the_provider_too(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    with httpx.Client(timeout=20) as browser:
        there = client.get(BEGIN).headers["Location"]
        back = urlsplit(provider.identify(there, "kari", back=BACK, browser=browser))
        client.get(f"{back.path}?{back.query}")
        answer = client.post("/en/sign-out", follow=True)
        assert not is_in(client)
        assert b"Sign out of Fjordvik ID" in answer.content
        assert provider.identify(
            client.get(BEGIN).headers["Location"], "", back=BACK, browser=browser
        )
        found = re.search(r'href="(http://127[^"]+/session/end[^"]+)"', answer.content.decode())
        assert found
        assert provider.leave(unescape(found[1]), browser) == "http://testserver/"
        page = browser.get(client.get(BEGIN).headers["Location"], follow_redirects=True)
        assert 'name="login"' in page.text, "it asks anew who one is"


def test_one_who_came_by_password_is_not_sent_to_the_provider(
    client: Client, provider: oidc.Provider, kari: User
) -> None:
    client.post("/sign-in", {"login": kari.email, "password": PASSWORD})
    assert is_in(client)
    assert client.post("/en/sign-out").headers["Location"] == "/en/"


def test_a_provider_that_offers_no_way_out_or_is_down_keeps_nobody_in(
    client: Client, provider: oidc.Provider, kari: User, settings: Any
) -> None:
    come(client, provider, "kari")
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = client.post("/en/sign-out", follow=True)
    assert answer.redirect_chain[-1][0] == "/en/"
    assert not is_in(client)
