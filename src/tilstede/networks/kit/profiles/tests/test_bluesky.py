"""Names and ids that must point at each other. The directory and the application are stand-ins: see `tests/servers`."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tilstede.networks.kit.errors import NetworkError, NotFound, NotUnderstood, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.profiles.bluesky import Places, read
from tilstede.networks.kit.tests.server import Page, Site, serving

DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
NAME = "ordforar.fjordvik.invalid"
RESOLVE = "/xrpc/com.atproto.identity.resolveHandle?handle="


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    with Http(["127.0.0.1:*"]) as client:
        yield client


def resolves(site: Site, name: str, did: str) -> None:
    site.pages[RESOLVE + name] = Page(json.dumps({"did": did}).encode())


def document(site: Site, did: str, *names: str) -> None:
    told = {"id": did, "alsoKnownAs": list(names)}
    site.pages[f"/{did}"] = Page(json.dumps(told).encode())


def look(site: Site, http: Http, name: str = NAME, known: str = "") -> object:
    return read(name, known, http, Places(site.address, site.address))


def test_a_name_and_an_id_that_agree(site: Site, http: Http) -> None:
    resolves(site, NAME, DID)
    document(site, DID, f"at://{NAME.upper()}")
    found = read(NAME, "", http, Places(site.address, site.address))
    assert (found.stable_id, found.name, found.agrees) == (DID, NAME, True)


@pytest.mark.parametrize(
    "names", [(), ("at://andre.invalid",), ("at://andre.invalid", f"at://{NAME}"), (NAME,)]
)
def test_only_the_first_name_of_an_id_counts(
    site: Site, http: Http, names: tuple[str, ...]
) -> None:
    resolves(site, NAME, DID)
    document(site, DID, *names)
    found = read(NAME, "", http, Places(site.address, site.address))
    assert (found.stable_id, found.agrees, found.name) == (DID, False, "")


def test_an_id_whose_name_leads_to_another(site: Site, http: Http) -> None:
    document(site, DID, f"at://{NAME}")
    resolves(site, NAME, "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb")
    assert not read(DID, "", http, Places(site.address, site.address)).agrees


def test_a_name_nobody_has(site: Site, http: Http) -> None:
    site.pages[RESOLVE + NAME] = Page(b'{"error":"InvalidRequest"}', status=400)
    with pytest.raises(NotFound):
        look(site, http)
    document(site, DID, "at://ny.invalid")
    resolves(site, "ny.invalid", DID)
    found = read(NAME, DID, http, Places(site.address, site.address))
    assert (found.freed, found.handle, found.stable_id) == (NAME, "ny.invalid", DID)


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (Page(b"<html>"), NotUnderstood),
        (Page(b"[]"), NotUnderstood),
        (Page(b'{"id":"did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"}'), NotUnderstood),
        (Page(b"{" * 300_000), NetworkError),
        (Page(status=503), Unreachable),
        (Page(status=404), NotFound),
    ],
)
def test_a_directory_that_answers_something_else(
    site: Site, http: Http, page: Page, error: type[NetworkError]
) -> None:
    resolves(site, NAME, DID)
    site.pages[f"/{DID}"] = page
    with pytest.raises(error):
        look(site, http)


@pytest.mark.parametrize("told", ["", "did:key:z6Mk", "did:plc:../../etc", f"{DID}x", 42])
def test_what_is_no_id_is_none(site: Site, http: Http, told: object) -> None:
    site.pages[RESOLVE + NAME] = Page(json.dumps({"did": told}).encode())
    with pytest.raises(NotFound):
        look(site, http)


@pytest.mark.parametrize("did", ["did:web:127.0.0.1", "did:key:z6Mk", "did:plc:kort"])
def test_an_id_that_cannot_be_looked_up(site: Site, http: Http, did: str) -> None:
    with pytest.raises(NetworkError):
        look(site, http, did)
