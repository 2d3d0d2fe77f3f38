"""What lay around an entry is found in its post when it is read again."""

from __future__ import annotations

import msgspec
import pytest

from tilstede.core.post import Post
from tilstede.networks.feeds.entry import Unusable
from tilstede.networks.feeds.identity import Memory
from tilstede.networks.feeds.network import network
from tilstede.networks.kit.conformance import check_again

FEED = {"address": "http://fjordvik.example/rss", "title": "Fjordvik kommune"}
XML = "application/xml"


def item(inner: str) -> bytes:
    return f"<item>{inner}</item>".encode()


def read(raw: bytes, mime: str = XML, **more: str) -> Post:
    return network.parse(raw, mime, {**FEED, **more})


class TestWhereTheFeedLay:
    RAW = item(
        "<link>/sak/1</link><title>Kai</title>"
        '<description>&lt;a href="plan.pdf"&gt;Planen&lt;/a&gt;</description>'
    )

    @pytest.mark.parametrize(
        "base",
        [
            "http://fjordvik.example/rss",
            "https://www.fjordvik.example/rss",
            "https://nytt.example/",
        ],
    )
    def test_addresses_lead_where_they_led(self, base: str) -> None:
        post = read(self.RAW, base=base)
        assert post.links
        check_again(self.RAW, post, network)

    def test_a_better_reading_still_resolves_from_there(self) -> None:
        post = read(self.RAW, base="https://www.fjordvik.example/rss")
        poorer = msgspec.structs.replace(post, links=(), title="")
        assert network.again(self.RAW, poorer) == post


class TestCharacterSets:
    @pytest.mark.parametrize(
        ("charset", "text"),
        [
            ("windows-1252", "Ferja går – på måndag"),
            ("windows-1251", "Паром не ходит"),
            ("shift_jis", "フェリー"),
        ],
    )
    def test_the_one_of_its_feed_is_found(self, charset: str, text: str) -> None:
        raw = f"<item><guid>1</guid><title>{text}</title><description>A & B</item>".encode(charset)
        post = read(raw, f"{XML}; charset={charset}")
        assert post.title == text
        check_again(raw, post, network)

    def test_one_that_is_not_found_is_told(self) -> None:
        raw = b"<item><guid>1</guid><title>\xc8\xc9 &</title></item>"
        post = read(raw, f"{XML}; charset=windows-1252")
        with pytest.raises(Unusable, match="character set") as caught:
            network.again(raw, msgspec.structs.replace(post, title="ꙮ"))
        assert caught.value.reason == "not-text"


def test_names_are_those_that_were_settled() -> None:
    """Two entries under one id and one address: the second is known by a name of its own."""
    first, second = (
        item(
            f"<guid>1</guid><link>/sak/{page}</link><title>{title}</title><pubDate>{day}</pubDate>"
        )
        for page, title, day in (("1", "Ein", "Mon, 02 Nov 2026"), ("1", "To", "Tue, 03 Nov 2026"))
    )
    memory = Memory()
    one, _ = memory.settle(read(first), has_id=False)
    other, _ = memory.settle(read(second), has_id=False)
    assert one.aliases != other.aliases
    check_again(first, one, network)
    check_again(second, other, network)


def test_a_date_in_the_future_was_so_when_it_was_read() -> None:
    raw = item("<guid>1</guid><title>Kai</title><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>")
    early = read(raw, now="2026-01-01T00:00:00+00:00")
    assert early.odd == ("date-future",)
    check_again(raw, early, network)
    check_again(raw, read(raw, now="2026-12-01T00:00:00+00:00"), network)


def test_what_was_odd_about_the_feed_stays_told() -> None:
    raw = item("<guid>1</guid><title>Kai</title>")
    post = read(raw, title="Fjordvik\x07")
    assert "control-characters" in post.odd
    check_again(raw, post, network)
