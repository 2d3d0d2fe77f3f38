"""The document by which servers know us lies where it says it does, and is open to all."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from tilstede.web.addresses import neutral

pytestmark = pytest.mark.django_db
SITE = "https://testserver"


def key_name() -> str:
    """As the connector makes one: the public point."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return urlsafe_b64encode(
        public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    ).decode()


def test_it_is_read_without_signing_in(client: Client) -> None:
    name = key_name()
    told = client.get(f"/clients/bluesky/{name}.json", secure=True)
    assert told.status_code == 200
    assert told["Content-Type"] == "application/json"
    assert neutral("client", "bluesky", name) == f"/clients/bluesky/{name}.json"
    document = told.json()
    assert document["client_id"] == f"{SITE}/clients/bluesky/{name}.json"
    assert document["redirect_uris"] == [f"{SITE}{neutral('connect-back')}"]
    assert document["jwks"]["keys"][0]["kid"] == name


@pytest.mark.parametrize(
    "path", ["bluesky/x.json", "mastodon/x.json", "nowhere/x.json", "bluesky/.json"]
)
def test_nothing_else_is_there(client: Client, path: str) -> None:
    assert client.get(f"/clients/{path}", secure=True).status_code == 404
