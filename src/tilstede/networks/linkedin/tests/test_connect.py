"""Connecting a page: the person says yes, tokens are renewed, and none is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.servers.answering import Reply
from tests.servers.linkedin_api import LinkedInApi
from tests.servers.linkedin_doors import SCOPES

from tilstede.networks.kit.abilities import ABILITIES
from tilstede.networks.kit.access import Access, Visit
from tilstede.networks.kit.errors import Expired, NotUnderstood, Refused, Rejected, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.linkedin.connect import LinkedInConnector
from tilstede.networks.linkedin.network import network
from tilstede.networks.linkedin.tests.page import NOW

BACK = "http://127.0.0.1:8000/tilbake"
APP = {"client-id": "app1", "client-secret": "løyndom"}


@pytest.fixture
def connector(linkedin: LinkedInApi) -> LinkedInConnector:
    return LinkedInConnector(linkedin.base, linkedin.base)


def say_yes(linkedin: LinkedInApi, visit: Visit, person: str) -> dict[str, str]:
    """What LinkedIn answers once the person has said yes."""
    query = {name: value[0] for name, value in parse_qs(urlsplit(visit.url).query).items()}
    assert set(query["scope"].split()) == set(SCOPES)
    assert query["response_type"] == "code"
    linkedin.codes[f"c1 {query['redirect_uri']}"] = person
    return {"state": query["state"], "code": "c1"}


def connect(linkedin: LinkedInApi, http: Http, person: str, page: str = "") -> Access:
    connector = LinkedInConnector(linkedin.base, linkedin.base)
    visit = connector.begin("oauth", {**APP, "page": page}, BACK, http, NOW)
    assert isinstance(visit, Visit)
    assert "løyndom" not in visit.url
    return connector.finish(visit.kept, say_yes(linkedin, visit, person), http, NOW)


@pytest.fixture
def person(linkedin: LinkedInApi) -> str:
    """Who writes for one page, and analyses another."""
    page = linkedin.a_page("Fjordvik kommune", "Fjordvik")
    linkedin.roles["urn:li:person:kari", page] = "CONTENT_ADMINISTRATOR"
    linkedin.roles["urn:li:person:kari", linkedin.a_page("Nabo", "nabo")] = "ANALYST"
    return "urn:li:person:kari"


@pytest.fixture
def connected(linkedin: LinkedInApi, http: Http, person: str) -> Access:
    return connect(linkedin, http, person)


def test_connected(connector: LinkedInConnector, connected: Access, http: Http) -> None:
    assert (connected.network, connected.handle) == ("linkedin", "company/fjordvik")
    assert connected.account_id == "urn:li:organization:100"
    assert connected.expires == NOW + timedelta(days=60)
    tested = connector.test(connected, http, NOW)
    assert tested.author.id == connected.account_id
    assert tested.author.name == "Fjordvik kommune"
    assert not tested.lacking
    fewer = replace(connected, scopes=("w_organization_social", "rw_organization_admin"))
    assert {"fetch", "reply"} <= set(connector.test(fewer, http, NOW).lacking)
    assert "access_token" not in repr(connected)


def test_what_each_permission_is_for_is_told() -> None:
    for way in LinkedInConnector.ways:
        purposes = [ability for one in way.permissions for ability in one.abilities]
        assert all(way.permissions)
        assert ABILITIES.keys() >= set(purposes) <= network.abilities


def test_who_has_lost_the_role_is_told(
    linkedin: LinkedInApi, connector: LinkedInConnector, connected: Access, http: Http
) -> None:
    linkedin.roles["urn:li:person:kari", connected.account_id] = "ANALYST"
    with pytest.raises(Refused, match="no role in it any more"):
        connector.test(connected, http, NOW)


def test_renewed_before_it_ends(
    linkedin: LinkedInApi, connector: LinkedInConnector, connected: Access, http: Http
) -> None:
    assert connector.renew(connected, http, NOW) is connected
    late = NOW + timedelta(days=55)
    renewed = connector.renew(connected, http, late)
    assert renewed.secrets["access_token"] != connected.secrets["access_token"]
    assert renewed.secrets["client_secret"] == "løyndom"
    assert renewed.secrets["page_name"] == "Fjordvik kommune"
    assert renewed.expires == late + timedelta(days=60)
    linkedin.refreshing.clear()
    assert connector.renew(connected, http, late) is connected, "it holds to its end"
    with pytest.raises(Expired, match="expired or revoked"):
        connector.renew(connected, http, NOW + timedelta(days=60))


def test_the_last_token_of_a_year_is_not_made_anew_each_hour(
    linkedin: LinkedInApi, connector: LinkedInConnector, connected: Access, http: Http
) -> None:
    linkedin.refresh_left = 5 * 86_400
    last = connector.renew(connected, http, NOW + timedelta(days=55))
    assert last.expires == NOW + timedelta(days=60)
    assert connector.renew(last, http, NOW + timedelta(days=56)) is last
    with pytest.raises(Expired, match="any more"):
        connector.renew(last, http, NOW + timedelta(days=60))


def test_a_token_is_never_overwritten_with_nothing(
    linkedin: LinkedInApi, connector: LinkedInConnector, connected: Access, http: Http
) -> None:
    late = NOW + timedelta(days=60)
    linkedin.fail("accessToken", Reply({"access_token": "ny", "expires_in": 5_184_000}))
    renewed = connector.renew(connected, http, late)
    assert renewed.secrets["access_token"] == "ny"
    assert renewed.secrets["refresh_token"] == connected.secrets["refresh_token"]
    assert renewed.scopes == connected.scopes
    for answer in (Reply({}), Reply(b"<html>")):
        linkedin.fail("accessToken", answer)
        with pytest.raises(NotUnderstood):
            connector.renew(connected, http, late)
    linkedin.fail("accessToken", done=True)
    with pytest.raises(Unreachable) as caught:
        connector.renew(connected, http, late)
    assert caught.value.reached


def test_without_a_refresh_token_a_person_says_yes_again(
    linkedin: LinkedInApi, connector: LinkedInConnector, person: str, http: Http
) -> None:
    linkedin.gives_refresh = False
    access = connect(linkedin, http, person)
    assert connector.renew(access, http, NOW + timedelta(days=59)) is access
    with pytest.raises(Expired, match="run out"):
        connector.renew(access, http, NOW + timedelta(days=60))


def test_a_token_that_was_made_at_linkedin(
    linkedin: LinkedInApi, connector: LinkedInConnector, http: Http
) -> None:
    page = linkedin.a_page("Fjordvik skule", "fjordvik-skule", kind="SCHOOL")
    given = {"token": linkedin.login(page)}
    access = connector.begin("token", given, BACK, http, NOW)
    assert isinstance(access, Access)
    assert (access.handle, access.expires) == ("school/fjordvik-skule", NOW + timedelta(days=60))
    connector.end(access, http)
    assert connector.test(access, http, NOW).author.id == page, "nobody can take it back for them"


@pytest.mark.parametrize(
    "wanted",
    ["nabo", "company/nabo", "https://no.linkedin.com/company/Nabo/", "Nabo kommune", "101"],
)
def test_one_of_several_pages(linkedin: LinkedInApi, http: Http, wanted: str) -> None:
    for name, vanity in (("Fjordvik kommune", "fjordvik"), ("Nabo kommune", "nabo")):
        linkedin.roles["urn:li:person:kari", linkedin.a_page(name, vanity)] = "ADMINISTRATOR"
    assert connect(linkedin, http, "urn:li:person:kari", wanted).handle == "company/nabo"
    for unclear in ("", "ein annan"):
        with pytest.raises(Rejected, match="Fjordvik kommune, Nabo kommune"):
            connect(linkedin, http, "urn:li:person:kari", unclear)
    with pytest.raises(Refused, match="no role"):
        connect(linkedin, http, "urn:li:person:ola")
    linkedin.fail("organizationAcls", Reply({"elements": [3]}))
    with pytest.raises(NotUnderstood):
        connect(linkedin, http, "urn:li:person:kari")


def test_who_comes_back_by_another_way(connector: LinkedInConnector, http: Http) -> None:
    visit = connector.begin("oauth", APP, BACK, http, NOW)
    assert isinstance(visit, Visit)
    with pytest.raises(Refused, match="this attempt"):
        connector.finish(visit.kept, {"state": "ein annan", "code": "c1"}, http, NOW)
    state = {"state": visit.kept["state"]}
    no = {"error": "unauthorized_scope_error", "error_description": "Scope is not authorized"}
    with pytest.raises(Refused, match="Scope is not authorized"):
        connector.finish(visit.kept, {**state, **no}, http, NOW)
    with pytest.raises(Rejected, match="expired or revoked"):
        connector.finish(visit.kept, {**state, "code": "c1"}, http, NOW)
    for given in ({}, {"client-id": "app1"}):
        with pytest.raises(Rejected, match="are needed"):
            connector.begin("oauth", given, BACK, http, NOW)


def test_ended(
    linkedin: LinkedInApi, connector: LinkedInConnector, connected: Access, http: Http
) -> None:
    connector.end(connected, http)
    with pytest.raises(Expired, match="revoked"):
        connector.test(connected, http, NOW)
    linkedin.app_secret = "ny løyndom"
    connector.end(connected, http)
