"""Streams of a server on loopback are written as all else is, and what they miss is caught up with or told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.servers import faults
from tests.servers.mastodon import Mock
from tests.servers.proxy import Proxy

from tilstede.intake import capture, hearing, lost, streams, wanted, web
from tilstede.intake.alone import Busy, alone_on_database
from tilstede.intake.listeners import Listener, Told
from tilstede.intake.models import Source, Stream
from tilstede.networks.kit import contract, registry
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Batch, Missing
from tilstede.networks.kit.http import Http
from tilstede.office import access
from tilstede.office.models import Account
from tilstede.posts import read
from tilstede.record import read as record

pytestmark = [pytest.mark.django_db, pytest.mark.server]
NOW = datetime.now(UTC)


def kinds() -> list[str]:
    return [event.kind for event in record.events() if event.kind not in ("key", "followed")]


@pytest.fixture
def http(settings: Any) -> Iterator[Http]:
    settings.LOOPBACK = ["localhost:*"]
    with web.client() as client:
        yield client


@pytest.fixture
def proxy(mock: Mock, misbehaving: Callable[[str], Proxy]) -> Proxy:
    found = misbehaving(mock.base)
    found.fault(
        faults.rewritten(lambda told: {**told, "configuration": {}, "urls": {}}), path="/instance$"
    )
    return found


@pytest.fixture
def account(mock: Mock, proxy: Proxy, http: Http) -> Account:
    """The mayor's, connected by way of the proxy."""
    connector = registry.get("mastodon").connector()
    assert connector is not None
    given = {"server": proxy.base, "token": mock.mayor.token}
    login = connector.begin("token", given, "", http, NOW)
    assert isinstance(login, Access)
    row = Account.objects.create(
        network="mastodon", address=mock.mayor.address, native_id=login.account_id
    )
    access.keep(row, login, way="token", by="test", now=NOW)
    return row


@pytest.fixture
def keeper(http: Http) -> Iterator[streams.Keeper]:
    """Writes in the thread of the test."""
    found = streams.Keeper(http, lambda: datetime.now(UTC), threading.Event())
    yield found
    for listener in found.open.values():
        listener.leave()


