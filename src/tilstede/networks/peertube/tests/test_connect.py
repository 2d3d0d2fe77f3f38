"""Connecting an account by its name and password."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from tilstede.networks.kit.contract import Expired, NetworkError, Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.peertube.connect import PeerTubeConnector
from tilstede.networks.peertube.tests.town import NOW, Town

CONNECTOR = PeerTubeConnector()


def test_by_name_and_password(town: Town, http: Http) -> None:
    access = town.access(http)
    assert access.account_id == town.channel
    assert access.handle.startswith("fjordvik_kanal@")
    assert access.secrets["account"] == f"{town.server.base}/accounts/fjordvik"
    assert access.expires == NOW + timedelta(seconds=14399)
    assert "hemmeleg" not in str(access.secrets) + repr(access)
    tested = CONNECTOR.test(access, http, NOW)
    assert (tested.author.id, tested.lacking) == (town.channel, ())


def test_the_account_itself_may_be_meant(town: Town, http: Http) -> None:
    access = town.access(http, channel="fjordvik")
    assert access.account_id == f"{town.server.base}/accounts/fjordvik"
    assert access.secrets["channel"].isdecimal()
    assert CONNECTOR.test(access, http, NOW).author.id == access.account_id


def test_a_second_factor(town: Town, http: Http) -> None:
    town.user.factor = "123456"
    with pytest.raises(Refused, match="missing_two_factor"):
        town.access(http)
    assert town.access(http, code="123456").account_id == town.channel


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"password": "feil"}, Refused),
        ({"handle": "ingen"}, Refused),
        ({"server": ""}, Rejected),
        ({"server": "ikkje ein tenar"}, Rejected),
        ({"channel": "ein_annan"}, Rejected),
    ],
)
def test_what_cannot_be_used(
    town: Town, http: Http, given: dict[str, str], kind: type[NetworkError]
) -> None:
    with pytest.raises(kind):
        town.access(http, **given)


def test_which_of_several_channels(town: Town, http: Http) -> None:
    town.user.channels.append("fjordvik_ung")
    with pytest.raises(Rejected, match="fjordvik_kanal, fjordvik_ung"):
        town.access(http)
    access = town.access(http, channel="fjordvik_ung")
    assert access.account_id.endswith("/fjordvik_ung")
    assert CONNECTOR.test(access, http, NOW).author.id == access.account_id


def test_a_renewal(town: Town, http: Http) -> None:
    access = town.access(http)
    assert CONNECTOR.renew(access, http, NOW) is access
    later = NOW + timedelta(hours=4)
    renewed = CONNECTOR.renew(access, http, later)
    assert renewed.secrets["access-token"] != access.secrets["access-token"]
    assert renewed.secrets["refresh-token"] != access.secrets["refresh-token"]
    assert renewed.secrets["channel"] == access.secrets["channel"]
    with pytest.raises(Expired):
        CONNECTOR.renew(access, http, later)


def test_a_login_that_ends(town: Town, http: Http) -> None:
    access = town.access(http)
    for _ in range(2):
        CONNECTOR.end(access, http)
    with pytest.raises(Expired):
        CONNECTOR.test(access, http, NOW)


def test_another_way_and_nobody_sent_back(town: Town, http: Http) -> None:
    with pytest.raises(Rejected):
        CONNECTOR.begin("oauth", {}, "", http, NOW)
    with pytest.raises(Rejected):
        CONNECTOR.finish({}, {}, http, NOW)


def test_the_login_is_of_another(town: Town, http: Http) -> None:
    access = dataclasses.replace(town.access(http), account_id="https://nabo.example/c/x")
    with pytest.raises(Refused):
        CONNECTOR.test(access, http, NOW)
