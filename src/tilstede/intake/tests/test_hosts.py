"""Sources of one server queue together, and no others with them."""

from __future__ import annotations

from typing import Any

import pytest

from tilstede.intake import sources
from tilstede.intake.hosts import Hosts
from tilstede.intake.models import Source
from tilstede.intake.tests.items import NOW
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Unreachable
from tilstede.office import access
from tilstede.office.models import Account, Body

pytestmark = pytest.mark.django_db
PDS = {"server": "https://pds.fjordvik.example"}


def connect(network: str, account_id: str, server: str) -> None:
    body, _new = Body.objects.get_or_create(key="fjordvik")
    account = Account.objects.create(body=body, network=network, native_id=account_id)
    login = Access(network, account_id, "fjordvik", server, {"token": "a"})
    access.keep(account, login, way="token", by="kari", now=NOW)


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ({"network": "feeds", "address": "https://Fjordvik.example/feed"}, "fjordvik.example"),
        ({"network": "feeds", "address": "a", "moved": "https://ny.example/b"}, "ny.example"),
        ({"network": "bluesky", "address": "did:plc:1", "cursor": PDS}, "pds.fjordvik.example"),
        ({"network": "bluesky", "address": "did:plc:2"}, "did:plc:2"),
        ({"what": "hashtag", "address": "ferje", "account_id": "7"}, "sosial.example:8443"),
        (
            {"what": "thread", "address": "https://nabo.example/1", "account_id": "8"},
            "nabo.example",
        ),
        ({"what": "search", "address": "ferje", "network": "x", "account_id": "9"}, "x"),
        ({"network": "x", "address": "https://x.com/a", "account_id": "9"}, "x.com"),
        (
            {"what": "mailbox", "address": "p@q", "network": "email", "account_id": "p@q"},
            "imap.example:993",
        ),
    ],
)
def test_where_a_source_is_read(source: dict[str, Any], host: str) -> None:
    connect("mastodon", "7", "https://sosial.example:8443")
    connect("x", "9", "")
    connect("email", "p@q", "imap.example:993")
    assert Hosts().of(Source(**{"network": "mastodon", **source})) == host


def test_an_account_known_by_its_permanent_id_is_named_by_its_network() -> None:
    said = sources.explain("bluesky", "did:plc:ewvi7nxzyoun6zhxrhs64oiz", Unreachable())
    assert "Bluesky" in said
    assert "did" not in said
    host = Unreachable(host="pds.fjordvik.example")
    assert "pds.fjordvik.example" in sources.explain("bluesky", "did:plc:ewvi7nxzyoun", host)
