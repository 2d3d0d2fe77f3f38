"""The document by which servers know us lies where it says it does, and is open to all."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tilstede.networks.bluesky import client as bluesky
from tilstede.web.addresses import neutral

pytestmark = pytest.mark.django_db
SITE = "https://testserver"


def test_it_is_read_without_signing_in(client: Client) -> None:
    back = f"{SITE}{neutral('connect-back')}"
    us = bluesky.of(back.replace("testserver", "tilstede.fjordvik.example"))
    path = urlsplit(us.name).path
    told = client.get(path, secure=True)
    assert told.status_code == 200
    assert told["Content-Type"] == "application/json"
    document = told.json()
    assert document["client_id"] == f"{SITE}{path}"
    assert document["redirect_uris"] == [back]
    assert us.key
    assert document["jwks"]["keys"][0]["kid"] == us.key.name


@pytest.mark.parametrize(
    "path", ["bluesky/x.json", "mastodon/x.json", "nowhere/x.json", "bluesky/.json"]
)
def test_nothing_else_is_there(client: Client, path: str) -> None:
    assert client.get(f"/clients/{path}", secure=True).status_code == 404
