"""A channel read by its public feed, from a server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tilstede.core import alias
from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import Missing, NotFound, NotUnderstood, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, Site, serving
from tilstede.networks.youtube import public
from tilstede.networks.youtube.network import YouTube
from tilstede.networks.youtube.places import Places
from tilstede.networks.youtube.tests.town import NOW, items, later, posts

CHANNEL = "UCfjordvik-kommune-vidja"
ENTRY = (Path(__file__).parent / "cases" / "feed-entry.raw.xml").read_text("utf-8")
SOURCE = Source("youtube", f"https://www.youtube.com/channel/{CHANNEL}", CHANNEL)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def network(site: Site) -> YouTube:
    return YouTube(Places(feed=site.url("/feed/")))


def feed(*videos: str) -> Page:
    entries = "".join(ENTRY.replace("fjordvik-01", video) for video in videos)
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Fjordvik kommune</title>'
    return Page(f"{head}{entries}</feed>".encode())


def test_the_newest_videos(site: Site, network: YouTube, http: Http) -> None:
    site.pages[f"/feed/{CHANNEL}"] = feed("fjordvik-01", "fjordvik-02")
    batches = check_batches(network.fetch(SOURCE, http, NOW), network)
    assert [post.aliases for post in posts(batches)] == [("yt:fjordvik-01",), ("yt:fjordvik-02",)]
    assert {post.author.id for post in posts(batches)} == {CHANNEL}
    assert alias.key(posts(batches)[0].url) == alias.key("yt:fjordvik-01")


def test_what_rolled_out_of_the_feed_is_a_gap(site: Site, network: YouTube, http: Http) -> None:
    site.pages[f"/feed/{CHANNEL}"] = feed("fjordvik-01")
    first = list(network.fetch(SOURCE, http, NOW))
    site.pages[f"/feed/{CHANNEL}"] = feed("fjordvik-02")
    second = check_batches(network.fetch(later(SOURCE, first), http, NOW), network)
    assert [one.why for one in items(second) if isinstance(one, Missing)] == ["rolled-over"]


def test_a_channel_by_its_address(site: Site, network: YouTube, http: Http) -> None:
    site.pages[f"/feed/{CHANNEL}"] = feed()
    for address in (
        f"youtube.com/channel/{CHANNEL}/videos",
        f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
    ):
        found = network.recognise(address, http)
        assert found is not None
        assert (found.author.id, found.title) == (CHANNEL, "Fjordvik kommune")
        assert found.address == SOURCE.address


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/playlist?list=PLfjordvik1234567890",
        "https://www.youtube.com/feeds/videos.xml?playlist_id=PLfjordvik1234567890",
        "https://fjordvik.example/@fjordvik",
        "youtube.com",
    ],
)
def test_what_is_no_channel_is_left_to_others(network: YouTube, http: Http, address: str) -> None:
    assert network.recognise(address, http) is None


def test_a_channel_that_is_gone(network: YouTube, http: Http) -> None:
    with pytest.raises(NotFound):
        list(network.fetch(SOURCE, http, NOW))


@pytest.mark.parametrize(
    "content", [b"<html><p>Sign in", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>']
)
def test_what_is_no_feed(site: Site, network: YouTube, http: Http, content: bytes) -> None:
    site.pages[f"/feed/{CHANNEL}"] = Page(content)
    with pytest.raises(NotUnderstood):
        list(network.fetch(SOURCE, http, NOW))


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://www.youtube.com/@Fjordvik/videos", "https://www.youtube.com/@Fjordvik"),
        ("m.youtube.com/@Fjordvik?si=x", "https://www.youtube.com/@Fjordvik"),
        ("https://youtube.com/c/fjordvik/about", "https://www.youtube.com/c/fjordvik"),
        ("https://youtube.com/watch?v=fjordvik-01", ""),
        ("@fjordvik@mastodon.example", ""),
    ],
)
def test_the_page_of_a_channel(address: str, page: str) -> None:
    assert public._page_of(address) == page
