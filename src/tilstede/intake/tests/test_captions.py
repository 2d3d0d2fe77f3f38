"""What is said in a film: kept with its captions' file, searched, and shown where the film stands."""

from __future__ import annotations

import base64
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from tilstede.core.post import Author, Media, encode
from tilstede.core.ready import Told
from tilstede.intake import pump, readback, reparse
from tilstede.intake.tests.items import NOW, seen
from tilstede.networks.bluesky.car import written
from tilstede.networks.bluesky.embeds import blob_address
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Attachment, Seen
from tilstede.networks.kit.tests.server import Page, serving
from tilstede.posts import languages, read
from tilstede.posts.project import Happening, apply
from tilstede.posts.search import search
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append

TRACK = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ola>Symjehallen opnar\n\n00:02.000 --> 00:03.000\nii haust\n"
SAID = "Symjehallen opnar\nii haust"
MEDIA = (Media(kind="video"), Media(kind="file", mime="text/vtt", url="https://film.example/nn"))


@pytest.fixture(autouse=True)
def log(db: None) -> None:
    with transaction.atomic():
        append.begin(now=NOW)


@pytest.fixture
def film(tmp_path: Path) -> Seen:
    track = tmp_path / "nn.vtt"
    track.write_bytes(TRACK)
    item = seen(1, "Formannskapet", media=MEDIA)
    return replace(item, attachments=(Attachment(1, lambda: track, "text/vtt", len(TRACK)),))


def hits(words: str) -> list[int]:
    return [hit.number for hit in search(words, public=True).hits]


def test_captions_are_searched_and_shown_and_are_in_the_api(film: Seen, client: Client) -> None:
    pump.take([film], now=NOW)
    assert hits("symjehallen") == hits('"opnar ii haust"') == [1]
    assert hits('"formannskapet symjehallen"') == []
    item = read.one(1)
    assert item is not None
    assert item.post is not None
    assert [medium.text for medium in item.post.media] == ["", SAID]
    page = client.get(reverse("post", args=[1])).content.decode()
    assert "Symjehallen opnar<br>ii haust" in page
    told = client.get(reverse("api-post", args=[1])).json()["content"]["media"]
    assert [one["text"] for one in told] == ["", SAID]


def test_a_film_met_again_is_the_same(film: Seen) -> None:
    pump.take([film], now=NOW)
    assert pump.take([film], now=NOW).had == 1


def test_captions_that_cannot_be_had_leave_the_film(film: Seen) -> None:
    def lost() -> Path:
        raise ValueError("not there")

    item = replace(film, attachments=(Attachment(1, lost, "text/vtt", 0),))
    assert pump.take([item], now=NOW).taken == 1
    assert hits("formannskapet") == [1]


def test_a_film_of_our_own_that_is_read_back_brings_its_captions(settings: Any) -> None:
    """Met again at the next visit it is known, and nobody would ask for them any more."""
    settings.LOOPBACK = ["127.0.0.1:*"]
    did, cid = "did:plc:fjordvik", written(bytes((1, 0x55, 0x12, 32)) + sha256(TRACK).digest())
    with serving() as site:
        url = blob_address(site.address, did, cid)
        site.pages[url.removeprefix(site.address)] = Page(TRACK)
        media = (Media(kind="video"), Media(kind="file", mime="text/vtt", url=url))
        author = Author(id=did, handle="fjordvik.example")
        item = seen(1, "Formannskapet", network="bluesky", author=author, media=media)
        raw = base64.b64encode(item.raw).decode()
        readback.take.func("bluesky", did, raw, item.mime, encode(item.post).decode())
    assert hits("symjehallen") == [1]


def test_captions_kept_before_they_were_read_are_read_again(film: Seen) -> None:
    post = msgspec.structs.replace(film.post, parser=registry.get("mastodon").parser)
    payloads = {"post": encode(post), "raw": film.raw, "media.1": TRACK}
    with transaction.atomic():
        append.append([append.Entry("seen", payloads)], now=NOW)
        posts = WorkingSet((), ())
        apply(Happening(1, NOW, "seen", Told(post), media=((1, "text/vtt"),)), posts)
        posts.flush()
    assert hits("symjehallen") == []
    assert reparse.reparse("mastodon").changed == 1
    assert hits("symjehallen") == [1]
    assert reparse.reparse("mastodon").changed == 0


def test_the_language_of_a_post_is_that_of_its_own_words(film: Seen) -> None:
    english = "The council meets on Monday and the agenda is published here"
    post = film.post
    told = Media(
        kind="file", mime="text/vtt", text="Dette er det som blir sagt på møtet i kommunestyret"
    )
    both = msgspec.structs.replace(post, text=english, media=(told,))
    assert languages.of([both]) == languages.of([msgspec.structs.replace(post, text=english)])
