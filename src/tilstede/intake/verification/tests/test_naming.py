"""Accounts in a list can be told from each other."""

from __future__ import annotations

import pytest

from tilstede.core.account_address import parse
from tilstede.intake.models import Source
from tilstede.intake.tests.scene import NOW
from tilstede.intake.verification import naming
from tilstede.office.models import Account
from tilstede.posts.models import Author

pytestmark = pytest.mark.django_db


def account(url: str, feed: str = "") -> Account:
    """``feed``: the id of the feed it is read through, which gives it that network and its host as a handle."""
    told = parse(url)
    row = Account(url=url, address=told.address, network=told.network, handle=told.handle)
    if feed:
        row.network, row.native_id, row.handle = "feeds", feed, parse(feed).handle
    row.save()
    return row


def names(*rows: Account) -> list[str]:
    found = naming.names(rows)
    return [found[row.id] for row in rows]


def feed(native_id: str, title: str) -> None:
    Author.objects.create(
        id=Author.objects.count() + 1, network="feeds", native_id=native_id, name=title
    )


def test_a_feed_goes_by_its_title_and_a_new_one_by_its_address() -> None:
    news = account("https://www.fjordvik.example/nytt.rss", "https://www.fjordvik.example/nytt.rss")
    jobs = account("https://www.fjordvik.example/ledig/", "https://www.fjordvik.example/ledig/")
    feed(news.native_id, "Nytt fra Fjordvik")
    assert names(news, jobs) == ["Nytt fra Fjordvik", "fjordvik.example/ledig"]


def test_two_feeds_of_one_title_are_told_apart() -> None:
    urls = ["https://www.fjordvik.example/a.rss", "https://www.fjordvik.example/b.rss"]
    rows = [account(url, url) for url in urls]
    for url in urls:
        feed(url, "Nytt")
    assert names(*rows) == ["Nytt (fjordvik.example/a.rss)", "Nytt (fjordvik.example/b.rss)"]


def test_a_channel_goes_by_its_name_and_before_that_by_its_handle() -> None:
    through = "https://www.youtube.com/feeds/videos.xml?channel_id=UC1"
    row = account("https://www.youtube.com/@fjordvik", through)
    assert (naming.handle(row), names(row)) == ("fjordvik", ["fjordvik"])
    told = {"title": "Fjordvik kommune", "next_try": NOW}
    Source.objects.create(network="feeds", address=row.url, account_id=through, **told)
    assert names(row) == ["Fjordvik kommune"]


def test_others_go_by_their_handles() -> None:
    row = account("https://social.fjordvik.example/@kommunen")
    nameless = Account.objects.create(network="mastodon", url="https://tut.example/x")
    assert names(row, nameless) == ["kommunen@social.fjordvik.example", "https://tut.example/x"]
