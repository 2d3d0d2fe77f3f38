"""Connecting accounts of Meta's three networks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.servers.meta_networks import FacebookApi, InstagramApi, ThreadsApi

from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access, Connector, Visit
from tilstede.networks.kit.errors import Expired, Refused, Rejected
from tilstede.networks.kit.http import Http

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
BACK = "http://127.0.0.1:8000/tilbake"
APP = {"client-id": "app1", "client-secret": "løyndom"}
Server = FacebookApi | InstagramApi | ThreadsApi


@pytest.fixture
def http() -> Iterator[Http]:
    with Http(allow_loopback=["127.0.0.1:*"]) as client:
        yield client


@pytest.fixture(scope="module")
def facebook() -> Iterator[FacebookApi]:
    server = FacebookApi()
    yield server
    server.close()


@pytest.fixture(scope="module")
def others() -> Iterator[dict[str, InstagramApi | ThreadsApi]]:
    servers = {"instagram": InstagramApi(), "threads": ThreadsApi()}
    yield servers
    for server in servers.values():
        server.close()


def connector_of(name: str, server: Server) -> Connector:
    """The network's own connector, led to our server."""
    known = registry.get(name).connector()
    assert known is not None
    made: Connector = type(known)(server.base)
    return made


def say_yes(server: Server, visit: Visit, account: str) -> dict[str, str]:
    query = {name: value[0] for name, value in parse_qs(urlsplit(visit.url).query).items()}
    assert "client_secret" not in query
    server.codes[f"c1 {query['redirect_uri']}"] = account
    return {"state": query["state"], "code": "c1"}


def begun(connector: Connector, http: Http, **more: str) -> Visit:
    visit = connector.begin("oauth", {**APP, **more}, BACK, http, NOW)
    assert isinstance(visit, Visit)
    return visit


def test_a_page_by_somebody_who_manages_it(facebook: FacebookApi, http: Http) -> None:
    facebook.clear()
    page = facebook.a_page("Fjordvik kommune", "fjordvikkommune")
    person = facebook.add("77", name="Kari")
    connector = connector_of("facebook", facebook)
    visit = begun(connector, http)
    access = connector.finish(visit.kept, say_yes(facebook, visit, person), http, NOW)
    assert (access.account_id, access.handle, access.expires) == (page, "fjordvikkommune", None)
    assert access.secrets["access_token"] == f"page-{page}"
    assert connector.renew(access, http, NOW) is access
    tested = connector.test(access, http, NOW)
    assert tested.author.id == page
    assert "hide" in tested.lacking
    assert "send" not in tested.lacking
    connector.end(access, http)
    assert all(who != person for who in facebook.tokens.values())


def test_which_of_several_pages(facebook: FacebookApi, http: Http) -> None:
    facebook.clear()
    facebook.a_page("Fjordvik kommune", "fjordvikkommune")
    wanted = facebook.a_page("Fjordvik bibliotek", "fjordvikbibliotek")
    person = facebook.add("77", name="Kari")
    connector = connector_of("facebook", facebook)
    visit = begun(connector, http)
    with pytest.raises(Rejected, match="Fjordvik kommune, Fjordvik bibliotek"):
        connector.finish(visit.kept, say_yes(facebook, visit, person), http, NOW)
    for name in ("fjordvikbibliotek", "https://www.facebook.com/fjordvikbibliotek/", wanted):
        visit = begun(connector, http, page=name)
        access = connector.finish(visit.kept, say_yes(facebook, visit, person), http, NOW)
        assert access.account_id == wanted


def test_a_token_of_a_page_typed_in(facebook: FacebookApi, http: Http) -> None:
    facebook.clear()
    page = facebook.a_page("Fjordvik kommune", "fjordvikkommune")
    connector = connector_of("facebook", facebook)
    access = connector.begin("token", {"token": facebook.login(page)}, BACK, http, NOW)
    assert isinstance(access, Access)
    assert access.account_id == page
    with pytest.raises(Expired):
        connector.begin("token", {"token": "feil"}, BACK, http, NOW)


@pytest.mark.parametrize("name", ["instagram", "threads"])
def test_an_account_signs_in_itself(
    others: dict[str, InstagramApi | ThreadsApi], http: Http, name: str
) -> None:
    """A token for sixty days, made longer in place, and never once it has run out."""
    server = others[name]
    server.clear()
    account = server.an_account("fjordvik", "Fjordvik kommune")
    connector = connector_of(name, server)
    visit = begun(connector, http)
    access = connector.finish(visit.kept, say_yes(server, visit, account), http, NOW)
    assert (access.network, access.account_id, access.handle) == (name, account, "fjordvik")
    assert access.expires == NOW + timedelta(days=60)
    assert connector.renew(access, http, NOW + timedelta(days=30)) is access
    late = NOW + timedelta(days=50)
    renewed = connector.renew(access, http, late)
    assert renewed.expires == late + timedelta(days=60)
    assert renewed.secrets["client_secret"] == "løyndom"
    with pytest.raises(Expired, match="run out"):
        connector.renew(access, http, NOW + timedelta(days=61))
    assert connector.test(access, http, NOW).lacking
    typed = connector.begin("token", {"token": server.login(account)}, BACK, http, NOW)
    assert isinstance(typed, Access)
    assert typed.account_id == account
    server.tokens.clear()
    with pytest.raises(Expired):
        connector.test(access, http, NOW)


@pytest.mark.parametrize("name", ["facebook", "instagram", "threads"])
def test_who_comes_back_by_another_way(
    facebook: FacebookApi, others: dict[str, InstagramApi | ThreadsApi], http: Http, name: str
) -> None:
    server: Server = {"facebook": facebook, **others}[name]
    connector = connector_of(name, server)
    visit = begun(connector, http)
    with pytest.raises(Refused, match="this attempt"):
        connector.finish(visit.kept, {"state": "ein annan", "code": "c1"}, http, NOW)
    state = {"state": visit.kept["state"]}
    with pytest.raises(Refused, match="access_denied"):
        connector.finish(visit.kept, {**state, "error": "access_denied"}, http, NOW)
    with pytest.raises(Rejected):
        connector.finish(visit.kept, {**state, "code": "brukt"}, http, NOW)
    for way, given in (("oauth", {}), ("token", {}), ("oauth", {"client-id": "x"})):
        with pytest.raises(Rejected, match="needed"):
            connector.begin(way, given, BACK, http, NOW)
    assert all(replace(way, asked=()).permissions for way in connector.ways)
