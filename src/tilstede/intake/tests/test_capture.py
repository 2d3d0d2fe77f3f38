from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from tilstede.intake import books, capture, sources, words
from tilstede.intake.models import Source
from tilstede.intake.readers import Asked, End
from tilstede.intake.tests.feed_server import Feed, serving
from tilstede.networks.kit import contract
from tilstede.posts import models, read
from tilstede.record import append, checkpoint
from tilstede.record import read as record

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def feed(settings: Any) -> Iterator[Feed]:
    settings.LOOPBACK = ["127.0.0.1:*"]
    with serving() as found:
        found.entries = {1: "Straumen er borte.", 2: "Straumen er tilbake."}
        yield found


def follow(feed: Feed) -> Source:
    return sources.follow(feed.address, by="test", now=NOW).source


def visit(at: datetime = NOW) -> capture.Visit:
    (only,) = capture.capture(now=lambda: at, at_once=True)
    return only


def kinds() -> list[str]:
    return [event.kind for event in record.events()]


def test_a_followed_feed_is_read_and_the_second_round_costs_nothing(feed: Feed) -> None:
    source = follow(feed)
    assert source.title == "Driftsmeldingar"
    first = visit()
    assert (first.tally.read, first.tally.new) == (2, 2)
    assert visit().tally.read == 0
    feed.entries[3] = "Vegen er stengd."
    assert visit().tally.new == 1
    source.refresh_from_db()
    assert source.last_success == NOW
    assert source.next_try > NOW


def test_a_changed_entry_is_a_new_version(feed: Feed) -> None:
    follow(feed)
    visit()
    feed.entries[1] = "Straumen er borte i sentrum."
    assert visit(NOW + timedelta(hours=1)).tally.versions == 1


def test_following_twice_is_following_once(feed: Feed) -> None:
    assert sources.follow(feed.address, by="test", now=NOW).new
    assert not sources.follow(feed.address, by="test", now=NOW).new
    assert Source.objects.count() == 1


def test_a_failing_source_opens_a_gap_that_closes_when_it_answers(feed: Feed) -> None:
    source = follow(feed)
    visit()
    feed.status = 503
    assert visit(NOW + timedelta(hours=1)).error
    assert visit(NOW + timedelta(hours=2)).error
    (gap,) = read.gaps(network="feeds", address=source.address)
    assert gap.open
    assert gap.since == NOW
    source.refresh_from_db()
    assert (source.failures, source.why) == (2, "unreachable")
    assert source.next_try > NOW + timedelta(hours=2)
    feed.status = 200
    assert not visit(NOW + timedelta(hours=5)).error
    (gap,) = read.gaps(network="feeds", address=source.address)
    assert not gap.open
    assert kinds()[-1] == "closed"


def test_a_server_that_asks_us_to_wait_is_left_alone_that_long(feed: Feed) -> None:
    source = follow(feed)
    feed.status, feed.headers = 429, {"Retry-After": "7200"}
    visit()
    source.refresh_from_db()
    assert source.next_try == NOW + timedelta(hours=2)
    assert not sources.due(NOW + timedelta(hours=1))


def test_a_feed_that_became_a_login_page_is_told_as_such(feed: Feed) -> None:
    follow(feed)
    visit()
    feed.body, feed.headers = (
        "<html><form><input type=password></form></html>",
        {"Content-Type": "text/html"},
    )
    assert visit().error
    assert models.Post.objects.count() == 2


def test_a_feed_that_is_gone_pauses_its_source_and_nothing_is_withdrawn(feed: Feed) -> None:
    source = follow(feed)
    visit()
    feed.status = 410
    visit()
    source.refresh_from_db()
    assert (source.state, source.why) == ("paused", "not-found")
    assert not models.Post.objects.exclude(gone_event=None).exists()
    sources.resume(source, by="test", now=NOW)
    feed.status = 200
    assert not visit().error


def test_an_entry_that_leaves_the_feed_is_not_a_deletion(feed: Feed) -> None:
    follow(feed)
    visit()
    del feed.entries[1]
    visit()
    assert "gone" not in kinds()


def test_paused_and_unfollowed_sources_are_not_read(feed: Feed) -> None:
    source = follow(feed)
    sources.pause(source, why="decided", by="test", now=NOW)
    assert capture.capture(at_once=True) == []
    sources.resume(source, by="test", now=NOW)
    sources.unfollow(source, by="test", now=NOW)
    assert capture.capture(at_once=True) == []
    assert kinds() == ["key", "followed", "paused", "resumed", "unfollowed"]


def test_an_address_inside_our_own_network_is_not_fetched() -> None:
    with pytest.raises(sources.NotFollowed) as refused:
        sources.follow("http://127.0.0.1:9/feed.xml", by="test", now=NOW)
    assert "127.0.0.1" in refused.value.detail


