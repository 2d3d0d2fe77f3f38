"""From what people paste to an account."""

from __future__ import annotations

import json

import pytest
from tests.servers.mastodon import Mock

from tilstede.networks.kit.contract import NetworkError, NotUnderstood, Refused
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, serving
from tilstede.networks.mastodon.discover import understood
from tilstede.networks.mastodon.network import network


@pytest.mark.parametrize(
    ("address", "base", "resource"),
    [
        ("@kari@fjordvik.example", "https://fjordvik.example", "acct:kari@fjordvik.example"),
        ("kari@fjordvik.example", "https://fjordvik.example", "acct:kari@fjordvik.example"),
        ("acct:kari@Fjordvik.example", "https://fjordvik.example", "acct:kari@fjordvik.example"),
        ("https://a.example/@kari", "https://a.example", "acct:kari@a.example"),
        ("a.example/@kari", "https://a.example", "acct:kari@a.example"),
        ("HTTPS://A.example/@kari/114?x=1#y", "https://a.example", "acct:kari@a.example"),
        ("https://a.example/@kari/with_replies", "https://a.example", "acct:kari@a.example"),
        ("https://a.example/users/kari/statuses/1", "https://a.example", "acct:kari@a.example"),
        ("https://a.example/web/@kari", "https://a.example", "acct:kari@a.example"),
        ("https://a.example/@kari@b.example", "https://b.example", "acct:kari@b.example"),
        ("https://a.example/@kari@b.example/1", "https://b.example", "acct:kari@b.example"),
        ("http://a.example/@kari", "https://a.example", "acct:kari@a.example"),
        ("http://localhost:80/@kari", "http://localhost:80", "acct:kari@localhost:80"),
        ("kari@127.0.0.1:80", "http://127.0.0.1:80", "acct:kari@127.0.0.1:80"),
        (
            "https://a.example/ap/users/117/statuses/2",
            "https://a.example",
            "https://a.example/ap/users/117",
        ),
        ("https://a.example/kari", "https://a.example", "https://a.example/kari"),
        ("https://u:p@a.example/@kari", "https://a.example", "acct:kari@a.example"),
    ],
)
def test_what_an_address_says(address: str, base: str, resource: str) -> None:
    typed = understood(address)
    assert typed is not None
    assert (typed.base, typed.resource) == (base, resource)


@pytest.mark.parametrize(
    "address",
    [
        "https://fjordvik.example/",
        "https://fjordvik.example/nyheter/2026/sak",
        "ftp://a.example/@kari",
        "mailto:kari@fjordvik.example",
        "@kari",
        "kari@",
        "kari@fjordvik",
        "https://[::1/@kari",
        "https:///@kari",
    ],
)
def test_what_is_left_to_others(address: str) -> None:
    assert understood(address) is None


@pytest.mark.server
def test_handle_and_page_lead_to_the_same_account(mock: Mock, http: Http) -> None:
    found = [
        network.recognise(address, http)
        for address in (f"@{mock.mayor.handle}", f"{mock.base}/@ordforar/123", mock.mayor.handle)
    ]
    assert found[0] is not None
    assert found[0].title == "Ordføraren i Fjordvik"
    assert found[0].author.handle == mock.mayor.handle
    assert found.count(found[0]) == 3


@pytest.mark.server
def test_no_such_account(mock: Mock, http: Http) -> None:
    host = mock.mayor.handle.partition("@")[2]
    assert network.recognise(f"{mock.base}/@ingen", http) is None
    assert network.recognise(f"ingen@{host}", http) is None
    with pytest.raises(NotUnderstood, match="no account ingen"):
        network.recognise(f"@ingen@{host}", http)


@pytest.mark.server
def test_a_server_without_the_api_is_left_to_others_unless_it_is_a_handle(
    mock: Mock, http: Http
) -> None:
    mock.fault("/api/v1/accounts/lookup", type="status", status=404)
    assert network.recognise(f"{mock.base}/@ordforar", http) is None
    with pytest.raises(NotUnderstood, match="by the Mastodon API"):
        network.recognise(f"@{mock.mayor.handle}", http)


@pytest.mark.server
def test_an_account_that_needs_a_login_is_of_this_network(mock: Mock, http: Http) -> None:
    mock.fault("/api/v1/accounts/lookup", type="status", status=401)
    with pytest.raises(Refused):
        network.recognise(f"{mock.base}/@ordforar", http)


@pytest.mark.server
def test_a_profile_without_webfinger_is_asked_for_directly(mock: Mock, http: Http) -> None:
    mock.fault("/.well-known/webfinger", type="status", status=200, body="<html></html>")
    found = network.recognise(mock.mayor.address, http)
    assert found is not None
    assert found.author.handle == mock.mayor.handle
    assert network.recognise(mock.mayor.handle, http) is None, "an e-mail address, for all we know"
    mock.fault("/api/v1/accounts/lookup", type="status", status=403)
    assert network.recognise(f"{mock.base}/@ordforar", http) is None, "a site with walls"


@pytest.mark.server
def test_an_unusual_server_has_its_own_host_as_domain(mock: Mock, http: Http) -> None:
    for version in (1, 2):
        mock.fault(f"/api/v{version}/instance", type="malformed")
    found = network.recognise(f"@{mock.mayor.handle}", http)
    assert found is not None
    assert found.author.handle == mock.mayor.handle


XRD = """<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="other" template="http://localhost:1/{uri}"/>
  <Link rel="lrdd" template="/finger?about={uri}"/>
</XRD>"""


def _finger(mock: Mock) -> bytes:
    link = {
        "rel": "self",
        "type": "application/activity+json",
        "href": f"{mock.base}/users/ordforar",
    }
    return json.dumps({"subject": "acct:ordforar@fjordvik.example", "links": [link]}).encode()


@pytest.mark.server
@pytest.mark.parametrize("way", ["redirect", "host-meta"])
def test_the_handles_domain_leads_to_the_server(mock: Mock, http: Http, way: str) -> None:
    """Handles end in the body's own domain, the server is another host, and says so itself."""
    mock.fault("/api/v2/instance", type="status", status=200, body={"domain": "fjordvik.example"})
    with serving() as domain:
        about = f"acct%3Aordforar%40{domain.host.replace(':', '%3A')}"
        domain.pages[f"/finger?about={about}"] = Page(_finger(mock))
        if way == "redirect":
            led = Page(status=302, headers={"Location": f"/finger?about={about}"})
            domain.pages[f"/.well-known/webfinger?resource={about}"] = led
        else:
            domain.pages["/.well-known/host-meta"] = Page(XRD.encode())
        with Http([domain.host, "localhost:*"]) as client:
            found = network.recognise(f"@ordforar@{domain.host}", client)
    assert found is not None
    assert found.author.handle == "ordforar@fjordvik.example"
    assert found.address == mock.mayor.address


@pytest.mark.parametrize(
    "meta",
    [
        b"",
        b"<html><body>404",
        b'{"links": []}',
        XRD.replace("{uri}", "all").encode(),
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><XRD>&b;</XRD>',
    ],
    ids=["empty", "page", "json", "no-place", "entity"],
)
def test_a_host_that_leads_nowhere_has_no_such_account(meta: bytes) -> None:
    with serving() as domain, Http([domain.host]) as client:
        domain.pages["/.well-known/host-meta"] = Page(meta)
        assert network.recognise(f"ordforar@{domain.host}", client) is None


def test_nothing_on_this_machine_is_asked_without_leave() -> None:
    with Http() as http:
        assert network.recognise("kari@localhost:1", http) is None
        with pytest.raises(NetworkError):
            network.recognise("@kari@localhost:1", http)
