"""An account is connected on a real snac node and on mastodon_mock, as a person does it with a browser."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from tests.servers.mastodon import Mock, Person

from tilstede.networks.kit.access import Access, Visit
from tilstede.networks.kit.contract import Expired, Refused, Rejected, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, serving
from tilstede.networks.mastodon.network import network

pytestmark = pytest.mark.server
NOW = datetime(2026, 11, 22, tzinfo=UTC)
CONNECTOR = network.connector()
BACK = "http://localhost:9/back"


def visit(server: str, http: Http) -> Visit:
    begun = CONNECTOR.begin("oauth", {"server": server}, BACK, http, NOW)
    assert isinstance(begun, Visit)
    assert begun.kept["client-secret"] not in repr(begun)
    return begun


def answered(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def said_yes_on_snac(begun: Visit, password: str) -> dict[str, str]:
    page = httpx.get(begun.url).text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    action = re.search(r'action="([^"]+)"', page)
    assert action
    fields |= {"login": "ordforar", "passwd": password}
    return answered(httpx.post(urljoin(begun.url, action[1]), data=fields).headers["location"])


def test_a_yes_on_snac(snac_nodes: tuple[Person, Person], http: Http) -> None:
    mayor, _ = snac_nodes
    begun = visit(mayor.base, http)
    access = CONNECTOR.finish(begun.kept, said_yes_on_snac(begun, mayor.password), http, NOW)
    assert access.account_id == f"{mayor.base}/ordforar"
    assert access.handle == mayor.handle
    assert access.secrets["token"] not in repr(access)
    assert CONNECTOR.test(access, http, NOW).author.id == access.account_id
    assert CONNECTOR.renew(access, http, NOW) == access
    CONNECTOR.end(access, http)
    CONNECTOR.end(access, http)
    with pytest.raises(Expired):
        CONNECTOR.test(access, http, NOW)


def test_a_yes_on_mastodon(mock: Mock, http: Http) -> None:
    begun = visit(f"@ordforar@{mock.base.removeprefix('http://')}", http)
    query = answered(begun.url)
    form = {"username": "ordforar", **{name: query[name] for name in ("redirect_uri", "state")}}
    told = httpx.post(begun.url.partition("?")[0], data=form).headers["location"]
    access = CONNECTOR.finish(begun.kept, answered(told), http, NOW)
    assert set(access.scopes) == set(query["scope"].split())
    tested = CONNECTOR.test(access, http, NOW)
    assert (tested.author.handle, tested.lacking) == (access.handle, ())
    fewer = dataclasses.replace(access, scopes=("read", "write:statuses", "follow"))
    assert CONNECTOR.test(fewer, http, NOW).lacking == ("media", "alt", "like")


def test_an_answer_to_another_question(mock: Mock, http: Http) -> None:
    begun = visit(mock.base, http)
    for wrong in ({}, {"state": "another", "code": "x"}):
        with pytest.raises(Refused, match="does not belong"):
            CONNECTOR.finish(begun.kept, wrong, http, NOW)
    mine = {"state": begun.kept["state"]}
    with pytest.raises(Refused, match="not today"):
        CONNECTOR.finish(
            begun.kept, {**mine, "error": "x", "error_description": "not today"}, http, NOW
        )
    with pytest.raises(Rejected, match="no code"):
        CONNECTOR.finish(begun.kept, mine, http, NOW)
    with pytest.raises(Refused):
        CONNECTOR.finish(begun.kept, {**mine, "code": "wrong"}, http, NOW)


def test_a_code_that_is_shown_and_typed_in(mock: Mock, http: Http) -> None:
    shown = "urn:ietf:wg:oauth:2.0:oob"
    begun = CONNECTOR.begin("oauth", {"server": mock.base}, shown, http, NOW)
    assert isinstance(begun, Visit)
    form = {"username": "borger", "redirect_uri": shown}
    page = httpx.post(begun.url.partition("?")[0], data=form).text
    code = re.search(r"code: (\w+)", page)
    assert code
    access = CONNECTOR.finish(begun.kept, {"code": f" {code[1]} "}, http, NOW)
    assert access.handle == mock.citizen.handle


def test_a_token_that_was_made_on_the_server(mock: Mock, http: Http) -> None:
    given = {"server": mock.base, "token": f"{mock.mayor.token}\n"}
    access = CONNECTOR.begin("token", given, "", http, NOW)
    assert isinstance(access, Access)
    assert access.handle == mock.mayor.handle
    CONNECTOR.end(access, http)  # can only be taken back where it was made
    assert CONNECTOR.test(access, http, NOW).author.id == access.account_id
    other = dataclasses.replace(access, account_id="https://fjordvik.example/users/annan")
    with pytest.raises(Refused, match="ordforar"):
        CONNECTOR.test(other, http, NOW)


@pytest.mark.parametrize(
    ("server", "token", "wrong"),
    [
        ("", "x", Rejected),
        ("ikke en tjener", "x", Rejected),
        ("http://[", "x", Rejected),
        ("localhost:1", "x", Unreachable),
        ("{mock}", "", Rejected),
        ("{mock}", "feil", Refused),
    ],
)
def test_what_cannot_be_used(
    mock: Mock, http: Http, server: str, token: str, wrong: type[Exception]
) -> None:
    given = {"server": server.format(mock=mock.base), "token": token}
    with pytest.raises(wrong) as caught:
        CONNECTOR.begin("token", given, BACK, http, NOW)
    assert not isinstance(caught.value, Expired)


def test_a_site_that_is_no_mastodon_server(http: Http) -> None:
    with serving("localhost") as site, pytest.raises(Rejected, match="does not speak"):
        CONNECTOR.begin("oauth", {"server": site.address}, BACK, http, NOW)
    with serving("localhost") as site:
        site.pages["/api/v1/apps"] = Page(b'{"hei": 1}')
        with pytest.raises(Rejected, match="does not answer as"):
            CONNECTOR.begin("oauth", {"server": site.address}, BACK, http, NOW)


def test_where_the_server_knows_it_the_code_is_bound_to_a_secret_of_ours(http: Http) -> None:
    """PKCE (RFC 7636): Mastodon from 4.3 on tells so in its metadata (RFC 8414)."""
    with serving("localhost") as site:
        site.pages["/api/v1/apps"] = Page(b'{"client_id": "our-id", "client_secret": "our-secret"}')
        assert "code_challenge" not in visit(site.address, http).url
        told = b'{"code_challenge_methods_supported": ["S256"]}'
        site.pages["/.well-known/oauth-authorization-server"] = Page(told)
        begun = visit(site.address, http)
        assert answered(begun.url)["code_challenge_method"] == "S256"
        assert begun.kept["verifier"]
        site.pages["/oauth/token"] = Page(b"{}")
        with pytest.raises(Exception, match="no token"):
            CONNECTOR.finish(begun.kept, {"state": begun.kept["state"], "code": "c"}, http, NOW)
        assert begun.kept["verifier"].encode() in site.sent[-1]
