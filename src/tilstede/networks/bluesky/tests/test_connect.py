"""Connecting an account by an app password, against a real personal data server."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.servers.atproto import PASSWORD, Account, Server

from tilstede.networks.bluesky.connect import BlueskyConnector
from tilstede.networks.bluesky.send import BlueskySender
from tilstede.networks.bluesky.tests.conftest import connected
from tilstede.networks.bluesky.tests.outgoing import outgoing
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Expired, NotUnderstood, Refused, Rejected, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, serving

connector = BlueskyConnector()
LATER = timedelta(hours=3)


def now() -> datetime:
    return datetime.now(UTC)


def begin(given: dict[str, str], http: Http) -> Access:
    access = connector.begin("app-password", given, "", http, now())
    assert isinstance(access, Access)
    return access


@pytest.fixture(scope="module")
def owner(pds_server: Server) -> Account:
    return pds_server.account("kommune")


@pytest.mark.server
class TestRealServer:
    def test_the_server_is_found_by_the_handle(
        self, owner: Account, home: Server, http: Http
    ) -> None:
        given = {"handle": f"@{owner.handle.upper()}", "app-password": owner.app_password}
        access = begin(given, http)
        assert (access.account_id, access.handle) == (owner.did, owner.handle)
        assert access.server == home.address
        assert access.scopes == ("com.atproto.appPass",)
        assert access.expires is not None
        assert timedelta(hours=1) < access.expires - now() < LATER
        assert owner.app_password not in repr(access)
        tested = connector.test(access, http, now())
        assert tested.author.id == owner.did

    @pytest.mark.parametrize(
        ("change", "error", "words"),
        [
            ({"app-password": "feil-feil-feil-feil"}, Refused, "Invalid identifier or password"),
            ({"app-password": PASSWORD}, Rejected, "make an app password"),
            ({"handle": "ikkje ei adresse"}, Rejected, "no handle"),
            ({"handle": "finst.ikkje.invalid"}, Rejected, "leads to no account"),
            ({"server": "ftp://fjordvik.example"}, Rejected, "no server's address"),
            ({"server": "http://localhost:9"}, Unreachable, "localhost:9"),
        ],
    )
    def test_what_is_typed_in_wrong(
        self,
        owner: Account,
        home: Server,
        http: Http,
        change: dict[str, str],
        error: type[Exception],
        words: str,
    ) -> None:
        given = {"handle": owner.handle, "app-password": owner.app_password, **change}
        with pytest.raises(error, match=words):
            begin(given, http)

    def test_a_login_is_renewed_when_little_is_left(
        self, owner: Account, home: Server, http: Http
    ) -> None:
        access = connected(owner, http)
        assert connector.renew(access, http, now()) is access
        renewed = connector.renew(access, http, now() + LATER)
        assert renewed.secrets["refresh"] != access.secrets["refresh"]
        assert renewed.secrets["password"] == owner.app_password
        assert BlueskySender().find(outgoing("?"), renewed, http, now()) is None

    def test_a_renewed_login_that_was_lost(self, owner: Account, home: Server, http: Http) -> None:
        access = connected(owner, http)
        lost = dataclasses.replace(access, secrets={**access.secrets, "refresh": "x.y.z"})
        assert connector.renew(lost, http, now() + LATER).account_id == owner.did
        bare = {"access": access.secrets["access"], "refresh": "x.y.z"}
        with pytest.raises(Expired):
            connector.renew(dataclasses.replace(access, secrets=bare), http, now() + LATER)

    def test_a_password_that_was_taken_back(self, home: Server, http: Http) -> None:
        owner = home.account("kommune")
        access = connected(owner, http)
        owner.call("com.atproto.server.revokeAppPassword", {"name": "tilstede"})
        with pytest.raises(Expired):
            connector.renew(access, http, now() + LATER)

    def test_a_token_that_is_none(self, owner: Account, home: Server, http: Http) -> None:
        access = connected(owner, http)
        broken = dataclasses.replace(access, secrets={"access": "x.y.z"})
        for act in (
            lambda: connector.test(broken, http, now()),
            lambda: BlueskySender().send(outgoing("Hei"), broken, http, now()),
        ):
            with pytest.raises(Expired):
                act()
        assert owner.posts() == []

    def test_a_login_is_forgotten(self, owner: Account, home: Server, http: Http) -> None:
        access = connected(owner, http)
        connector.end(access, http)
        connector.end(access, http)
        bare = {"access": access.secrets["access"], "refresh": access.secrets["refresh"]}
        with pytest.raises(Expired):
            connector.renew(dataclasses.replace(access, secrets=bare), http, now() + LATER)


@pytest.mark.parametrize(
    "answer", [{}, {"accessJwt": "", "refreshJwt": ""}, {"accessJwt": "a.b.c", "did": 7}, []]
)
def test_an_answer_that_is_no_login_leaves_the_old_one(answer: Any) -> None:
    """What is held is kept: nothing is returned that could be stored over it."""
    with serving() as site, Http(["127.0.0.1:*"]) as http:
        site.pages["/xrpc/com.atproto.server.refreshSession"] = Page(json.dumps(answer).encode())
        old = Access("bluesky", "did:plc:x", "x", site.address, {"refresh": "r"}, expires=now())
        with pytest.raises(NotUnderstood) as caught:
            connector.renew(old, http, now())
        assert caught.value.reached


def test_ways_that_are_not_there() -> None:
    with Http() as http, pytest.raises(Rejected):
        connector.begin("token", {}, "", http, now())
