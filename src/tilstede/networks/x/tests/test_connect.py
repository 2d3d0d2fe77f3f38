"""Connecting an account: the person says yes, tokens are turned over, and none is lost."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.servers.stand_in import Answer
from tests.servers.x_api import XApi

from tilstede.networks.kit.access import Access, Visit
from tilstede.networks.kit.errors import Expired, NotUnderstood, Refused, Rejected, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.x.connect import XConnector
from tilstede.networks.x.tests.test_network import NOW

BACK = "http://127.0.0.1:8000/tilbake"
APP = {"client-id": "app1", "client-secret": "løyndom"}


@pytest.fixture
def connector(x: XApi) -> XConnector:
    return XConnector(x.base, x.base)


def say_yes(x: XApi, visit: Visit, number: str) -> dict[str, str]:
    """What X answers once the person has said yes."""
    query = {name: value[0] for name, value in parse_qs(urlsplit(visit.url).query).items()}
    digest = sha256(visit.kept["verifier"].encode()).digest()
    assert query["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert query["code_challenge_method"] == "S256"
    x.codes["c1"] = {
        "number": number,
        "redirect_uri": query["redirect_uri"],
        "verifier": visit.kept["verifier"],
    }
    return {"state": query["state"], "code": "c1"}


@pytest.fixture
def connected(x: XApi, connector: XConnector, http: Http) -> Access:
    number = x.person("fjordvik", "Fjordvik kommune")
    visit = connector.begin("oauth", APP, BACK, http, NOW)
    assert isinstance(visit, Visit)
    return connector.finish(visit.kept, say_yes(x, visit, number), http, NOW)


def test_connected(x: XApi, connector: XConnector, connected: Access, http: Http) -> None:
    assert (connected.network, connected.handle) == ("x", "fjordvik")
    assert connected.expires == NOW + timedelta(hours=2)
    tested = connector.test(connected, http, NOW)
    assert tested.author.id == connected.account_id
    assert tested.author.name == "Fjordvik kommune"
    assert "hide" in tested.lacking
    assert "send" not in tested.lacking
    assert "access_token" not in repr(connected)


def test_renewed_only_when_it_ends(
    x: XApi, connector: XConnector, connected: Access, http: Http
) -> None:
    assert connector.renew(connected, http, NOW) is connected
    late = NOW + timedelta(hours=1, minutes=55)
    renewed = connector.renew(connected, http, late)
    assert renewed.secrets["refresh_token"] != connected.secrets["refresh_token"]
    assert renewed.secrets["client_secret"] == "løyndom"
    assert renewed.expires == late + timedelta(hours=2)
    with pytest.raises(Expired, match="invalid"):
        connector.renew(connected, http, late)


def test_a_token_is_never_overwritten_with_nothing(
    x: XApi, connector: XConnector, connected: Access, http: Http
) -> None:
    late = NOW + timedelta(hours=2)
    x.fail("/2/oauth2/token", Answer({"access_token": "ny", "expires_in": 7200}))
    renewed = connector.renew(connected, http, late)
    assert renewed.secrets["refresh_token"] == connected.secrets["refresh_token"]
    assert renewed.scopes == connected.scopes
    x.fail("/2/oauth2/token", Answer({}))
    with pytest.raises(NotUnderstood):
        connector.renew(connected, http, late)
    x.fail("/2/oauth2/token", done=True)
    with pytest.raises(Unreachable) as caught:
        connector.renew(connected, http, late)
    assert caught.value.reached
    with pytest.raises(Expired, match="offline"):
        connector.renew(replace(connected, secrets={"access_token": "a"}), http, late)


def test_who_comes_back_by_another_way(x: XApi, connector: XConnector, http: Http) -> None:
    visit = connector.begin("oauth", APP, BACK, http, NOW)
    assert isinstance(visit, Visit)
    with pytest.raises(Refused, match="this attempt"):
        connector.finish(visit.kept, {"state": "ein annan", "code": "c1"}, http, NOW)
    state = {"state": visit.kept["state"]}
    with pytest.raises(Refused, match="access_denied"):
        connector.finish(visit.kept, {**state, "error": "access_denied"}, http, NOW)
    with pytest.raises(Rejected):
        connector.begin("oauth", {}, BACK, http, NOW)


def test_ended(x: XApi, connector: XConnector, connected: Access, http: Http) -> None:
    connector.end(connected, http)
    with pytest.raises(Expired):
        connector.test(connected, http, NOW)
    with pytest.raises(Expired):
        connector.renew(connected, http, NOW + timedelta(hours=3))
