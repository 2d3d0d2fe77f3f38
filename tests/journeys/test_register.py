"""The register of accounts, as the networks and search engines read it from a running installation."""

from __future__ import annotations

import json

import httpx
import pytest
from lxml import html
from playwright.sync_api import Browser

from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Mastodon reads no more of a page when it looks for links back.
MOST = 1_048_576
#: A municipality's page over the wire, packed or not.
LIGHT = 30_000


def test_mastodon_finds_every_account_linked_back(site: Site) -> None:
    """By its own rule: plain HTML, a link whose rel has the word "me", its address whatever the case."""
    answer = httpx.get(f"{site.url}/kontoer/", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert len(answer.content) < LIGHT < MOST
    rule = '[contains(concat(" ", normalize-space(@rel), " "), " me ")]/@href'
    found = html.fromstring(answer.content).xpath(f"//a{rule}|//link{rule}")
    linked = {href.lower() for href in found}
    assert "https://sosial.fjordvik.example/@ordforar" in linked
    told = httpx.get(f"{site.url}/kontoer.json").json()["accounts"]
    assert {one["url"].lower() for one in told} <= linked


def test_search_engines_are_told_in_data_that_the_policy_lets_stand(
    browser: Browser, site: Site
) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site.url}/en/kontoer/", wait_until="networkidle")
    data = page.locator('script[type="application/ld+json"]').text_content()
    told = json.loads(data or "")
    page.close()
    assert said == []
    assert {one["@type"] for one in told["@graph"]} == {"GovernmentOrganization"}
    own = next(one for one in told["@graph"] if one["identifier"] == "NO-BRC-310100013")
    assert "https://sosial.fjordvik.example/@fjordvik" in own["sameAs"]


def test_it_can_be_read_from_other_sites_and_is_sent_once(site: Site) -> None:
    for path in ("/kontoer.json", "/kontoer.schema.json", "/.well-known/trust.txt"):
        first = httpx.get(site.url + path)
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        again = httpx.get(site.url + path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, path
    lines = httpx.get(f"{site.url}/.well-known/trust.txt").text.splitlines()
    assert "social=https://sosial.fjordvik.example/@fjordvik" in lines
    assert httpx.get(f"{site.url}/.well-known/atproto-did").status_code == 404
