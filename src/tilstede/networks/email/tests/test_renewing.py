"""Renewing a mailbox's login, whatever its provider answers: what is held is never lost by a bad answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.servers.answering import Answering, Reply, Request

from tilstede.networks.email.connect import Connecting
from tilstede.networks.email.providers import GOOGLE, MICROSOFT
from tilstede.networks.email.tests.conftest import NOW
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotUnderstood,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http

LATER = NOW + timedelta(minutes=50)
HELD = {
    "provider": "microsoft",
    "tenant": "fjordvik.example",
    "client-id": "1-2-3",
    "client-secret": "hemmeleg",
    "access-token": "gamal",
    "refresh-token": "fornye-1",
    "user": "post@fjordvik.example",
}
ACCESS = Access(
    "email",
    "mailto:post@fjordvik.example",
    "post@fjordvik.example",
    secrets=HELD,
    scopes=("IMAP.AccessAsUser.All",),
    expires=NOW + timedelta(hours=1),
)


class Provider(Answering):
    """Answers once as it was told, with what it tells of itself in the one place where that is asked."""

    reply = Reply({})

    def answer(self, request: Request) -> Reply:
        return self.reply


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as server:
        yield server


@pytest.fixture(scope="module")
def http() -> Iterator[Http]:
    with Http(["127.0.0.1:*"]) as client:
        yield client


@pytest.fixture
def connector(provider: Provider) -> Connecting:
    provider.log.clear()
    token = f"{provider.base}/{{tenant}}/token"
    google = replace(GOOGLE, revoke=f"{provider.base}/revoke")
    return Connecting({"microsoft": replace(MICROSOFT, token=token), "google": google})


@pytest.mark.parametrize(
    ("told", "now_held"),
    [
        (
            {
                "access_token": "ny",
                "refresh_token": "fornye-2",
                "token_type": "Bearer",
                "expires_in": 4000,
            },
            ("ny", "fornye-2"),
        ),
        ({"access_token": "ny", "expires_in": 4000}, ("ny", "fornye-1")),
        ({"access_token": "ny", "refresh_token": "", "expires_in": 4000}, ("ny", "fornye-1")),
        ({"access_token": "ny", "refresh_token": None, "expires_in": 4000}, ("ny", "fornye-1")),
    ],
)
def test_what_the_answer_does_not_tell_stays(
    connector: Connecting,
    provider: Provider,
    http: Http,
    told: dict[str, Any],
    now_held: tuple[str, str],
) -> None:
    provider.reply = Reply(told)
    renewed = connector.renew(ACCESS, http, LATER)
    assert (renewed.secrets["access-token"], renewed.secrets["refresh-token"]) == now_held
    assert renewed.expires == LATER + timedelta(seconds=4000)
    assert renewed.scopes == ACCESS.scopes
    (asked,) = provider.log
    assert asked.path == "/fjordvik.example/token"
    assert asked.form() == {
        "grant_type": "refresh_token",
        "refresh_token": "fornye-1",
        "client_id": "1-2-3",
        "client_secret": "hemmeleg",
    }


def test_a_provider_that_does_not_say_how_long(
    connector: Connecting, provider: Provider, http: Http
) -> None:
    provider.reply = Reply({"access_token": "ny", "expires_in": "snart"})
    assert connector.renew(ACCESS, http, LATER).expires == LATER + timedelta(hours=1)


LONG = (
    "AADSTS700082: The refresh token has expired due to inactivity. Trace ID: 1 Correlation ID: 2"
)


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (
            Reply({"error": "invalid_grant", "error_description": LONG}, 400),
            Expired,
            r"inactivity\. \(invalid",
        ),
        (Reply({"error": "interaction_required"}, 400), Expired, "interaction_required"),
        (Reply({"error": "invalid_client"}, 401), Expired, "invalid_client"),
        (Reply({"error": "noko anna"}, 400), Expired, "noko anna"),
        (Reply(b"<html>", 403), NotUnderstood, "Microsoft: 403"),
        (Reply({"error": "temporarily_unavailable"}, 400), Unreachable, "temporarily"),
        (Reply(b"<html>", 503), Unreachable, "503"),
        (Reply({}, 429, {"Retry-After": "7"}), Throttled, "429"),
        (Reply(b"<html>Sign in"), NotUnderstood, "Microsoft"),
        (Reply({}), NotUnderstood, "no token"),
        (Reply({"access_token": ""}), NotUnderstood, "no token"),
        (Reply({"access_token": "ny", "token_type": "DPoP"}), NotUnderstood, "no token"),
        (Reply({}, 302, {"Location": "/"}), NotUnderstood, "."),
    ],
)
def test_whatever_else_it_answers(
    connector: Connecting,
    provider: Provider,
    http: Http,
    reply: Reply,
    error: type[NetworkError],
    said: str,
) -> None:
    """Only what says so ends a login; the rest is tried again."""
    provider.reply = reply
    with pytest.raises(error, match=said) as caught:
        connector.renew(ACCESS, http, LATER)
    assert type(caught.value) is error
    assert "Trace ID" not in caught.value.detail
    assert "hemmeleg" not in caught.value.detail + str(caught.value)
    assert HELD["refresh-token"] not in caught.value.detail


def test_a_connection_that_is_cut(connector: Connecting, provider: Provider, http: Http) -> None:
    """The provider may have exchanged what it is renewed with: what is held is asked with again."""
    provider.reply = Reply({"access_token": "ny"})
    provider.fail("/token", done=True)
    with pytest.raises(Unreachable):
        connector.renew(ACCESS, http, LATER)
    assert connector.renew(ACCESS, http, LATER).secrets["access-token"] == "ny"


def test_google_forgets_a_login(connector: Connecting, provider: Provider, http: Http) -> None:
    held = {name: HELD[name] for name in ("client-id", "access-token", "refresh-token")}
    access = replace(ACCESS, secrets={**held, "provider": "google"})
    for status in (200, 400):
        provider.reply = Reply({"error": "invalid_token"}, status)
        connector.end(access, http)
    assert [one.form()["token"] for one in provider.asked("/revoke")] == ["fornye-1", "fornye-1"]


@pytest.mark.parametrize(
    ("told", "error", "said"),
    [
        ({}, Rejected, "calls itself nothing"),
        (
            {"issuer": "{base}", "token_endpoint": "{base}/t"},
            NotUnderstood,
            "authorization_endpoint",
        ),
        (
            {"issuer": "{base}", "authorization_endpoint": "javascript:alert(1)"},
            NotUnderstood,
            "authorization_endpoint",
        ),
        (
            {
                "issuer": "{base}",
                "authorization_endpoint": "https://login.fjordvik.example/",
                "token_endpoint": "http://login.fjordvik.example/",
            },
            NotUnderstood,
            "token_endpoint",
        ),
    ],
)
def test_a_provider_that_tells_nothing_that_can_be_used(
    connector: Connecting,
    provider: Provider,
    http: Http,
    told: dict[str, str],
    error: type[NetworkError],
    said: str,
) -> None:
    provider.reply = Reply({name: one.format(base=provider.base) for name, one in told.items()})
    given = {"email": "post@fjordvik.example", "client-id": "1", "issuer": provider.base}
    with pytest.raises(error, match=said):
        connector.begin("provider", given, "https://tilstede.fjordvik.example/b", http, NOW)
