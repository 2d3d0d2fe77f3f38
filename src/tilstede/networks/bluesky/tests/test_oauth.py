"""Connecting an account by saying yes at its own server, and what a login so given can do: against a real one."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from PIL import Image
from tests.servers.atproto import Account, Server

from tilstede.networks.bluesky import client, login, oauth
from tilstede.networks.bluesky.connect import BlueskyConnector
from tilstede.networks.bluesky.login import Key
from tilstede.networks.bluesky.send import BlueskySender
from tilstede.networks.bluesky.session import Session
from tilstede.networks.bluesky.tests.outgoing import outgoing
from tilstede.networks.bluesky.tests.saying_yes import Owner
from tilstede.networks.kit.access import Access, Described, Visit
from tilstede.networks.kit.contract import Expired, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, Site, serving

connector = BlueskyConnector()
HERE = "http://127.0.0.1:8888/"
TYPED = "urn:ietf:wg:oauth:2.0:oob"
PUBLIC = "https://tilstede.fjordvik.example/setup/connect/back"
LATER = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


def asked(owner: Account, http: Http, back: str = HERE) -> Visit:
    visit = connector.begin("oauth", {"handle": owner.handle}, back, http, now())
    assert isinstance(visit, Visit)
    return visit


def given(owner: Account, http: Http, back: str = HERE) -> Access:
    visit = asked(owner, http, back)
    return connector.finish(visit.kept, Owner(owner, visit.url).answer(), http, now())


class Documents(dict[str, Any]):
    """A site that has, at each address that we could be known by, what is said of us there."""

    def __init__(self, back: str) -> None:
        super().__init__()
        self._back = back

    def get(self, path: str, default: Any = None) -> Any:
        name = path.removeprefix("/clients/bluesky/").removesuffix(".json")
        told = connector.document(name, self._back)
        return Page(json.dumps(told).encode(), headers={"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def owner(pds_server: Server) -> Account:
    return pds_server.account("kommune")


@pytest.mark.server
class TestRealServer:
    def test_a_login_is_given(self, owner: Account, home: Server, http: Http) -> None:
        access = given(owner, http)
        assert (access.account_id, access.handle) == (owner.did, owner.handle)
        assert (access.server, access.scopes) == (home.address, tuple(client.SCOPE.split()))
        assert access.expires is not None
        assert access.secrets["access"] not in repr(access)
        assert connector.test(access, http, now()).author.id == owner.did
        assert connector.renew(access, http, now()) is access

    def test_what_it_sends_is_sent(
        self, owner: Account, home: Server, http: Http, tmp_path: Path
    ) -> None:
        """With the first number that the server gave, with one that it has forgotten, and with bytes that must be sent
        again for it."""
        access = given(owner, http)
        what = outgoing("Møtet er klokka 17")
        sent = BlueskySender().send(what, access, http, now())
        assert owner.record(sent.aliases[0])
        assert BlueskySender().find(what, access, http, now()) == sent
        picture = tmp_path / "mote.png"
        Image.new("RGB", (8, 8)).save(picture)
        login._nonces[home.address] = "gammalt"
        blob = Session(access, http).upload(picture, "image/png")
        assert blob["size"] == picture.stat().st_size

    def test_a_code_that_is_typed_in(self, owner: Account, home: Server, http: Http) -> None:
        visit = asked(owner, http, TYPED)
        answered = Owner(owner, visit.url).answer()
        access = connector.finish(visit.kept, {"code": answered["code"]}, http, now())
        assert access.account_id == owner.did

    def test_it_is_renewed_and_the_one_before_no_longer_counts(
        self, owner: Account, home: Server, http: Http
    ) -> None:
        access = given(owner, http)
        renewed = connector.renew(access, http, now() + LATER)
        assert renewed.secrets["refresh"] != access.secrets["refresh"]
        assert renewed.secrets["key"] == access.secrets["key"]
        assert connector.test(renewed, http, now()).author.id == owner.did
        with pytest.raises(Expired):
            connector.renew(access, http, now() + LATER)

    def test_a_site_that_shows_its_key(self, owner: Account, home: Server, http: Http) -> None:
        """The server reads who we are at the address that is our name, and holds us to the key in it."""
        with serving() as site:
            back = f"https://port-{site.host.partition(':')[2]}.tilstede.net/setup/connect/back"
            site.pages = Documents(back)
            access = given(owner, http, back)
            assert connector.test(access, http, now()).author.id == owner.did
            assert connector.renew(access, http, now() + LATER).secrets["client-key"]
            other = {**access.secrets, "client-key": Key.new().kept}
            with pytest.raises(Refused, match="client_assertion"):
                connector.renew(dataclasses.replace(access, secrets=other), http, now() + LATER)

    def test_it_is_forgotten(self, owner: Account, home: Server, http: Http) -> None:
        access = given(owner, http)
        connector.end(access, http)
        connector.end(access, http)
        with pytest.raises(Expired):
            connector.renew(access, http, now() + LATER)

    def test_a_token_without_its_key(self, owner: Account, home: Server, http: Http) -> None:
        access = given(owner, http)
        for key in (Key.new().kept, "", "ikkje ein nykel"):
            stolen = dataclasses.replace(access, secrets={**access.secrets, "key": key})
            with pytest.raises(Expired):
                connector.test(stolen, http, now())

    def test_the_person_says_no(self, owner: Account, home: Server, http: Http) -> None:
        visit = asked(owner, http)
        answered = Owner(owner, visit.url).answer(yes=False)
        with pytest.raises(Refused):
            connector.finish(visit.kept, answered, http, now())

    def test_an_answer_to_another_question(self, owner: Account, home: Server, http: Http) -> None:
        visit = asked(owner, http)
        whole = {"state": visit.kept["state"], "iss": visit.kept["issuer"], "code": "cod-x"}
        for name in ("state", "iss"):
            for wrong in ("", "http://localhost:1"):
                with pytest.raises(Refused, match="does not belong"):
                    connector.finish(visit.kept, {**whole, name: wrong}, http, now())
        with pytest.raises(Rejected, match="no code"):
            connector.finish(visit.kept, {**whole, "code": ""}, http, now())
        with pytest.raises((Refused, Rejected)):
            connector.finish(visit.kept, whole, http, now())


ISSUER: dict[str, Any] = {"authorization_endpoint": "a", "token_endpoint": "t"}


@pytest.mark.parametrize(
    ("resource", "issuer", "error"),
    [
        (None, None, Rejected),
        ({}, None, NotUnderstood),
        ({"authorization_servers": [7]}, None, NotUnderstood),
        ({"authorization_servers": ["file:///etc/passwd"]}, None, NotUnderstood),
        ({"authorization_servers": ["HERE"]}, None, Rejected),
        ({"authorization_servers": ["HERE"]}, {**ISSUER, "issuer": "https://other"}, NotUnderstood),
        ({"authorization_servers": ["HERE"]}, {**ISSUER, "issuer": "HERE"}, NotUnderstood),
    ],
)
def test_a_server_that_does_not_tell_who_gives_logins(
    resource: Any, issuer: Any, error: type[Exception]
) -> None:
    with serving() as site, Http(["127.0.0.1:*"]) as http:
        for name, told in (("protected-resource", resource), ("authorization-server", issuer)):
            if told is not None:
                page = json.dumps(told).replace("HERE", site.address).encode()
                site.pages[f"/.well-known/oauth-{name}"] = Page(page)
        with pytest.raises(error):
            oauth.issuer_of(site.address, http)


def _site_that_gives(site: Site, told: Any, status: int = 200) -> Access:
    names = {f"{kind}_endpoint": f"{site.address}/{kind}" for kind in ("authorization", "token")}
    par = {"pushed_authorization_request_endpoint": f"{site.address}/par", "issuer": site.address}
    pages = {
        "/.well-known/oauth-protected-resource": {"authorization_servers": [site.address]},
        "/.well-known/oauth-authorization-server": {**names, **par},
    }
    for path, page in pages.items():
        site.pages[path] = Page(json.dumps(page).encode())
    site.pages["/token"] = Page(json.dumps(told).encode(), status)
    held = {"issuer": site.address, "key": Key.new().kept, "refresh": "r", "access": "a"}
    us = client.of(PUBLIC)
    return Access("bluesky", "did:plc:x", "x", site.address, {**held, **us.kept}, expires=now())


WHOLE: dict[str, Any] = {
    "access_token": "n",
    "refresh_token": "m",
    "token_type": "DPoP",
    "scope": client.SCOPE,
    "sub": "did:plc:x",
    "expires_in": 3600,
}


@pytest.mark.parametrize(
    "told",
    [{}, [], {**WHOLE, "refresh_token": ""}, {**WHOLE, "scope": "x"}, {**WHOLE, "token_type": "x"}],
)
def test_an_answer_that_is_no_login_leaves_the_old_one(told: Any) -> None:
    with serving() as site, Http(["127.0.0.1:*"]) as http:
        old = _site_that_gives(site, {"sub": "did:plc:x", **told} if told else told)
        with pytest.raises((NotUnderstood, Expired)):
            connector.renew(old, http, now())


def test_a_renewed_login_of_another_account() -> None:
    with serving() as site, Http(["127.0.0.1:*"]) as http:
        old = _site_that_gives(site, {**WHOLE, "sub": "did:plc:y"})
        with pytest.raises(Expired, match="another account"):
            connector.renew(old, http, now())


def test_who_asks_shows_the_key_in_its_own_address() -> None:
    """What is signed holds to the document that a server reads at that address (RFC 7523)."""
    with serving() as site, Http(["127.0.0.1:*"]) as http:
        old = _site_that_gives(site, WHOLE)
        assert connector.renew(old, http, now()).secrets["access"] == "n"
        sent = dict(parse_qsl(site.sent[-1].decode()))
    address = urlsplit(sent["client_id"])
    assert (address.scheme, address.netloc) == ("https", "tilstede.fjordvik.example")
    name = address.path.rpartition("/")[2].removesuffix(".json")
    assert isinstance(connector, Described)
    document = connector.document(name, PUBLIC)
    assert document["client_id"] == sent["client_id"]
    (key,) = document["jwks"]["keys"]
    shown = sent["client_assertion"]
    assert jwt.get_unverified_header(shown)["kid"] == key["kid"]
    claims = jwt.decode(shown, jwt.PyJWK(key), algorithms=["ES256"], audience=site.address)
    assert claims["iss"] == claims["sub"] == document["client_id"]


@pytest.mark.parametrize("name", ["", "x", "..", "A" * 44, "BA" * 22])
def test_an_address_of_no_key(name: str) -> None:
    with pytest.raises(ValueError):
        connector.document(name, PUBLIC)


@pytest.mark.parametrize(
    "back",
    [
        "http://tilstede.fjordvik.example/back",
        "https://10.0.0.1/back",
        "https://localhost/back",
        "x",
    ],
)
def test_an_address_that_no_server_would_believe(back: str) -> None:
    with pytest.raises(Rejected, match="app password"):
        client.of(back)
