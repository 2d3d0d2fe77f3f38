"""One film seen by several ways is one post: YouTube's feed, API and takeout; PeerTube, and Mastodon's view of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from tilstede.intake import pump
from tilstede.intake.tests.projection import everything
from tilstede.networks import peertube, youtube
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Seen
from tilstede.networks.youtube.tests import takeouts
from tilstede.posts import models, read, rebuild
from tilstede.record import append
from tilstede.record import read as record

NOW = datetime(2026, 11, 22, tzinfo=UTC)
YOUTUBE = Path(youtube.__path__[0]) / "tests" / "cases"
PEERTUBE = Path(peertube.__path__[0]) / "tests" / "cases"


@pytest.fixture(autouse=True)
def log(db: None) -> None:
    with transaction.atomic():
        append.begin(now=NOW)


def take(network: str, raw: bytes, mime: str, context: dict[str, str]) -> None:
    post = registry.get(network).parse(raw, mime, context)
    pump.take([Seen(raw, mime, post)], now=NOW)


def test_a_video_of_youtube(tmp_path: Path) -> None:
    take("youtube", (YOUTUBE / "feed-entry.raw.xml").read_bytes(), "application/xml", {})
    take("youtube", (YOUTUBE / "video.raw.json").read_bytes(), "application/json", {})
    export = registry.get("youtube").open_export(
        takeouts.packed(tmp_path / "takeout.zip", takeouts.norwegian())
    )
    assert export is not None
    pump.take([item for item in export.items() if isinstance(item, Seen)], now=NOW)
    export.close()
    number = read.by_alias("yt:fjordvik-01")
    assert number is not None
    assert number == read.by_alias("https://youtu.be/fjordvik-01")
    assert models.Post.objects.filter(number=number).count() == 1
    answered = read.by_alias(f"ytc:{takeouts.ASKED}")
    assert answered is not None
    assert answered != number


Take = Callable[[], None]


@pytest.fixture
def at_home() -> Take:
    raw = (PEERTUBE / "video.raw.json").read_bytes()
    context = json.loads((PEERTUBE / "video.context.json").read_bytes())
    return lambda: take("peertube", raw, "application/json", context)


def carried(content: str, edited: str | None = None) -> Take:
    """The film of `at_home` as Mastodon carries it."""
    address = "https://video.fjordvik.example"
    account = {
        "id": "7",
        "username": "fjordvik",
        "acct": "fjordvik@video.fjordvik.example",
        "url": f"{address}/accounts/fjordvik",
        "uri": f"{address}/accounts/fjordvik",
    }
    status = {
        "id": "110",
        "uri": f"{address}/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d",
        "url": f"{address}/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "created_at": "2026-02-01T12:00:00.000Z",
        "edited_at": edited,
        "visibility": "public",
        "content": content,
        "account": account,
    }
    seen = {"host": "fjordvik.example", "domain": "fjordvik.example"}
    return lambda: take("mastodon", json.dumps(status).encode(), "application/json", seen)


CARRIED = carried("<p>Kommunestyret, 1. februar</p>")
CHANGED = carried("<p>Kommunestyret, 1. og 2. februar</p>", "2026-02-03T12:00:00.000Z")


@pytest.mark.parametrize("first", ["home", "carried"])
def test_a_video_of_peertube_as_mastodon_sees_it(at_home: Take, first: str) -> None:
    for tell in (at_home, CARRIED) if first == "home" else (CARRIED, at_home):
        tell()
    for tell in (at_home, CARRIED, CHANGED, CHANGED, at_home):
        tell()
    film = models.Post.objects.get()
    assert (film.network, film.versions) == ("peertube", 1)
    assert read.by_alias("mastodon:fjordvik.example:110") == film.number
    assert "edited" not in {event.kind for event in record.events()}
    before = everything()
    rebuild.rebuild()
    assert everything() == before


def test_an_edit_that_was_none_is_shown_as_none_once_the_rows_are_made_anew(at_home: Take) -> None:
    at_home()
    CARRIED()
    told = [event for event in record.events() if event.kind == "witnessed"][-1]
    words = record.payload(told.number, "post")
    assert words is not None
    with transaction.atomic():
        append.append([append.Entry("edited", {"post": words, "raw": b"{}"})], now=NOW)
    rebuild.rebuild()
    film = models.Post.objects.get()
    assert (film.network, film.versions) == ("peertube", 1)


def test_a_comment_of_peertube_is_the_post_it_is_at_home() -> None:
    raw = (PEERTUBE / "answer-from-elsewhere.raw.json").read_bytes()
    context = json.loads((PEERTUBE / "answer-from-elsewhere.context.json").read_bytes())
    take("peertube", raw, "application/json", context)
    assert read.by_alias("https://nabo.example/users/kari/statuses/1093") == read.by_alias(
        "peertube:video.fjordvik.example:comment:32"
    )
