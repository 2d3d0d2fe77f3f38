"""A round through many sources: polite to hosts, cheap when nothing is new, and never stopped by one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tilstede.intake import books, capture, sources
from tilstede.intake.alone import Busy, alone, alone_on_database
from tilstede.intake.models import Source
from tilstede.networks.feeds.network import Feeds
from tilstede.networks.kit import contract, registry
from tilstede.networks.kit.contract import Batch
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, Site, serving
from tilstede.posts import models, read
from tilstede.record import read as record

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
INTERVAL = timedelta(seconds=Feeds.interval)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """What is said is said in the language of the tests."""
    with translation.override("en"):
        yield


def document(*texts: str, name: str = "Drift") -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{name}-{number}</guid><title>{text}</title></item>"
        for number, text in enumerate(texts)
    )
    return f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.LOOPBACK = ["127.0.0.1:*"]
    with serving() as found:
        yield found


@pytest.fixture
def other(settings: Any) -> Iterator[Site]:
    with serving() as found:
        yield found


def feed(
    site: Site, path: str, page: Page | Callable[[Mapping[str, str]], Page] | None = None
) -> Source:
    """A source that was never read, so that there is no cursor to answer."""
    site.pages[path] = page or Page(document("Ferja går.", name=path))
    return Source.objects.create(network="feeds", address=site.url(path), next_try=NOW, title=path)


def round_(at: datetime = NOW, *, at_once: bool = False) -> dict[str, capture.Visit]:
    visits = capture.capture(now=lambda: at, at_once=at_once)
    return {visit.source.title: visit for visit in visits}


def asked(site: Site) -> list[str]:
    paths = [path for path, _ in site.seen]
    site.seen.clear()
    return paths


def test_a_fault_of_ours_is_counted_told_and_no_hindrance(site: Site) -> None:
    feed(site, "/a")
    bad = feed(site, "/bad")
    feed(site, "/c")
    Source.objects.filter(id=bad.id).update(cursor=["no cursor of ours"])
    visits = round_()
    assert [visits[name].tally.new for name in ("/a", "/bad", "/c")] == [1, 0, 1]
    assert visits["/bad"].error == "a fault of tilstede's own"
    bad.refresh_from_db()
    assert (bad.state, bad.failures, bad.why) == ("followed", 1, "fault")
    assert bad.detail == visits["/bad"].detail
    assert bad.detail.startswith("ValueError: ")
    assert bad.next_try == NOW + 2 * INTERVAL
    (gap,) = read.gaps(network="feeds", address=bad.address)
    assert gap.why == "fault"


class _Unwritable(Feeds):
    """A network whose cursor nobody can keep."""

    def fetch(self, source: contract.Source, http: Http, now: datetime) -> Iterator[Batch]:
        for batch in super().fetch(source, http, now):
            if source.address.endswith("/bad"):
                yield Batch(batch.items, {"what": object()})
            else:
                yield batch


def test_a_fault_in_writing_leaves_nothing_behind_and_hinders_nobody(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("/a", "/bad", "/c"):
        feed(site, path)
    monkeypatch.setattr(registry, "get", lambda name: _Unwritable())
    visits = round_()
    assert {name: visit.tally.taken for name, visit in visits.items()} == {
        "/a": 1,
        "/bad": 0,
        "/c": 1,
    }
    assert visits["/bad"].detail.startswith("TypeError: ")
    assert models.Post.objects.count() == 2


def test_a_database_that_goes_away_is_no_sources_fault(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise OperationalError("the connection is lost")

    source = feed(site, "/a")
    monkeypatch.setattr(books, "come_to", away)
    with pytest.raises(OperationalError, match="lost"):
        round_()
    source.refresh_from_db()
    assert (source.failures, source.why, source.gap) == (0, "", None)


def test_a_round_in_which_nothing_is_new_is_a_few_commits(
    site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def unchanged(headers: Mapping[str, str]) -> Page:
        return (
            Page(b"", 304)
            if "if-none-match" in headers
            else Page(document("Hei"), headers={"ETag": '"1"'})
        )

    for number in range(60):
        feed(site, f"/{number}", unchanged)
    assert sum(visit.tally.read for visit in round_().values()) == 60
    with django_assert_max_num_queries(30):
        assert len(round_(NOW + INTERVAL)) == 60
    assert set(Source.objects.values_list("last_success", "begun")) == {(NOW + INTERVAL, None)}


def test_one_request_at_a_time_to_a_host_and_several_hosts_at_once(site: Site, other: Site) -> None:
    at_once: dict[str, int] = {"site": 0, "other": 0}
    most: dict[str, int] = {}
    lock = threading.Lock()

    def slow(name: str) -> Callable[[Mapping[str, str]], Page]:
        def answer(headers: Mapping[str, str]) -> Page:
            with lock:
                at_once[name] += 1
                most[name] = max(most.get(name, 0), at_once[name])
                most["both"] = max(most.get("both", 0), sum(at_once.values()))
            time.sleep(0.1)
            with lock:
                at_once[name] -= 1
            return Page(document("Hei"))

        return answer

    for number in range(4):
        feed(site, f"/{number}", slow("site"))
        feed(other, f"/{number}", slow("other"))
    round_()
    assert most == {"site": 1, "other": 1, "both": 2}


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "7200"}, timedelta(hours=2)),
        (503, {"Retry-After": "7200"}, timedelta(hours=2)),
        (503, {"Retry-After": str(3 * 86_400)}, timedelta(days=3)),
        (429, {}, INTERVAL),
        (503, {}, INTERVAL),
    ],
)
def test_a_host_that_wants_to_be_left_alone_is_left_alone_by_all_its_sources(
    site: Site, other: Site, status: int, headers: dict[str, str], wait: timedelta
) -> None:
    feed(site, "/a", Page(b"", status, headers))
    waiting = feed(site, "/b")
    feed(site, "/later")
    Source.objects.filter(title="/later").update(next_try=NOW + timedelta(minutes=1))
    feed(other, "/else")
    assert set(round_()) == {"/a", "/else"}
    assert asked(site) == ["/a"]
    round_(NOW + wait - timedelta(seconds=1))
    assert asked(site) == []
    waiting.refresh_from_db()
    assert (waiting.failures, waiting.gap, waiting.begun) == (0, None, None)
    assert waiting.next_try == NOW + wait
    round_(NOW + wait)
    assert {"/b", "/later"} <= set(asked(site)), (
        "it was never its fault, so it comes before the other"
    )


def test_a_date_to_come_back_at_is_understood(site: Site) -> None:
    when = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=5)
    source = feed(site, "/a", Page(b"", 429, {"Retry-After": format_datetime(when, usegmt=True)}))
    start = datetime.now(UTC)
    capture.capture()
    source.refresh_from_db()
    assert timedelta(0) <= source.next_try - when < datetime.now(UTC) - start + timedelta(seconds=1)


def test_who_always_says_in_a_second_is_not_asked_every_second(site: Site) -> None:
    source = feed(site, "/a", Page(b"", 429, {"Retry-After": "1"}))
    waits = []
    at = NOW
    for _ in range(5):
        round_(at)
        source.refresh_from_db()
        waits.append(source.next_try - at)
        at = source.next_try
    second = timedelta(seconds=1)
    assert waits == [second, second, second, 16 * INTERVAL, 32 * INTERVAL]


def test_a_host_that_does_not_answer_is_tried_once_a_round(site: Site) -> None:
    with serving() as gone:
        silent = [feed(gone, f"/{number}") for number in range(3)]
    feed(site, "/a")
    visits = round_()
    assert len(visits) == 2
    assert visits["/0"].error
    assert visits["/a"].tally.new == 1
    silent[1].refresh_from_db()
    assert silent[1].next_try == NOW + INTERVAL


def test_one_broken_feed_of_a_host_is_its_own_trouble(site: Site) -> None:
    feed(site, "/a", Page(b"", 500))
    feed(site, "/b")
    assert round_()["/b"].tally.new == 1


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ({"Cache-Control": "public, max-age=7200"}, timedelta(hours=2)),
        ({"Cache-Control": "max-age=7200", "Age": "1800"}, timedelta(minutes=90)),
        ({"Cache-Control": "max-age=60"}, INTERVAL),
        ({"Cache-Control": "s-maxage=7200"}, INTERVAL),
        ({"Cache-Control": "max-age=31536000"}, timedelta(days=1)),
        ({"Cache-Control": "no-cache"}, INTERVAL),
    ],
)
@pytest.mark.parametrize("unchanged", [False, True])
def test_no_sooner_than_the_publisher_says_that_there_can_be_news(
    site: Site, told: dict[str, str], wait: timedelta, unchanged: bool
) -> None:
    source = feed(site, "/a", Page(document("Hei"), headers=told))
    if unchanged:
        site.pages["/a"] = Page(document("Hei"))
        round_()
        site.pages["/a"] = Page(b"", 304, told)
    round_(at_once=True)
    source.refresh_from_db()
    assert source.next_try == NOW + wait


def test_a_redirect_that_leads_back_to_itself_is_told_and_tried_again_later(site: Site) -> None:
    site.pages["/b"] = Page(b"", 302, {"Location": "/a"})
    source = feed(site, "/a", Page(b"", 302, {"Location": "/b"}))
    visits = round_()
    assert "redirects" in visits["/a"].detail
    assert len(site.seen) == 6
    source.refresh_from_db()
    assert (source.state, source.why) == ("followed", "forbidden")


def test_a_feed_that_moves_to_another_host_keeps_its_author(site: Site, other: Site) -> None:
    feed(site, "/a", Page(document("Ferja går.")))
    source = Source.objects.get()
    round_()
    site.pages["/a"] = Page(b"", 301, {"Location": other.url("/ny")})
    other.pages["/ny"] = Page(document("Ferja går.", "Ferja er full."))
    assert round_(at_once=True)["/a"].tally.new == 1
    (author,) = models.Author.objects.all()
    assert author.native_id == source.address
    source.refresh_from_db()
    assert (source.address, source.moved) == (site.url("/a"), other.url("/ny"))
    told = record.payload(next(e.number for e in record.events() if e.kind == "moved"), "about")
    assert told is not None
    assert other.url("/ny").encode() in told

    asked(site)
    other.pages["/ny"] = Page(b"", 304)
    round_(at_once=True)
    assert asked(site) == []
    assert [event.kind for event in record.events()].count("moved") == 1
    assert sources.find(other.url("/ny")) == source

    other.pages["/ny"] = Page(document("Ferja går.", "Ferja er full."))
    followed = sources.follow(other.url("/ny"), by="test", now=NOW)
    assert (followed.source.id, followed.new) == (source.id, False), "it is the same feed"


def test_a_move_is_known_also_when_nothing_is_new(site: Site, other: Site) -> None:
    source = feed(site, "/a", Page(document("Hei"), headers={"ETag": '"1"'}))
    round_()
    site.pages["/a"] = Page(b"", 308, {"Location": other.url("/ny")})
    other.pages["/ny"] = Page(b"", 304)
    round_(at_once=True)
    source.refresh_from_db()
    assert source.moved == other.url("/ny")


def test_a_feed_that_moves_back_is_found_at_its_own_address(site: Site, other: Site) -> None:
    source = feed(site, "/a", Page(b"", 301, {"Location": other.url("/ny")}))
    other.pages["/ny"] = Page(document("Hei"), headers={"ETag": '"1"'})
    round_()
    del other.pages["/ny"]
    site.pages["/a"] = Page(document("Hei", "Heime att"))
    assert round_(at_once=True)["/a"].tally.new == 1
    source.refresh_from_db()
    assert (source.moved, source.state) == ("", "followed")
    assert [event.kind for event in record.events()].count("moved") == 2


def test_the_other_hosts_trouble_after_a_redirect_is_not_the_first_ones(
    site: Site, other: Site
) -> None:
    feed(site, "/a", Page(b"", 302, {"Location": other.url("/")}))
    feed(site, "/b")
    other.pages["/"] = Page(b"", 429)
    assert set(round_()) == {"/a", "/b"}


def test_two_rounds_are_never_made_at_once(site: Site) -> None:
    feed(site, "/a")
    with alone("capture"):
        with pytest.raises(Busy):
            capture.capture(wait=False)
        capture.capture_due.call()
    assert asked(site) == []
    capture.capture_due.call()
    assert asked(site) == ["/a"]


def test_a_round_a_person_stops_leaves_no_suspicion(site: Site) -> None:
    sources_ = [feed(site, f"/{number}") for number in range(3)]

    def enough(visit: capture.Visit) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        capture.capture(now=lambda: NOW, told=enough)
    assert not Source.objects.exclude(begun=None).exists()
    Source.objects.filter(id=sources_[0].id).update(begun=NOW, deaths=1, next_try=NOW)
    Source.objects.exclude(id=sources_[0].id).delete()
    with pytest.raises(KeyboardInterrupt):
        capture.capture(now=lambda: NOW, told=enough)
    assert Source.objects.get().deaths <= 1


def test_what_it_died_of_three_times_waits_for_a_person(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    source = feed(site, "/a")
    Source.objects.update(begun=NOW, deaths=books.DEATHS)
    visits = round_()
    assert asked(site) == []
    assert visits["/a"].error.startswith("tilstede was ended each time")
    (told,) = [one for one in caplog.records if one.name == capture.__name__]
    assert (told.levelname, told.exc_info) == ("WARNING", None)
    source.refresh_from_db()
    assert (source.state, source.why, source.begun, source.deaths) == ("paused", "fatal", None, 0)
    assert read.gaps(network="feeds", address=source.address)


@pytest.mark.usefixtures("postgres_db")
def test_two_machines_never_make_rounds_at_once(site: Site, settings: Any, tmp_path: Path) -> None:
    """Each has a data folder of its own, and both the same database."""
    feed(site, "/a")
    with alone_on_database("capture"):
        settings.DATA = tmp_path
        with pytest.raises(Busy):
            capture.capture(wait=False)
    assert asked(site) == []
    capture.capture(wait=False, now=lambda: NOW)
    assert asked(site) == ["/a"]


@pytest.mark.usefixtures("postgres_db")
def test_rounds_on_postgresql(site: Site, other: Site) -> None:
    feed(site, "/a")
    feed(other, "/busy", Page(b"", 503))
    feed(other, "/waits")
    assert round_()["/a"].tally.new == 1
    site.pages["/a"] = Page(b"", 301, {"Location": site.url("/ny")})
    site.pages["/ny"] = Page(document("Ferja går.", "Ferja er full.", name="/a"))
    other.pages["/busy"] = Page(document("Hei"))
    visits = round_(NOW + 2 * INTERVAL)
    assert {name: visit.tally.new for name, visit in visits.items()} == {
        "/a": 1,
        "/busy": 1,
        "/waits": 1,
    }
    assert [event.kind for event in record.events()].count("moved") == 1
    assert not Source.objects.exclude(failures=0, gap=None, begun=None).exists()
