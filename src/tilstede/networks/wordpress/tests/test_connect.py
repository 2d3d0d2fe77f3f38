"""Connecting a site by an application password."""

from __future__ import annotations

import dataclasses

import pytest

from tilstede.networks.kit.contract import Expired, Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.wordpress.connect import WordPressConnector
from tilstede.networks.wordpress.tests.town import Town, now

CONNECTOR = WordPressConnector()


def test_by_an_application_password(town: Town, http: Http) -> None:
    access = town.access(http)
    assert (access.account_id, access.server) == (town.id, town.root)
    assert access.handle == town.id.removeprefix("wordpress:")
    assert town.password().replace(" ", "") not in repr(access)
    tested = CONNECTOR.test(access, http, now())
    assert (tested.author.id, tested.lacking) == (town.id, ())
    assert CONNECTOR.renew(access, http, now()) is access


@pytest.mark.parametrize(
    ("role", "lacking"),
    [
        ("author", ("hide", "remove")),
        ("contributor", ("send", "edit", "delete", "media", "alt", "hide", "remove")),
        ("subscriber", ("send", "edit", "delete", "media", "alt", "hide", "remove")),
    ],
)
def test_what_a_user_may_not_do(
    town: Town, http: Http, role: str, lacking: tuple[str, ...]
) -> None:
    assert CONNECTOR.test(town.access(http, role), http, now()).lacking == lacking


def test_what_cannot_be_used(town: Town, http: Http) -> None:
    right = {
        "server": town.site.address,
        "user-name": "editor",
        "app-password": town.password(),
    }
    for given, kind, told in (
        ({"app-password": "feil feil"}, Refused, "/wp-admin/profile.php"),
        ({"user-name": "ingen"}, Refused, "/wp-admin/profile.php"),
        ({"user-name": ""}, Rejected, "user name"),
        ({"app-password": " "}, Rejected, "application password"),
        ({"server": ""}, Rejected, "not the address"),
        ({"server": "ikkje ein tenar"}, Rejected, "not the address"),
        ({"server": "http://fjordvik.example/wp-json/"}, Rejected, "not encrypted"),
    ):
        with pytest.raises(kind, match=told):
            CONNECTOR.begin("app-password", right | given, "", http, now())


def test_a_site_that_lets_nobody_make_one(town: Town, http: Http) -> None:
    town.password()
    town.site.do("option", name="town_no_passwords", value="1")
    with pytest.raises(Refused):
        town.access(http)


def test_a_login_that_ends(town: Town, http: Http) -> None:
    password = town.site.do("password", name="fjordvik")
    given = {"server": town.root, "user-name": "fjordvik", "app-password": password}
    access = CONNECTOR.begin("app-password", given, "", http, now())
    for _ in range(2):
        CONNECTOR.end(access, http)
    with pytest.raises(Expired):
        CONNECTOR.test(access, http, now())


def test_another_way_and_nobody_sent_back(town: Town, http: Http) -> None:
    with pytest.raises(Rejected):
        CONNECTOR.begin("oauth", {}, "", http, now())
    with pytest.raises(Rejected):
        CONNECTOR.finish({}, {}, http, now())


def test_the_login_is_to_another(town: Town, http: Http) -> None:
    access = dataclasses.replace(town.access(http), account_id="wordpress:nabo.example")
    with pytest.raises(Refused):
        CONNECTOR.test(access, http, now())
