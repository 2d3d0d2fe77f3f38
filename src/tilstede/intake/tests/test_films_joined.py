"""One film seen by several ways is one post: YouTube's feed, API and takeout; PeerTube, and Mastodon's view of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from tilstede.intake import pump
from tilstede.networks import peertube, youtube
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Seen
from tilstede.networks.youtube.tests import takeouts
from tilstede.posts import models, read
from tilstede.record import append

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


def test_a_video_of_peertube_as_mastodon_sees_it() -> None:
    raw = (PEERTUBE / "video.raw.json").read_bytes()
    context = json.loads((PEERTUBE / "video.context.json").read_bytes())
    video = registry.get("peertube").parse(raw, "application/json", context)
    account = {
        "id": "7",
        "username": "fjordvik",
        "acct": "fjordvik@video.fjordvik.example",
        "url": "https://video.fjordvik.example/accounts/fjordvik",
        "uri": "https://video.fjordvik.example/accounts/fjordvik",
    }
    status = {
        "id": "110",
        "uri": video.aliases[0],
        "url": video.url,
        "created_at": "2026-02-01T12:00:00.000Z",
        "visibility": "public",
        "content": "<p>Kommunestyret, 1. februar</p>",
        "account": account,
    }
    take("peertube", raw, "application/json", context)
    seen = {"host": "fjordvik.example", "domain": "fjordvik.example"}
    take("mastodon", json.dumps(status).encode(), "application/json", seen)
    assert models.Post.objects.count() == 1
    assert read.by_alias("mastodon:fjordvik.example:110") == read.by_alias(video.url)


def test_a_comment_of_peertube_is_the_post_it_is_at_home() -> None:
    raw = (PEERTUBE / "answer-from-elsewhere.raw.json").read_bytes()
    context = json.loads((PEERTUBE / "answer-from-elsewhere.context.json").read_bytes())
    take("peertube", raw, "application/json", context)
    assert read.by_alias("https://nabo.example/users/kari/statuses/1093") == read.by_alias(
        "peertube:video.fjordvik.example:comment:32"
    )
