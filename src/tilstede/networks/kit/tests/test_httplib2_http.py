"""Google's own client speaks through the guarded client: it reaches nothing that the guard does not let it reach."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError

from tilstede.networks.kit.errors import Forbidden, Unreachable
from tilstede.networks.kit.guarded.httplib2_http import GuardedHttplib2
from tilstede.networks.kit.http import Http, Timeouts, agent
from tilstede.networks.kit.tests.server import Page, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def http(site: Site) -> Iterator[Http]:
    with Http([site.host], user_agent=agent(), timeouts=Timeouts(1, 1, 2)) as http:
        yield http


def client(http: Http, address: str) -> Any:
    told = json.loads(get_static_doc("youtube", "v3"))
    told.update(dict.fromkeys(("rootUrl", "baseUrl", "mtlsRootUrl"), f"{address}/"))
    return build_from_document(told, http=GuardedHttplib2(http, {"Authorization": "Bearer x"}))


def ask(http: Http, address: str) -> Any:
    return client(http, address).videos().list(part="id", id="x").execute()


def test_an_answer(site: Site, http: Http) -> None:
    path = "/youtube/v3/videos?part=id&id=x&alt=json"
    site.pages[path] = Page(b'{"items": []}', headers={"Content-Type": "application/json"})
    assert ask(http, site.address) == {"items": []}
    headers = site.seen[0][1]
    assert headers["authorization"] == "Bearer x"
    assert headers["user-agent"] == agent()


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1",
        "http://169.254.169.254",
        "http://[::1]",
        "http://127.0.0.1:1",
        "ftp://x.example",
    ],
)
def test_nothing_inside_is_reached(site: Site, http: Http, address: str) -> None:
    with pytest.raises(Forbidden):
        ask(http, address)
    assert not site.seen


def test_a_redirect_is_not_followed(site: Site, http: Http) -> None:
    path = "/youtube/v3/videos?part=id&id=x&alt=json"
    site.pages[path] = Page(status=302, headers={"Location": site.url("/other")})
    with pytest.raises(HttpError):
        ask(http, site.address)
    assert len(site.seen) == 1


def test_an_error_is_the_librarys_to_read(site: Site, http: Http) -> None:
    with pytest.raises(HttpError) as caught:
        ask(http, site.address)
    assert caught.value.status_code == 404


def test_no_answer_is_ours(site: Site, http: Http) -> None:
    path = "/youtube/v3/videos?part=id&id=x&alt=json"
    site.pages[path] = Page(raw=lambda handler: handler.wfile.write(b""))
    with pytest.raises(Unreachable) as caught:
        ask(http, site.address)
    assert caught.value.reached


def test_a_file_is_read_while_it_is_sent(site: Site, http: Http) -> None:
    site.pages["/put"] = Page(b"thanks")
    sent = io.BytesIO(b"film" * 50_000)
    status, content = GuardedHttplib2(http).request(
        site.url("/put"), "POST", sent, {"Content-Length": "200000"}
    )
    assert (status.status, content) == (200, b"thanks")
    assert site.sent == [b"film" * 50_000]