def until(keeper: streams.Keeper, done: Callable[[], object], *, seconds: float = 15.0) -> None:
    """Write what comes, until that is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not within {seconds} seconds: {kinds()}, {keeper.open}"
        keeper.step()


def opened(keeper: streams.Keeper, *sources: Source) -> None:
    keeper.look()
    names = [f"source:{one.id}" for one in sources]
    until(keeper, lambda: all(keeper.open[name].is_open for name in names))


def test_what_is_said_is_heard_as_it_happens(
    mock: Mock, account: Account, keeper: streams.Keeper
) -> None:
    """And once, though the rounds read it too; and read at once when the stream opens."""
    later = NOW + timedelta(hours=1)
    mock.citizen.post("Før #flaum")
    tag = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    Source.objects.update(next_try=later)
    opened(keeper, tag)
    tag.refresh_from_db()
    assert tag.next_try < later, "what was said before is not in the stream"
    mock.citizen.post("Vatnet stig #flaum")
    until(keeper, lambda: kinds() == ["heard"])
    assert Stream.objects.get().cursor["met"]
    (visit,) = capture.capture(at_once=True)
    assert (visit.error, visit.tally.new, visit.tally.had) == ("", 1, 1)
    assert kinds().count("heard") == 2


def test_a_deletion_and_what_comes_twice(
    mock: Mock, proxy: Proxy, account: Account, keeper: streams.Keeper
) -> None:
    tag = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    proxy.fault(faults.streamed(faults.doubled), path="/streaming/")
    opened(keeper, tag)
    said = mock.citizen.post("Vatnet stig #flaum")
    mock.citizen.delete(said["id"])
    mock.citizen.post("Sola skin #flaum")
    until(keeper, lambda: kinds().count("heard") == 2)
    assert kinds() == ["heard", "gone", "heard"]


def test_a_stream_that_breaks_is_opened_again_with_growing_pauses_and_the_others_go_on(
    mock: Mock, proxy: Proxy, account: Account, keeper: streams.Keeper
) -> None:
    broken = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    whole = hearing.hear("hashtag", "sol", account=account, by="test", now=NOW)
    proxy.fault(faults.answered(500), path="tag=flaum", count=2)
    keeper.look()
    name = f"source:{broken.id}"
    until(keeper, lambda: name not in keeper.open)
    assert 0 < keeper.pause(name) <= streams.SOON
    keeper.look()
    assert name not in keeper.open, "not before the pause is over"
    keeper.forget_pauses()
    keeper.look()
    until(keeper, lambda: name not in keeper.open)
    assert streams.SOON < keeper.pause(name) <= 2 * streams.SOON
    mock.citizen.post("Sola skin #sol")
    until(keeper, lambda: kinds() == ["heard"])
    keeper.forget_pauses()
    opened(keeper, broken, whole)
    assert not Stream.objects.exclude(lost=None).exists(), "it had not begun, so nothing was lost"


def test_what_a_broken_stream_missed_is_read_at_once(
    mock: Mock, proxy: Proxy, account: Account, keeper: streams.Keeper
) -> None:
    tag = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    proxy.fault(faults.streamed(faults.dropped(4)), path="/streaming/", count=1)
    opened(keeper, tag)
    Source.objects.update(next_try=NOW + timedelta(hours=1))
    until(keeper, lambda: not keeper.open)
    assert Stream.objects.get().lost
    mock.citizen.post("Ingen høyrde #flaum")
    (visit,) = capture.capture()
    assert (visit.error, visit.tally.new) == ("", 1)
    lost.settle(datetime.now(UTC), ())
    assert Stream.objects.get().lost is None
    assert "gap" not in kinds()


def test_what_nobody_caught_up_with_is_a_gap_until_somebody_has(
    mock: Mock, proxy: Proxy, account: Account, keeper: streams.Keeper
) -> None:
    tag = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    proxy.fault(faults.streamed(faults.dropped(4)), path="/streaming/", count=1)
    opened(keeper, tag)
    until(keeper, lambda: not keeper.open)
    soon, later = datetime.now(UTC), datetime.now(UTC) + lost.PATIENCE + timedelta(seconds=1)
    lost.settle(soon, ())
    assert "gap" not in kinds()
    lost.settle(later, ())
    lost.settle(later, ())
    assert kinds() == ["gap"]
    (gap,) = read.gaps(network="mastodon", address=tag.address)
    assert (gap.open, gap.why) == (True, "stream-lost")
    capture.capture(at_once=True)
    lost.settle(later, ())
    assert kinds() == ["gap", "closed"]
    (gap,) = read.gaps(network="mastodon", address=tag.address)
    assert not gap.open


def test_what_a_stream_of_many_cannot_tell_any_more_is_a_gap_until_all_are_read(
    keeper: streams.Keeper,
) -> None:
    """That it goes on, from another place, makes up for nothing."""
    made = {"network": "bluesky", "next_try": NOW + timedelta(hours=1), "last_success": NOW}
    rows = [
        Source.objects.create(address=did, account_id=did, **made)
        for did in ("did:plc:a", "did:plc:b")
    ]
    source = contract.Source("bluesky", "did:plc:a did:plc:b")
    listener = Listener("bluesky", source, frozenset(one.id for one in rows))
    keeper.open["bluesky"] = listener
    Stream.objects.create(name="bluesky")
    gap = Missing(NOW - timedelta(days=3), NOW - timedelta(days=1), "stream-lost")
    for _ in range(2):
        assert keeper.found.put(Told(listener, Batch((gap,), {"time_us": 1})))
        keeper.step()
    assert kinds() == ["gap"]
    (told,) = read.gaps(network="bluesky", address="")
    assert (told.since, told.until) == (
        gap.since.replace(microsecond=0) if gap.since else None,
        gap.until.replace(microsecond=0) if gap.until else None,
    )
    assert not Source.objects.filter(next_try__gt=datetime.now(UTC)).exists()
    later = datetime.now(UTC) + timedelta(minutes=1)
    Source.objects.filter(id=rows[0].id).update(last_success=later)
    lost.settle(later, {"bluesky"})
    assert kinds() == ["gap"]
    Source.objects.update(last_success=later)
    lost.settle(later, {"bluesky"})
    assert kinds() == ["gap", "closed"]


def test_a_stream_that_says_nothing_is_closed_and_its_source_is_read(
    mock: Mock, proxy: Proxy, account: Account, keeper: streams.Keeper
) -> None:
    keeper.silence = 1.5
    silent = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    talking = hearing.hear("hashtag", "sol", account=account, by="test", now=NOW)
    proxy.fault(faults.streamed(faults.silent(1, seconds=20)), path="tag=flaum", count=1)
    opened(keeper, silent, talking)
    Source.objects.update(next_try=NOW + timedelta(hours=1))

    def closed() -> bool:
        keeper.look()
        return f"source:{silent.id}" not in keeper.open

    until(keeper, closed)
    silent.refresh_from_db()
    talking.refresh_from_db()
    assert silent.next_try < talking.next_try
    assert Stream.objects.get(name=f"source:{silent.id}").lost
    assert f"source:{talking.id}" in keeper.open, "that one shows signs of life"


def test_a_login_that_was_taken_back_is_not_tried_again_and_again(
    proxy: Proxy, account: Account, keeper: streams.Keeper
) -> None:
    tag = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    proxy.fault(faults.answered(401), path="/streaming/")
    keeper.look()
    until(keeper, lambda: not keeper.open)
    assert keeper.pause(f"source:{tag.id}") > streams.CLOSED - 60


def test_what_is_no_longer_followed_is_no_longer_streamed(
    account: Account, keeper: streams.Keeper, settings: Any
) -> None:
    tag = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    other = hearing.hear("hashtag", "sol", account=account, by="test", now=NOW)
    opened(keeper, tag, other)
    Source.objects.filter(id=tag.id).update(state=Source.State.PAUSED)
    keeper.look()
    assert set(keeper.open) == {f"source:{other.id}"}
    settings.STREAMS = 0
    keeper.look()
    assert not keeper.open


def test_which_streams_are_wanted(account: Account) -> None:
    """What is said to us first, then our own, then hashtags; of Bluesky one for all; not what only others write."""
    tag = hearing.hear("hashtag", "flaum", account=account, by="test", now=NOW)
    said = hearing.hear("mentions", account.native_id, account=account, by="test", now=NOW)
    hearing.hear("search", "flaum", account=account, by="test", now=NOW)
    own = Source.objects.create(
        network="mastodon", address=account.address, account_id=account.native_id, next_try=NOW
    )
    Source.objects.create(network="mastodon", address="x", account_id="another", next_try=NOW)
    for did in ("did:plc:b", "did:plc:a"):
        Source.objects.create(network="bluesky", address=did, account_id=did, next_try=NOW)
    found = wanted.streams(20)
    names = [f"source:{one.id}" for one in (said, own, tag)]
    assert list(found) == ["bluesky", *names]
    assert found["bluesky"].source.address == "did:plc:a did:plc:b"
    assert list(wanted.streams(2)) == ["bluesky", names[0]]


@pytest.mark.django_db(transaction=True)
def test_kept_open_beside_the_worker(mock: Mock, account: Account, settings: Any) -> None:
    """In a thread of its own, one process at a time, and gone when the worker ends."""
    Source.objects.create(
        network="mastodon",
        address="flaum",
        what="hashtag",
        account_id=account.native_id,
        next_try=NOW,
    )
    with streams.kept_open():
        end = time.monotonic() + 20
        while not Stream.objects.exclude(heard=None).exists():
            assert time.monotonic() < end
            time.sleep(0.2)
        with pytest.raises(Busy), alone_on_database("streams", wait=False):
            pass
    assert "streams" not in [one.name for one in threading.enumerate()]
    settings.STREAMS = 0
    with streams.kept_open():
        assert "streams" not in [one.name for one in threading.enumerate()]
