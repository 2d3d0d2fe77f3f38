"""A feed read again and again from a real server."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tilstede.networks.feeds.network import network
from tilstede.networks.feeds.tests.documents import ATOM, BROKEN, JSON, RSS, item, rss
from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import (
    Batch,
    Forbidden,
    Missing,
    NetworkError,
    NotFound,
    NotUnderstood,
    Seen,
    SetAside,
    Source,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.decoding import MAX_BYTES
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, Site, serving

NOW = datetime(2026, 7, 1, tzinfo=UTC)


class Reader:
    """Someone who follows one feed: keeps the cursor between visits."""

    def __init__(self, site: Site, http: Http) -> None:
        self.site = site
        self.address = site.url("/feed")
        self.cursor: dict[str, Any] = {}
        self._http = http

    def batches(self, now: datetime = NOW) -> list[Batch]:
        source = Source(network.name, self.address, cursor=self.cursor)
        batches = check_batches(network.fetch(source, self._http, now), network)
        self.cursor = batches[-1].cursor if batches else self.cursor
        return batches

    def read(self, page: Page | bytes, now: datetime = NOW) -> list[Any]:
        self.site.pages["/feed"] = page if isinstance(page, Page) else Page(page)
        return [item for batch in self.batches(now) for item in batch.items]


@pytest.fixture
def reader() -> Iterator[Reader]:
    with serving() as site, Http([site.host]) as http:
        yield Reader(site, http)


def _titles(items: list[Any]) -> list[str]:
    return [item.post.title for item in items if isinstance(item, Seen)]


@pytest.mark.parametrize("document", [RSS, ATOM, JSON, BROKEN])
def test_every_kind_of_feed(reader: Reader, document: bytes) -> None:
    items = reader.read(document)
    assert len(_titles(items)) >= 2
    for found in items:
        if isinstance(found, Seen):
            assert found.post.author.id == reader.address
            assert found.post.aliases[0].startswith(f"feed:{reader.address}#")


def test_what_was_fetched_is_parsed_the_same_from_its_bytes_alone(reader: Reader) -> None:
    for document in (RSS, ATOM, JSON, BROKEN):
        reader.cursor = {}
        for found in reader.read(document):
            if isinstance(found, Seen):
                author = found.post.author
                context = {
                    "address": author.id,
                    "title": author.name,
                    "site": author.url,
                    "language": found.post.language,
                    "now": NOW.isoformat(),
                }
                assert network.parse(found.raw, found.mime, context) == found.post


def test_a_server_that_says_nothing_is_new(reader: Reader) -> None:
    def answer(headers: Mapping[str, str]) -> Page:
        told = {"ETag": '"v1"', "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT"}
        return Page(b"", 304) if headers.get("if-none-match") == '"v1"' else Page(RSS, 200, told)

    reader.site.pages["/feed"] = answer
    assert len(reader.batches()) == 1
    assert reader.batches() == []
    asked = reader.site.seen[1][1]
    assert asked["if-none-match"] == '"v1"'
    assert asked["if-modified-since"] == "Mon, 01 Jun 2026 10:00:00 GMT"


def test_the_same_document_is_not_read_again(reader: Reader) -> None:
    reader.read(RSS)
    before = dict(reader.cursor)
    assert reader.read(RSS) == []
    assert reader.cursor == before
    assert reader.read(Page(RSS, headers={"ETag": '"ny"'})) == []
    assert reader.cursor["etag"] == '"ny"'


def test_only_what_is_new_or_changed_comes_again(reader: Reader) -> None:
    assert _titles(reader.read(rss(item(2), item(1)))) == ["Sak 2", "Sak 1"]
    assert _titles(reader.read(rss(item(3), item(2), item(1)))) == ["Sak 3"]
    changed = rss(item(3), item(2, title="Sak 2, rettet"), item(1))
    assert _titles(reader.read(changed)) == ["Sak 2, rettet"]
    assert _titles(reader.read(rss(item(3), item(1), channel="<ttl>60</ttl>"))) == []


def test_entries_that_rolled_off_unseen_are_missed(reader: Reader) -> None:
    reader.read(rss(item(3), item(2)))
    assert not any(isinstance(found, Missing) for found in reader.read(rss(item(4), item(3))))
    missing = reader.read(rss(item(20), item(21)))[-1]
    assert missing == Missing(
        since=datetime(2026, 6, 5, 10, tzinfo=UTC),
        until=datetime(2026, 6, 21, 10, tzinfo=UTC),
        why="rolled-over",
        detail="every entry of the last reading has left the feed",
    )


def test_a_feed_that_is_empty_for_a_while_has_missed_nothing(reader: Reader) -> None:
    reader.read(rss(item(1)))
    assert reader.read(rss()) == []


def test_a_feed_that_moved_for_good_is_read_at_its_new_address(reader: Reader) -> None:
    reader.site.pages["/ny"] = Page(RSS)
    first = reader.read(Page(b"", 301, {"Location": "/ny"}))
    assert reader.cursor["moved"] == reader.site.url("/ny")
    reader.site.pages["/ny"] = Page(RSS.replace(b"Sak 1", b"Sak en"))
    reader.site.seen.clear()
    later = [found for batch in reader.batches() for found in batch.items]
    assert [path for path, _ in reader.site.seen] == ["/ny"]
    assert later[0].post.aliases == first[0].post.aliases, "the same post, wherever the feed lies"


def test_a_passing_redirect_is_not_kept(reader: Reader) -> None:
    reader.site.pages["/ny"] = Page(RSS)
    reader.read(Page(b"", 302, {"Location": "/ny"}))
    assert reader.cursor["moved"] == ""


def test_relative_addresses_are_relative_to_where_it_was_read(reader: Reader) -> None:
    reader.site.pages["/a/ny"] = Page(rss(item(1, link="../sak/1")))
    (found,) = reader.read(Page(b"", 302, {"Location": "/a/ny"}))
    assert found.post.url == reader.site.url("/sak/1")


def test_a_long_feed_comes_in_parts_and_the_cursor_moves_with_the_last(reader: Reader) -> None:
    reader.site.pages["/feed"] = Page(rss(*(item(number) for number in range(1200))))
    batches = reader.batches()
    assert [len(batch.items) for batch in batches] == [500, 500, 200]
    assert [bool(batch.cursor) for batch in batches] == [False, False, True]


def test_a_date_in_the_future_is_told(reader: Reader) -> None:
    (found,) = reader.read(rss(item(1, pubDate="Fri, 01 Jan 2038 00:00:00 GMT")))
    assert found.post.odd == ("date-future",)


def test_an_entry_with_nothing_in_it_is_set_aside(reader: Reader) -> None:
    aside = reader.read(rss("", item(1)))[0]
    assert isinstance(aside, SetAside)
    assert aside.reason == "empty"
    assert aside.where == "feed, entry 1"


@pytest.mark.parametrize(
    ("page", "error", "said"),
    [
        (Page(b"", 410), NotFound, "410"),
        (Page(b"", 404), NotFound, "404"),
        (Page(b"", 500), Unreachable, "500"),
        (Page(b"", 429, {"Retry-After": "60"}), Throttled, "429"),
        (Page(b"<!doctype html><title>Logg inn</title>"), NotUnderstood, "web page"),
        (Page(b""), NotUnderstood, "empty"),
        (Page(b"", 204), NotUnderstood, "empty"),
        (Page(b"hei"), NotUnderstood, "neither"),
        (Page(b'{"version": "https://jsonfeed.org/version/1.1"}'), NotUnderstood, "items"),
        (
            Page(
                b'<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]><rss><item><title>&a;</title></item></rss>'
            ),
            NotUnderstood,
            "grow without end",
        ),
    ],
)
def test_what_goes_wrong_is_told(
    reader: Reader, page: Page, error: type[NetworkError], said: str
) -> None:
    with pytest.raises(error, match=said):
        reader.read(page)
    assert reader.cursor == {}


@pytest.mark.parametrize(
    "page",
    [
        Page(gzip.compress(RSS)),
        Page(gzip.compress(RSS), headers={"Content-Type": "application/x-gzip"}),
        Page(gzip.compress(gzip.compress(RSS)), headers={"Content-Encoding": "gzip"}),
        Page(JSON.decode().encode("utf-16"), headers={"Content-Type": "application/feed+json"}),
    ],
    ids=["unsaid", "as-a-file", "twice", "json-in-utf-16"],
)
def test_a_feed_packed_in_an_odd_way_is_read(reader: Reader, page: Page) -> None:
    assert len(_titles(reader.read(page))) >= 2


def test_a_bomb_that_does_not_say_it_is_packed(reader: Reader) -> None:
    with pytest.raises(Forbidden, match="larger than"):
        reader.read(Page(gzip.compress(rss(item(1, description="a" * 50_000_000)))))


def test_a_feed_that_is_too_large_is_refused_in_words(reader: Reader) -> None:
    packed = gzip.compress(rss(item(1, description="a" * 50_000_000)))
    with pytest.raises(Forbidden, match=f"larger than {MAX_BYTES} bytes"):
        reader.read(Page(packed, headers={"Content-Encoding": "gzip"}))


def test_a_post_of_many_megabytes_is_kept_whole(reader: Reader) -> None:
    text = "ord " * 3_000_000
    (found,) = reader.read(rss(item(1, description=text)))
    assert found.post.text == text.strip()
    assert len(found.raw) > len(text)