def test_a_source_is_found_by_what_people_call_it(feed: Feed) -> None:
    source = follow(feed)
    assert sources.find(str(source.id)) == source
    assert sources.find(feed.address) == source
    with pytest.raises(sources.NotFollowed):
        sources.find("https://ukjend.example/")


def test_a_login_is_kept_encrypted_and_told_to_the_network_alone(feed: Feed) -> None:
    source = sources.follow(feed.address, by="test", now=NOW, token="hemmeleg-lykel").source
    assert "hemmeleg" not in source.token
    assert books._told(source).token == "hemmeleg-lykel"
    sources.follow(feed.address, by="test", now=NOW)
    source.refresh_from_db()
    assert books._told(source).token == "hemmeleg-lykel"


def test_resuming_says_that_the_account_which_has_the_name_now_is_the_right_one(feed: Feed) -> None:
    source = follow(feed)
    right = source.account_id
    source.account_id = "https://annan.example/users/x"
    source.save()
    sources.pause(source, why="account-changed", by="capture", now=NOW)
    sources.resume(source, by="test", now=NOW)
    source.refresh_from_db()
    assert (source.account_id, source.state) == (right, "followed")


def test_a_login_that_can_no_longer_be_read_pauses_its_source(feed: Feed, settings: Any) -> None:
    """Never read on as anyone: that shows less than a follower sees, and nobody would notice."""
    source = sources.follow(feed.address, by="test", now=NOW, token="hemmeleg-lykel").source
    settings.SECRET_KEY = "another one"
    with translation.override("en"):
        visited = visit()
        assert "secret was changed" in visited.error
        assert "secret was changed" in words.state("secret-changed")
    assert visited.tally.read == 0
    source.refresh_from_db()
    assert (source.state, source.why) == ("paused", "secret-changed")
    assert kinds()[-2:] == ["gap", "paused"]
    sources.follow(feed.address, by="test", now=NOW, token="ny-lykel")
    assert visit().tally.new == 2
    assert kinds()[-1] == "closed"


def failed(source: Source) -> None:
    """A round that ends with a failing source, the row as it was when the round began."""
    with transaction.atomic():
        books.settle(
            [End(Asked(source, "", contract.NotFound("borte")), contract.NotFound("borte"))], NOW
        )


def test_a_failing_round_leaves_a_persons_pause_as_it_is(feed: Feed) -> None:
    source = follow(feed)
    sources.pause(sources.find(feed.address), why="decided", detail="flyttar", by="test", now=NOW)
    failed(source)
    source = Source.objects.get()
    assert (source.state, source.why, source.detail) == ("paused", "decided", "flyttar")
    assert source.failures == 1
    assert kinds()[-2:] == ["paused", "gap"]


def test_who_writes_of_a_source_leaves_the_rest_as_others_wrote_it(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL others may write the row between our reading and our writing it."""
    source, noted = follow(feed), append.append

    def meanwhile(*given: Any, **more: Any) -> int:
        Source.objects.update(title="ny tittel", cursor={"etag": "ny"})
        return noted(*given, **more)

    monkeypatch.setattr(append, "append", meanwhile)
    acts: list[Callable[[], object]] = [
        lambda: failed(source),
        lambda: sources.follow(feed.address, by="test", now=NOW, token="hemmeleg"),
        lambda: sources.pause(source, why="decided", by="test", now=NOW),
        lambda: sources.resume(source, by="test", now=NOW),
        lambda: sources.unfollow(source, by="test", now=NOW),
    ]
    for act in acts:
        Source.objects.update(title="", cursor={})
        act()
        written = Source.objects.get()
        assert (written.title, written.cursor) == ("ny tittel", {"etag": "ny"})


def test_what_is_so_already_is_not_recorded_again(feed: Feed) -> None:
    source = follow(feed)
    assert not sources.resume(source, by="test", now=NOW)
    assert sources.pause(source, why="decided", by="test", now=NOW)
    assert not sources.pause(source, why="decided", by="test", now=NOW)
    assert sources.unfollow(source, by="test", now=NOW)
    assert not sources.unfollow(source, by="test", now=NOW)
    assert not sources.pause(source, why="decided", by="test", now=NOW)
    assert sources.resume(source, by="test", now=NOW)
    assert kinds() == ["key", "followed", "paused", "unfollowed", "followed"]


def test_a_round_signs_whatever_the_record_has_grown_by(feed: Feed) -> None:
    follow(feed)
    visit()
    feed.status = 503
    assert not visit(NOW + timedelta(hours=1)).tally.taken
    assert kinds()[-1] == "gap"
    signed = checkpoint.latest()
    assert signed
    assert signed.size == record.size()
    source = Source.objects.get()
    sources.pause(source, why="decided", by="test", now=NOW)
    assert capture.capture(at_once=True) == []
    signed = checkpoint.latest()
    assert signed
    assert signed.size == record.size()
    count = len(list(checkpoint.every()))
    capture.capture(at_once=True)
    assert len(list(checkpoint.every())) == count
