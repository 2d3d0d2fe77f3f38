"""What people paste."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tilstede.networks.feeds import discover
from tilstede.networks.feeds.network import network
from tilstede.networks.feeds.tests.documents import ATOM, JSON, RSS
from tilstede.networks.kit.contract import NotFound, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, Site, serving

CHANNEL = "UCabcdefghijklmnopqrstuv"
FEED = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def http(site: Site) -> Iterator[Http]:
    with Http([site.host]) as http:
        yield http


def _page(*links: str) -> Page:
    return Page(f"<!doctype html><head>{''.join(links)}</head><p>Hei</p>".encode())


def _link(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize("document", [RSS, ATOM, JSON])
def test_a_feeds_own_address(site: Site, http: Http, document: bytes) -> None:
    site.pages["/feed"] = Page(document)
    found = network.recognise(site.url("/feed"), http)
    assert found is not None
    assert found.address == site.url("/feed")
    assert found.author.id == found.address
    assert found.title in ("Fjordvik kommune", "Ordføraren", "Biblioteket")


def test_a_page_that_names_its_feed(site: Site, http: Http) -> None:
    site.pages |= {
        "/": _page(_link("/kommentarer/feed", title="Kommentarer"), _link("rss", title="Nytt")),
        "/rss": Page(RSS),
        "/kommentarer/feed": Page(ATOM),
    }
    found = network.recognise(site.url("/"), http)
    assert found is not None
    assert found.address == site.url("/rss")


def test_the_comments_feed_of_a_page_comes_last(site: Site) -> None:
    page = _page(_link("/comments/feed/"), _link("/a"), _link("/b", "application/atom+xml")).content
    links = list(discover.linked_feeds(page, site.url("/")))
    assert links == [site.url(path) for path in ("/a", "/b", "/comments/feed/")]


def test_links_that_name_no_feed(site: Site) -> None:
    page = _page(
        '<base href="https://annen.example/x/">',
        '<link rel="stylesheet" type="text/css" href="a.css">',
        '<link rel="alternate" hreflang="nn" href="/nn">',
        '<link rel="alternate">',
        _link("javascript:alert(1)"),
        _link("feed.xml"),
    ).content
    assert list(discover.linked_feeds(page, site.url("/"))) == ["https://annen.example/x/feed.xml"]


@pytest.mark.parametrize("base", ["http://[", "javascript:alert(1)", ""])
def test_a_page_whose_base_is_no_address_is_its_own(site: Site, base: str) -> None:
    page = _page(f'<base href="{base}">', _link("feed.xml")).content
    assert list(discover.linked_feeds(page, site.url("/"))) == [site.url("/feed.xml")]


def test_a_feed_that_a_page_names_and_that_is_gone(site: Site, http: Http) -> None:
    site.pages |= {"/": _page(_link("/borte"), _link("/side"), _link("/rss")), "/rss": Page(RSS)}
    site.pages["/side"] = _page()
    found = network.recognise(site.url("/"), http)
    assert found is not None
    assert found.address == site.url("/rss")


def test_a_page_that_names_none_is_tried_politely(site: Site, http: Http) -> None:
    site.pages |= {"/om": _page(), "/rss.xml": Page(RSS)}
    found = network.recognise(site.url("/om"), http)
    assert found is not None
    assert found.address == site.url("/rss.xml")
    del site.pages["/rss.xml"]
    site.seen.clear()
    assert network.recognise(site.url("/om"), http) is None
    assert len(site.seen) == 1 + len(discover.COMMON_PATHS)


def test_neither_feed_nor_page(site: Site, http: Http) -> None:
    site.pages["/bilde"] = Page(b"\x89PNG")
    assert network.recognise(site.url("/bilde"), http) is None
    assert len(site.seen) == 1


def test_a_feed_that_moved_for_good_is_followed_where_it_is(site: Site, http: Http) -> None:
    site.pages |= {"/gml": Page(b"", 301, {"Location": "/ny"}), "/ny": Page(RSS)}
    found = network.recognise(site.url("/gml"), http)
    assert found is not None
    assert found.address == site.url("/ny")
    site.pages["/gml"] = Page(b"", 302, {"Location": "/ny"})
    found = network.recognise(site.url("/gml"), http)
    assert found is not None
    assert found.address == site.url("/gml")


def test_an_address_that_cannot_be_read(site: Site, http: Http) -> None:
    with pytest.raises(NotFound):
        network.recognise(site.url("/borte"), http)
    with pytest.raises(Unreachable):
        network.recognise("https://finnes-ikke.invalid/feed", http)


def test_a_bare_domain_is_tried_with_and_without_tls(site: Site, http: Http) -> None:
    site.pages["/feed"] = Page(RSS)
    found = network.recognise(f"{site.host}/feed", http)
    assert found is not None
    assert found.address == site.url("/feed")


@pytest.mark.parametrize(
    ("pasted", "addresses"),
    [
        (" https://fjordvik.example/x ", ["https://fjordvik.example/x"]),
        ("HTTP://fjordvik.example", ["HTTP://fjordvik.example"]),
        ("feed:https://fjordvik.example/x", ["https://fjordvik.example/x"]),
        ("feed://fjordvik.example/x", ["https://fjordvik.example/x", "http://fjordvik.example/x"]),
        ("FEED:fjordvik.example", ["https://fjordvik.example", "http://fjordvik.example"]),
        ("www.fjordvik.example", ["https://www.fjordvik.example", "http://www.fjordvik.example"]),
        ("blåbær.example/ø", ["https://blåbær.example/ø", "http://blåbær.example/ø"]),
        ("fjordvik", []),
        ("ordforar@fjordvik.example", []),
        ("@ordforar@fjordvik.example", []),
        ("mailto:ola@fjordvik.example", []),
        ("ikke en.adresse", []),
        ("javascript:alert(1)", []),
        ("feed:", []),
        ("https:///x", []),
        ("http://[::1", []),
        ("https://\u2100/", []),
        ("", []),
    ],
)
def test_what_was_pasted(pasted: str, addresses: list[str]) -> None:
    assert discover.addresses(pasted) == addresses


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", FEED),
        (f"https://m.youtube.com/channel/{CHANNEL}/videos?view=0", FEED),
        (
            "https://www.youtube.com/playlist?list=PLabcdefghijkl",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijkl",
        ),
        ("https://www.youtube.com/@fjordvik", ""),
        ("https://www.youtube.com/channel/UCkort", ""),
        (f"https://youtube.example/channel/{CHANNEL}", ""),
        (FEED, ""),
    ],
)
def test_channels_that_say_their_id(address: str, feed: str) -> None:
    assert discover.youtube_feed(address) == feed


@pytest.mark.parametrize(
    "page",
    [
        f'<html><link rel="alternate" type="application/rss+xml" href="{FEED}">',
        f'<html><script>{{"channelId":"{CHANNEL}"}}</script>',
        f'<html><link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
        f'<html><meta itemprop="identifier" content="{CHANNEL}">',
    ],
)
def test_the_page_of_a_channel_known_by_its_handle(page: str) -> None:
    assert discover.candidates(page.encode(), "https://www.youtube.com/@fjordvik") == [FEED]
