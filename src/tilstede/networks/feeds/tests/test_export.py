"""Feeds and blogs as files."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tilstede.networks.feeds import wordpress
from tilstede.networks.feeds.entry import Unusable
from tilstede.networks.feeds.network import network
from tilstede.networks.feeds.tests.documents import ATOM, BLOG, BROKEN, JSON, RSS, item, rss
from tilstede.networks.kit.conformance import check_export
from tilstede.networks.kit.contract import Export, Item, Left, Seen, SetAside


def _file(folder: Path, content: bytes, name: str = "nytt.xml") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _open(path: Path) -> Export:
    export = network.open_export(path)
    assert export is not None
    return export


def _items(path: Path) -> list[Item]:
    export = _open(path)
    try:
        return list(export.items())
    finally:
        export.close()


@pytest.mark.parametrize(
    ("content", "counts"),
    [
        (RSS, {"Seen": 3, "read": 3}),
        (ATOM, {"Seen": 2, "read": 2}),
        (JSON, {"Seen": 2, "SetAside": 2, "read": 4}),
        (BROKEN, {"Seen": 3, "read": 3}),
        (BLOG, {"Seen": 2, "SetAside": 3, "Left": 4, "read": 5}),
        (rss(), {"read": 0}),
    ],
)
def test_counts(tmp_path: Path, content: bytes, counts: dict[str, int]) -> None:
    assert check_export(network, _file(tmp_path, content)) == counts
    assert check_export(network, _file(tmp_path, gzip.compress(content), "nytt.gz")) == counts


@pytest.mark.parametrize(
    ("content", "author"),
    [
        (RSS, "https://fjordvik.example/rss"),
        (ATOM, "https://fjordvik.example/nytt/atom.xml"),
        (JSON, "https://bibliotek.example/feed.json"),
        (BROKEN, "https://vilt.example/"),
        (BLOG, "https://blogg.example/feed/"),
        (b"<rss><item><title>x</title></item></rss>", "file:nytt.xml"),
    ],
)
def test_whose_it_is(tmp_path: Path, content: bytes, author: str) -> None:
    export = _open(_file(tmp_path, content))
    assert export.account is not None
    assert export.account.id == author
    export.close()


def test_the_same_posts_as_by_following(tmp_path: Path) -> None:
    posts = [found.post for found in _items(_file(tmp_path, RSS)) if isinstance(found, Seen)]
    assert posts[0].aliases == (
        "feed:https://fjordvik.example/rss#sak-1",
        "https://fjordvik.example/sak/1",
    )
    assert posts[0].form == "feed"


def test_a_blog_gives_its_open_posts_and_nothing_else(tmp_path: Path) -> None:
    items = _items(_file(tmp_path, BLOG))
    posts = [found.post for found in items if isinstance(found, Seen)]
    assert [post.title for post in posts] == ["Innlegg 1", "Innlegg 8"]
    assert posts[0].form == "archive"
    assert posts[0].text == "Tekst.\n\nMer tekst."
    assert [found.reason for found in items if isinstance(found, SetAside)] == ["private"] * 3
    assert {found.kind: found.count for found in items if isinstance(found, Left)} == {
        "attachments": 1,
        "comments": 2,
        "other": 1,
        "pages": 1,
    }


def test_what_readers_of_a_blog_gave_away_of_themselves_is_not_kept(tmp_path: Path) -> None:
    raws = b"".join(found.raw for found in _items(_file(tmp_path, BLOG)) if isinstance(found, Seen))
    assert b"privat.example" not in raws
    assert b"203.0.113.7" not in raws
    broken = BLOG.replace(b"</channel>", b"</nothing>")
    raws = b"".join(
        found.raw for found in _items(_file(tmp_path, broken)) if isinstance(found, Seen)
    )
    assert b"Innlegg 8" in raws
    assert b"privat.example" not in raws


def test_a_blogs_post_and_its_feeds_are_one(tmp_path: Path) -> None:
    feed = rss(
        item(1, link="https://blogg.example/1/", guid="https://blogg.example/?p=1"),
        channel='<atom:link rel="self" href="https://blogg.example/feed/"/>',
        attributes=' xmlns:atom="http://www.w3.org/2005/Atom"',
    )
    (by_feed,) = _items(_file(tmp_path, feed))
    by_blog = _items(_file(tmp_path, BLOG))[0]
    assert isinstance(by_feed, Seen)
    assert isinstance(by_blog, Seen)
    assert by_feed.post.aliases == by_blog.post.aliases
    assert by_feed.post.author.id == by_blog.post.author.id


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(rss(item(1, description=" " * 100_000_000)))
    with pytest.raises(ValueError, match="unpacks") as caught:
        network.open_export(_file(tmp_path, bomb, "nytt.xml.gz"))
    assert getattr(caught.value, "reason", "") == "bomb"


def test_a_packed_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    packed = gzip.compress(rss(*(item(number) for number in range(500))))
    items = _items(_file(tmp_path, packed[: len(packed) // 2], "nytt.xml.gz"))
    assert 100 < len(items) < 500


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    whole = rss(*(item(number) for number in range(20)))
    items = _items(_file(tmp_path, whole[: len(whole) // 2]))
    assert 5 < len(items) < 15
    assert all(isinstance(found, Seen) for found in items)


def test_a_post_of_fifty_megabytes_is_kept_whole(tmp_path: Path) -> None:
    text = "ord " * 12_500_000
    (found,) = _items(_file(tmp_path, rss(item(1, description=text))))
    assert isinstance(found, Seen)
    assert found.post.text == text.strip()
    assert found.post.odd == ()


def test_broken_and_enormous_is_set_aside(tmp_path: Path) -> None:
    text = "<b>ord & " * 600_000
    first, second = _items(_file(tmp_path, rss(item(1, description=text), item(2))))
    assert isinstance(first, SetAside)
    assert first.reason == "too-large"
    assert isinstance(second, Seen)


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert network.open_export(tmp_path) is None
    assert network.open_export(tmp_path / "borte.xml") is None


@pytest.mark.parametrize(
    ("name", "posts"),
    [
        ("small-export.xml", 5),
        ("theme-unit-test-data.xml.gz", 55),
        ("valid-wxr-1.0.xml", 3),
        ("valid-wxr-1.1.xml", 1),
        ("wxr-simple.xml", 1),
        ("wxr-utf-8-challenges.xml", 1),
        ("slashes.xml", 1),
    ],
)
def test_real_blogs(shared: Callable[[str], Path], name: str, posts: int) -> None:
    path = shared(f"corpus/exports/wordpress_wxr/{name}")
    assert check_export(network, path)["Seen"] == posts


def test_items_of_old_exports_are_posts() -> None:
    assert wordpress.is_item(b"<item><wp:post_type>post</wp:post_type></item>")
    assert not wordpress.is_item(b"<item><title>x</title></item>")


def test_a_packed_file_cut_within_its_first_bytes_says_so(tmp_path: Path) -> None:
    path = _file(tmp_path, gzip.compress(rss(item(1)))[:20], "nytt.xml.gz")
    with pytest.raises(Unusable, match="before anything can be unpacked") as caught:
        network.open_export(path)
    assert caught.value.reason == "cut-off"
