"""Channels, by pages and feeds in the form YouTube gives them (2026)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tilstede.networks.kit.errors import NetworkError, NotFound, NotUnderstood
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.profiles.youtube import read
from tilstede.networks.kit.tests.server import Page, Site, serving

CHANNEL = "UCaaaaaaaaaaaaaaaaaaaaaa"
FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/"><title>Fjordvik</title>{videos}</feed>"""
VIDEO = "<entry><media:group><media:description>{said}</media:description></media:group></entry>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        said = "Meir: https://www.fjordvik.example/ferje. Sjå òg (https://a.example/b)"
        videos = VIDEO.format(said=said) * 2 + VIDEO.format(said="")
        running.pages[f"/feed?{CHANNEL}"] = Page(FEED.format(videos=videos).encode())
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    with Http(["127.0.0.1:*"]) as client:
        yield client


@pytest.mark.parametrize(
    "page",
    [
        f'<meta itemprop="identifier" content="{CHANNEL}">',
        f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
        f'<script>var ytInitialData = {{"externalId":"{CHANNEL}"}}</script>',
    ],
)
def test_a_handle_leads_to_its_channel(site: Site, http: Http, page: str) -> None:
    site.pages["/@fjordvik"] = Page(page.encode())
    found = read(site.url("/@fjordvik"), http, feed=site.url("/feed?"))
    assert (found.stable_id, found.handle) == (CHANNEL, "@fjordvik")
    assert found.links == ("https://www.fjordvik.example/ferje", "https://a.example/b")


def test_a_channel_named_by_its_id_needs_no_page(site: Site, http: Http) -> None:
    found = read(site.url(f"/channel/{CHANNEL}"), http, feed=site.url("/feed?"))
    assert found.stable_id == CHANNEL
    assert [path for path, _headers in site.seen] == [f"/feed?{CHANNEL}"]


def test_another_channel_that_the_page_shows_is_not_taken_for_it(site: Site, http: Http) -> None:
    other = '<a href="/channel/UCbbbbbbbbbbbbbbbbbbbbbb">ein annan</a>'
    site.pages["/@fjordvik"] = Page(
        f'{other}{{"channelId":"UCbbbbbbbbbbbbbbbbbbbbbb"}}'
        f'<meta itemprop="identifier" content="{CHANNEL}">'.encode()
    )
    assert read(site.url("/@fjordvik"), http, feed=site.url("/feed?")).stable_id == CHANNEL


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (Page(b"<html>consent.youtube.com"), NotUnderstood),
        (Page(status=404), NotFound),
        (Page(b"x" * (6 << 20)), NetworkError),
    ],
)
def test_a_page_that_tells_no_channel(
    site: Site, http: Http, page: Page, error: type[NetworkError]
) -> None:
    site.pages["/@fjordvik"] = page
    with pytest.raises(error):
        read(site.url("/@fjordvik"), http, feed=site.url("/feed?"))


@pytest.mark.parametrize("feed", [b"", b"<html>", b"\x00", b"{}", b"<feed>&x;</feed>"])
def test_a_feed_that_is_none_is_not_understood(site: Site, http: Http, feed: bytes) -> None:
    site.pages[f"/feed?{CHANNEL}"] = Page(feed)
    with pytest.raises(NotUnderstood):
        read(site.url(f"/channel/{CHANNEL}"), http, feed=site.url("/feed?"))
