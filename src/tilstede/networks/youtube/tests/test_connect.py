"""Connecting a channel by OAuth 2.0 and by an API key."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from tilstede.networks.kit.access import Access, Visit
from tilstede.networks.kit.contract import Expired, Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.youtube.connect import YouTubeConnector
from tilstede.networks.youtube.tests.town import NOW, Town

BACK = "https://tilstede.fjordvik.example/setup/channels/back"
GIVEN = {"client-id": "123.apps.example", "client-secret": "hemmeleg"}


@pytest.fixture
def connector(town: Town) -> YouTubeConnector:
    return YouTubeConnector(town.places)


def visit(connector: YouTubeConnector, http: Http) -> tuple[Visit, dict[str, str]]:
    begun = connector.begin("oauth", GIVEN, BACK, http, NOW)
    assert isinstance(begun, Visit)
    return begun, dict(parse_qsl(urlsplit(begun.url).query))


def connected(town: Town, connector: YouTubeConnector, http: Http) -> Access:
    begun, asked = visit(connector, http)
    code = town.server.consent(asked, town.channel)
    return connector.finish(begun.kept, {"state": asked["state"], "code": code}, http, NOW)


def test_by_saying_yes_there(town: Town, connector: YouTubeConnector, http: Http) -> None:
    _, asked = visit(connector, http)
    assert asked["code_challenge_method"] == "S256"
    assert asked["access_type"] == "offline"
    access = connected(town, connector, http)
    assert (access.account_id, access.handle) == (town.channel.id, "fjordvik")
    assert access.expires == NOW + timedelta(seconds=3599)
    assert access.secrets["refresh-token"]
    tested = connector.test(access, http, NOW)
    assert (tested.author.id, tested.lacking) == (town.channel.id, ())


def test_the_secret_is_not_shown(town: Town, connector: YouTubeConnector, http: Http) -> None:
    begun, _ = visit(connector, http)
    assert "hemmeleg" not in repr(begun) + begun.url
    assert "again-" not in repr(connected(town, connector, http))


def test_an_answer_to_another_question(town: Town, connector: YouTubeConnector, http: Http) -> None:
    begun, asked = visit(connector, http)
    code = town.server.consent(asked, town.channel)
    for state in ("", "feil", "æøå"):
        with pytest.raises(Refused):
            connector.finish(begun.kept, {"state": state, "code": code}, http, NOW)


def test_the_person_says_no(connector: YouTubeConnector, http: Http) -> None:
    begun, asked = visit(connector, http)
    with pytest.raises(Refused, match="access_denied"):
        connector.finish(begun.kept, {"state": asked["state"], "error": "access_denied"}, http, NOW)


def test_a_code_that_was_stolen_is_worth_nothing(
    town: Town, connector: YouTubeConnector, http: Http
) -> None:
    begun, asked = visit(connector, http)
    code = town.server.consent(asked, town.channel)
    kept = {**begun.kept, "verifier": "another"}
    with pytest.raises(Expired):
        connector.finish(kept, {"state": asked["state"], "code": code}, http, NOW)


def test_a_renewal_keeps_the_refresh_token(
    town: Town, connector: YouTubeConnector, http: Http
) -> None:
    access = connected(town, connector, http)
    assert connector.renew(access, http, NOW) is access
    later = NOW + timedelta(minutes=55)
    renewed = connector.renew(access, http, later)
    assert renewed.secrets["refresh-token"] == access.secrets["refresh-token"]
    assert renewed.secrets["access-token"] != access.secrets["access-token"]
    assert renewed.expires == later + timedelta(seconds=3599)


def test_a_login_that_was_taken_back(town: Town, connector: YouTubeConnector, http: Http) -> None:
    access = connected(town, connector, http)
    connector.end(access, http)
    with pytest.raises(Expired):
        connector.renew(access, http, NOW + timedelta(hours=1))
    connector.end(access, http)


def test_a_permission_that_was_not_given(
    town: Town, connector: YouTubeConnector, http: Http
) -> None:
    access = town.access(None, "youtube.force-ssl")
    assert connector.test(access, http, NOW).lacking == ("send", "media")


@pytest.mark.parametrize(
    "back", ["urn:ietf:wg:oauth:2.0:oob", "", "tilstede://back"], ids=["oob", "none", "scheme"]
)
def test_where_google_does_not_send_people_back_to(
    connector: YouTubeConnector, http: Http, back: str
) -> None:
    with pytest.raises(Rejected, match="loopback"):
        connector.begin("oauth", GIVEN, back, http, NOW)


def test_by_a_key(town: Town, connector: YouTubeConnector, http: Http) -> None:
    for told in (
        "@fjordvik",
        town.channel.id,
        f"https://www.youtube.com/channel/{town.channel.id}",
    ):
        given = {"token": "key-of-the-project", "handle": told}
        access = connector.begin("token", given, "", http, NOW)
        assert isinstance(access, Access)
        assert access.account_id == town.channel.id
    assert connector.renew(access, http, NOW) is access
    assert {"reply", "send", "hide"} <= set(connector.test(access, http, NOW).lacking)
    connector.end(access, http)


@pytest.mark.parametrize(
    ("way", "given"),
    [
        ("oauth", {"client-id": "x"}),
        ("token", {"token": "key-of-the-project"}),
        ("token", {"token": "key-of-the-project", "handle": "@ingen"}),
        ("mailbox", {}),
    ],
)
def test_what_cannot_be_used(
    connector: YouTubeConnector, http: Http, way: str, given: dict[str, str]
) -> None:
    with pytest.raises(Rejected):
        connector.begin(way, given, BACK, http, NOW)


def test_a_wrong_client(town: Town, connector: YouTubeConnector, http: Http) -> None:
    access = connected(town, connector, http)
    other = dataclasses.replace(access, secrets={**access.secrets, "client-secret": "feil"})
    with pytest.raises(Refused, match="invalid_client"):
        connector.renew(other, http, NOW + timedelta(hours=1))
