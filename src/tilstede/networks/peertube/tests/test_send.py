"""Sending to PeerTube when things go wrong: nothing twice, nothing cut, nothing dropped in silence."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from tests.servers.answering import Reply

from tilstede.core.post import Author, Post
from tilstede.networks.kit.contract import (
    CannotTell,
    Expired,
    NetworkError,
    NotUnderstood,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Ballot, Enclosure, Target
from tilstede.networks.peertube import films
from tilstede.networks.peertube.send import PeerTubeSender
from tilstede.networks.peertube.tests.town import NOW, SOON, Town, answer_to, film, outgoing, posts

SENDER = PeerTubeSender()


@pytest.fixture
def video(town: Town, http: Http) -> Post:
    town.server.film(town.user, "Kommunestyret")
    [post] = posts(town.read(http))
    return post


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones, so that a film has several."""
    monkeypatch.setattr(films, "PIECE", 262_144)


def test_a_comment_whose_answer_is_lost_is_found_again(town: Town, http: Http, video: Post) -> None:
    what, access = answer_to(video, "Møtet er **flytta**"), town.access(http)
    town.server.fail("comment-threads", method="POST", done=True)
    with pytest.raises(Unreachable) as caught:
        SENDER.send(what, access, http, SOON)
    assert caught.value.reached
    found = SENDER.find(what, access, http, SOON)
    assert found is not None
    assert SENDER.read(found.id, access, http, SOON) is not None
    assert len(town.server.comments) == 1


def test_an_answer_whose_answer_is_lost_is_found_again(town: Town, http: Http, video: Post) -> None:
    [made] = town.server.films.values()
    top = town.server.say(made, "borgar", "Når?")
    other = town.server.say(made, "borgar", "Kvar?", top)
    source = {"what": "thread", "address": video.aliases[0]}
    heard = {post.text: post for post in posts(town.read(http, **source))}
    what, access = answer_to(heard["Kvar?"], "I hallen"), town.access(http)
    assert SENDER.find(what, access, http, SOON) is None
    town.server.fail("/comments/", method="POST", done=True)
    with pytest.raises(Unreachable):
        SENDER.send(what, access, http, SOON)
    found = SENDER.find(what, access, http, SOON)
    assert found is not None
    assert town.server.comments[int(found.id.rpartition(":")[2])].parent == other.id


def test_the_same_words_from_before_or_by_another_are_another_comment(
    town: Town, http: Http, video: Post
) -> None:
    [made] = town.server.films.values()
    town.server.say(made, "fjordvik", "Takk")
    town.server.say(made, "borgar", "Takk")
    late = dataclasses.replace(answer_to(video, "Takk"), made=NOW + timedelta(days=1))
    assert SENDER.find(late, town.access(http), http, SOON) is None


def test_an_answer_to_someone_elsewhere(town: Town, http: Http, video: Post) -> None:
    [made] = town.server.films.values()
    said = town.server.say(made, "https://nabo.example/users/kari", "<p>Når?</p>")
    said.url = "https://nabo.example/users/kari/statuses/1"
    [heard] = posts(town.read(http, what="thread", address=video.aliases[0]))
    sent = SENDER.send(answer_to(heard, "Måndag"), town.access(http), http, SOON)
    assert town.server.comments[int(sent.id.rpartition(":")[2])].parent == said.id


def test_what_the_server_does_not_know_cannot_be_answered(
    town: Town, http: Http, video: Post
) -> None:
    writer = Author(id="https://nabo.example/users/kari")
    stranger = Post(
        aliases=("https://nabo.example/users/kari/statuses/2",),
        author=writer,
        form="api",
        network="peertube",
        parser="peertube/1",
    )
    with pytest.raises(Rejected, match="does not know"):
        SENDER.send(answer_to(stranger, "Hei"), town.access(http), http, SOON)


def test_a_film_is_carried_on_after_a_piece_was_lost(
    town: Town, http: Http, pieces: None, tmp_path: Path
) -> None:
    what = outgoing("", title="Kommunestyret", media=(film(tmp_path),))
    town.server.fail("/upload-resumable", Reply({}, 503), method="PUT", skip=1)
    town.server.fail("/upload-resumable", method="PUT", skip=2, done=True)
    SENDER.send(what, town.access(http), http, SOON)
    [made] = town.server.films.values()
    assert made.size == what.media[0].path.stat().st_size


def test_a_film_that_breaks_off_in_the_middle_is_no_film(
    town: Town, http: Http, pieces: None, tmp_path: Path
) -> None:
    what = outgoing("", title="Kommunestyret", media=(film(tmp_path),))
    access = town.access(http)
    for _ in range(8):
        town.server.fail("/upload-resumable", Reply({}, 503), method="PUT")
    with pytest.raises(Unreachable) as caught:
        SENDER.send(what, access, http, SOON)
    assert not caught.value.reached
    assert SENDER.find(what, access, http, SOON) is None


def test_a_film_whose_last_answer_is_lost_is_found(town: Town, http: Http, tmp_path: Path) -> None:
    what = outgoing("", title="Kommunestyret", media=(film(tmp_path),))
    access = town.access(http)
    town.server.fail("/upload-resumable", method="PUT", done=True)
    for _ in range(4):
        town.server.fail("/upload-resumable", method="PUT")
    with pytest.raises(NetworkError) as caught:
        SENDER.send(what, access, http, SOON)
    assert caught.value.reached
    assert SENDER.find(what, access, http, SOON) is not None


