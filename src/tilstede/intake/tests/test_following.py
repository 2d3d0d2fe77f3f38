"""Accounts that are shown and in use are read; others are not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tilstede.core.account_address import parse
from tilstede.intake import following, listing
from tilstede.intake.models import Source
from tilstede.intake.tests.feed_server import Feed, serving
from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account, Finding
from tilstede.record import read as record

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


@pytest.fixture
def feed(settings: Any) -> Iterator[Feed]:
    settings.LOOPBACK = ["127.0.0.1:*"]
    with serving() as found:
        found.entries = {1: "Straumen er borte."}
        yield found


def take_in(feed: Feed, *rows: str, now: datetime = NOW) -> listing.Report:
    """The feed's account, with what is told of it in braces, and further rows."""
    accounts = "".join(f"  - {{owner: kyd, {row}}}\n" for row in rows)
    text = f"bodies:\n  - {{id: kyd, name: {{nb: Kyst}}}}\naccounts:\n{accounts}"
    text = text.replace("FEED", f'url: "{feed.address}", capacity: official')
    return listing.apply(listing.read(text.encode(), "a.yaml"), by="kari", now=now)


def work() -> None:
    Worker().drain()


def states() -> list[str]:
    return list(Source.objects.values_list("state", flat=True))


def test_an_account_that_is_shown_is_followed_and_known_by_its_id(feed: Feed) -> None:
    assert take_in(feed, "FEED, show: yes").follow == 1
    assert Account.objects.get().reading == Account.Reading.WAITING
    work()
    account, source = Account.objects.get(), Source.objects.get()
    assert account.reading == Account.Reading.READ
    assert (account.network, account.native_id) == ("feeds", source.account_id)
    assert account.finding.stable_id == source.account_id
    assert take_in(feed, "FEED, show: yes").follow == 0
    assert not Job.objects.exists()
    assert Source.objects.count() == 1


@pytest.mark.parametrize("row", ["FEED, show: no", "FEED, show: yes, to: 2026-11-21", None])
def test_what_is_hidden_ended_or_removed_is_left(feed: Feed, row: str | None) -> None:
    take_in(feed, "FEED, show: yes")
    work()
    report = take_in(feed, *filter(None, [row]))
    assert report.leave == 1
    assert states() == ["unfollowed"]
    assert [event.kind for event in record.events()][-1] == "unfollowed"
    take_in(feed, "FEED, show: yes")
    work()
    assert states() == ["followed"]
    assert Account.objects.get().reading == Account.Reading.READ


def test_an_account_that_is_handed_over_goes_on_being_read(feed: Feed) -> None:
    take_in(feed, "FEED, show: yes")
    work()
    report = take_in(feed, "FEED, show: yes, to: 2026-11-21", "FEED, show: yes, from: 2026-11-22")
    assert (report.follow, report.leave) == (0, 1)
    work()
    assert states() == ["followed"]
    assert not any(record.events(kinds=("unfollowed",)))
    old, new = Account.objects.order_by("id")
    assert (old.reading, new.reading) == (Account.Reading.LEFT, Account.Reading.READ)
    assert new.native_id == old.native_id


def test_accounts_begin_and_end_on_their_days(feed: Feed) -> None:
    assert take_in(feed, "FEED, show: yes, from: 2026-12-01, to: 2026-12-24").follow == 0
    for day, state in ((1, "followed"), (24, "followed"), (25, "unfollowed")):
        following.settle(now=datetime(2026, 12, day, tzinfo=UTC))
        work()
        assert states() == [state], day


def test_what_stood_in_the_way_is_shown_at_the_account_and_tried_again(feed: Feed) -> None:
    feed.status = 503
    assert take_in(feed, "FEED, show: yes").follow == 1
    work()
    account = Account.objects.get()
    assert (account.reading, account.reading_why) == (Account.Reading.FAILED, "unreachable")
    following.settle_accounts.call()
    feed.status = 200
    work()
    assert Account.objects.get().reading == Account.Reading.READ


def test_a_server_that_is_silent_is_asked_once(feed: Feed) -> None:
    feed.status = 503
    take_in(feed, "FEED, show: yes")
    first = Account.objects.get()
    for place in range(5):
        url = f"{feed.address}?{place}"
        row = {"url": url, "address": parse(url).address, "reading": "waiting"}
        Account.objects.create(network="feeds", body=first.body, since=date(2026, 1, 1), **row)
    before = feed.visits
    work()
    assert feed.visits - before <= 2
    assert Account.objects.filter(reading="failed").count() == 6


def test_a_name_that_passed_to_another_is_not_joined(feed: Feed) -> None:
    take_in(feed, "FEED, show: yes")
    Account.objects.update(network="feeds", native_id="https://another.example/feed")
    work()
    account = Account.objects.get()
    assert (account.reading, account.reading_why) == (Account.Reading.FAILED, "account-changed")
    assert account.native_id == "https://another.example/feed"
    assert states() == ["unfollowed"]
    assert not Finding.objects.exists()


def test_an_account_that_is_hidden_while_its_network_is_asked_is_not_followed(feed: Feed) -> None:
    take_in(feed, "FEED, show: yes")
    account = Account.objects.get()
    Account.objects.filter(id=account.id).update(show=False, reading="left")
    assert following._follow(account, NOW) == ""
    assert states() == ["unfollowed"]
    assert Account.objects.get().reading == Account.Reading.LEFT


def test_what_cannot_be_read_is_left_alone(feed: Feed) -> None:
    row = 'url: "https://www.tiktok.com/@kyd", capacity: official, show: yes'
    assert take_in(feed, row).follow == 0
    assert Account.objects.get().reading == Account.Reading.NONE


def test_networks_that_can_be_read() -> None:
    assert following.can_be_read("youtube")
    assert not following.can_be_read("tiktok")
    assert {"mastodon", "feeds", "youtube", "peertube"} <= set(following.readable())