def test_a_film_that_lacks_its_captions_is_shown_to_a_person(
    town: Town, http: Http, tmp_path: Path
) -> None:
    media = (film(tmp_path, captions=("nn", "nb")),)
    what, access = outgoing("", title="Kommunestyret", media=media), town.access(http)
    town.server.fail("/captions/nb", Reply({"detail": "No room"}, 413), method="PUT")
    with pytest.raises(Rejected, match="No room") as caught:
        SENDER.send(what, access, http, SOON)
    assert caught.value.reached
    with pytest.raises(CannotTell, match="captions in nb"):
        SENDER.find(what, access, http, SOON)


def test_a_server_that_sends_the_film_elsewhere_gets_no_login(
    town: Town, http: Http, tmp_path: Path
) -> None:
    where = {"Location": "https://evil.example/api/v1/videos/upload-resumable?upload_id=1"}
    town.server.fail("/upload-resumable", Reply(None, 201, where), method="POST")
    what = outgoing("", title="Kommunestyret", media=(film(tmp_path, size=512),))
    with pytest.raises(NotUnderstood, match=r"evil\.example"):
        SENDER.send(what, town.access(http), http, SOON)


@pytest.mark.parametrize(
    ("title", "text", "tags"),
    [
        ("ab", "", ()),
        ("a" * 121, "", ()),
        ("Sak", "ab", ()),
        ("Sak", "a" * 10_001, ()),
        ("Sak", "", ("a",)),
        ("Sak", "", ("tag",) * 6),
    ],
)
def test_a_film_is_not_cut_to_fit(
    town: Town, http: Http, tmp_path: Path, title: str, text: str, tags: tuple[str, ...]
) -> None:
    access = town.access(http)
    what = outgoing(text, title=title, tags=tags, media=(film(tmp_path, size=512),))
    with pytest.raises(Rejected):
        SENDER.send(what, access, http, SOON)
    assert not town.server.asked("/upload-resumable")


def test_nothing_is_dropped_in_silence(town: Town, http: Http, video: Post, tmp_path: Path) -> None:
    picture = Enclosure(tmp_path / "x.png", "image/png", "x.png")
    access = town.access(http)
    for what in (
        outgoing("Berre ord"),
        outgoing("", title="Film", media=(film(tmp_path, size=512), picture)),
        answer_to(video, "Med bilete", media=(picture,)),
        answer_to(video, "Med røysting", poll=Ballot(("ja", "nei"), 60)),
        answer_to(video, "Med tittel", title="Tittel"),
        answer_to(video, "Med åtvaring", warning="Blod"),
        answer_to(video, " "),
        answer_to(video, "Til deg aleine", visibility="direct"),
        answer_to(video, "Emne", tags=("basseng",)),
        outgoing("", title="Film", media=(dataclasses.replace(film(tmp_path), alt="Ein hall"),)),
        answer_to(video, "a" * 10_001),
        outgoing("", quote_of=Target(video)),
    ):
        with pytest.raises(Rejected):
            SENDER.send(what, access, http, SOON)
    assert not town.server.comments


def test_a_warning_goes_with_the_film(town: Town, http: Http, tmp_path: Path) -> None:
    access = town.access(http)
    what = outgoing(
        "", title="Ulykka", warning="Blod", visibility="unlisted", media=(film(tmp_path, size=512),)
    )
    sent = SENDER.send(what, access, http, SOON)
    seen = SENDER.read(sent.id, access, http, SOON)
    assert seen is not None
    assert (seen.post.warning, seen.post.sensitive, seen.post.visibility) == (
        "Blod",
        True,
        "unlisted",
    )


def test_the_servers_own_words(town: Town, http: Http, tmp_path: Path, video: Post) -> None:
    access = town.access(http)
    town.server.quota = 10
    what = outgoing("", title="Film", media=(film(tmp_path, size=512),))
    with pytest.raises(Rejected, match=r"quota is exceeded \(quota_reached\)") as caught:
        SENDER.send(what, access, http, SOON)
    assert not caught.value.reached
    town.server.fail("comment-threads", Reply({"detail": "Slow"}, 429, {"Retry-After": "9"}))
    with pytest.raises(Throttled) as throttled:
        SENDER.send(answer_to(video, "Hei"), access, http, SOON)
    assert throttled.value.retry_after == 9
    town.server.tokens.clear()
    with pytest.raises(Expired):
        SENDER.send(answer_to(video, "Hei"), access, http, SOON)


def test_limits_as_the_server_tells(town: Town, http: Http) -> None:
    town.server.quota = 5_000_000_000
    told = SENDER.limits(town.access(http), http)
    assert told.mimes == {"video/mp4", "video/webm", "video/x-matroska"}
    assert (told.film_bytes, told.title, told.text) == (5_000_000_000, 120, 10_000)
    assert told.source.startswith(town.server.base)
    town.server.quota = -1
    assert SENDER.limits(town.access(http), http).film_bytes == 0
    assert SENDER.limits(None, None).day


def test_a_comment_cannot_be_changed_and_another_cannot_be_deleted(
    town: Town, http: Http, video: Post
) -> None:
    access = town.access(http)
    sent = SENDER.send(answer_to(video, "Måndag"), access, http, SOON)
    with pytest.raises(Rejected, match="no comment be changed"):
        SENDER.edit(sent.id, answer_to(video, "Tysdag"), access, http, SOON)
    with pytest.raises(Rejected):
        SENDER.hide(Target(video), access, http, SOON, hidden=True)
