"""Sending to YouTube when things go wrong: nothing twice, nothing cut, nothing dropped in silence."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from tests.servers.answering import Reply

from tilstede.core.post import Post
from tilstede.networks.kit.contract import (
    CannotTell,
    Expired,
    NetworkError,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.limits import faults
from tilstede.networks.kit.outgoing import Ballot, Enclosure, Target
from tilstede.networks.youtube import films, quota
from tilstede.networks.youtube.send import YouTubeSender
from tilstede.networks.youtube.tests.town import NOW, SOON, Town, answer_to, film, outgoing, posts


@pytest.fixture
def sender(town: Town) -> YouTubeSender:
    return YouTubeSender(town.places)


@pytest.fixture
def video(town: Town, http: Http) -> Post:
    """A film of the municipality's, as it was read."""
    town.server.state.video(town.channel, "Kommunestyret")
    [post] = posts(list(town.network.fetch(town.source(), http, NOW)))
    return post


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones, so that a film has several."""
    monkeypatch.setattr(films, "PIECE", 262_144)


def test_a_comment_whose_answer_is_lost_is_found_again(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    what, access = answer_to(video, "Møtet er flytta"), town.access()
    town.server.fail("commentThreads", method="POST", done=True)
    with pytest.raises(Unreachable) as caught:
        sender.send(what, access, http, SOON)
    assert caught.value.reached
    found = sender.find(what, access, http, SOON)
    assert found is not None
    assert found.aliases == tuple(f"ytc:{one}" for one in town.server.state.comments)


def test_a_comment_that_never_arrived_is_known_not_to_stand(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    what, access = answer_to(video, "Møtet er flytta"), town.access()
    town.server.fail("commentThreads", method="POST")
    with pytest.raises(Unreachable):
        sender.send(what, access, http, SOON)
    assert sender.find(what, access, http, SOON) is None


def test_the_same_words_from_before_are_another_comment(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    town.server.state.comment(town.channel, video.aliases[0][3:], "Takk")
    town.server.state.comment(town.citizen, video.aliases[0][3:], "Takk")
    late = dataclasses.replace(answer_to(video, "Takk"), made=NOW + timedelta(days=1))
    assert sender.find(late, town.access(), http, SOON) is None


def test_a_comment_that_is_held_back_is_found(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    made = town.server.state.comment(town.channel, video.aliases[0][3:], "Sjå lenkja")
    made.status = "heldForReview"
    found = sender.find(answer_to(video, "Sjå  lenkja"), town.access(), http, SOON)
    assert found is not None


def test_under_anothers_video_a_person_is_asked(
    town: Town, http: Http, sender: YouTubeSender
) -> None:
    town.server.state.video(town.citizen, "Bassenget")
    source = town.source(address=town.citizen.id)
    [post] = posts(list(town.network.fetch(source, http, NOW)))
    what, access = answer_to(post, "Vi svarer her"), town.access()
    with pytest.raises(CannotTell):
        sender.find(what, access, http, SOON)
    sent = sender.send(what, access, http, SOON)
    assert sender.find(what, access, http, SOON) == sent


def test_an_answer_to_an_answer_stands_in_the_same_thread(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    top = town.server.state.comment(town.citizen, video.aliases[0][3:], "Når?")
    town.server.state.comment(town.citizen, video.aliases[0][3:], "Hallo?", top)
    heard = posts(
        list(town.network.fetch(town.source(what="thread", address=video.aliases[0]), http, NOW))
    )
    what, access = answer_to(heard[1], "Måndag"), town.access()
    sent = sender.send(what, access, http, SOON)
    assert sent.id.startswith(f"ytc:{top.id}.")
    assert sender.find(what, access, http, SOON) == sent


def test_a_film_is_carried_on_after_a_piece_was_lost(
    town: Town, http: Http, sender: YouTubeSender, pieces: None, tmp_path: Path
) -> None:
    what = outgoing("", title="Kommunestyret", media=(film(tmp_path),))
    town.server.fail("/upload/", Reply({}, 503), method="PUT", skip=1)
    town.server.fail("/upload/", method="PUT", skip=2, done=True)
    sender.send(what, town.access(), http, SOON)
    [video] = town.server.state.videos.values()
    assert video.size == what.media[0].path.stat().st_size


def test_a_film_that_breaks_off_in_the_middle_is_no_film(
    town: Town, http: Http, sender: YouTubeSender, pieces: None, tmp_path: Path
) -> None:
    what, access = outgoing("", title="Kommunestyret", media=(film(tmp_path),)), town.access()
    for _ in range(8):
        town.server.fail("/upload/", Reply({}, 503), method="PUT")
    with pytest.raises(Unreachable) as caught:
        sender.send(what, access, http, SOON)
    assert not caught.value.reached
    assert sender.find(what, access, http, SOON) is None


def test_a_film_whose_last_answer_is_lost_is_found(
    town: Town, http: Http, sender: YouTubeSender, tmp_path: Path
) -> None:
    what, access = outgoing("", title="Kommunestyret", media=(film(tmp_path),)), town.access()
    town.server.fail("/upload/", method="PUT", done=True)
    for _ in range(4):
        town.server.fail("/upload/", method="PUT")
    with pytest.raises(NetworkError) as caught:
        sender.send(what, access, http, SOON)
    assert caught.value.reached
    assert sender.find(what, access, http, SOON) is not None


def test_a_film_that_lacks_its_captions_is_shown_to_a_person(
    town: Town, http: Http, sender: YouTubeSender, tmp_path: Path
) -> None:
    media = (film(tmp_path, captions=("nn", "nb")),)
    what, access = outgoing("", title="Kommunestyret", media=media), town.access()
    words = {"error": {"message": "Bad captions", "errors": [{"reason": "contentRequired"}]}}
    town.server.fail("/captions", Reply(words, 400), method="PUT", skip=1)
    with pytest.raises(Rejected, match="Bad captions") as caught:
        sender.send(what, access, http, SOON)
    assert caught.value.reached
    with pytest.raises(CannotTell, match="captions in nb"):
        sender.find(what, access, http, SOON)


def test_what_an_unaudited_project_uploads_is_read_back_as_private(
    town: Town, http: Http, sender: YouTubeSender, tmp_path: Path
) -> None:
    town.server.audited = False
    access = town.access()
    sent = sender.send(
        outgoing("", title="Kommunestyret", media=(film(tmp_path),)), access, http, SOON
    )
    seen = sender.read(sent.id, access, http, SOON)
    assert seen is not None
    assert seen.post.visibility == "followers"


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("", "x", "must have a title"),
        ("a" * 101, "", "100 characters"),
        ("Sak <1>", "", "neither title nor description"),
        ("Sak", "å" * 2501, "5000 bytes"),
    ],
)
def test_a_film_is_not_cut_to_fit(
    town: Town,
    http: Http,
    sender: YouTubeSender,
    tmp_path: Path,
    title: str,
    text: str,
    words: str,
) -> None:
    what = outgoing(text, title=title, media=(film(tmp_path, size=512),))
    with pytest.raises(Rejected, match=words):
        sender.send(what, town.access(), http, SOON)
    assert not town.server.log


def test_nothing_is_dropped_in_silence(
    town: Town, http: Http, sender: YouTubeSender, video: Post, tmp_path: Path
) -> None:
    picture = Enclosure(tmp_path / "x.png", "image/png", "x.png")
    for what in (
        outgoing("Berre ord"),
        outgoing("", title="Film", media=(film(tmp_path, size=512), picture)),
        answer_to(video, "Med bilete", media=(picture,)),
        answer_to(video, "Med røysting", poll=Ballot(("ja", "nei"), 60)),
        answer_to(video, "Med tittel", title="Tittel"),
        answer_to(video, " "),
        answer_to(video, "Til deg aleine", visibility="direct"),
        answer_to(video, "Emne", tags=("basseng",)),
        outgoing("", title="Film", media=(dataclasses.replace(film(tmp_path), alt="Ein hall"),)),
        answer_to(video, "a" * 10_001),
        outgoing("", quote_of=Target(video)),
    ):
        with pytest.raises(Rejected):
            sender.send(what, town.access(), http, SOON)
    assert not town.server.asked("", "POST")


def test_the_days_units_are_used(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    town.server.quota = 49
    with pytest.raises(Throttled, match="exceeded your quota") as caught:
        sender.send(answer_to(video, "Hei"), town.access(), http, SOON)
    assert caught.value.retry_after == quota.until_reset(SOON)
    assert not caught.value.reached


def test_a_login_that_was_taken_back(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    access = town.access()
    town.server.logins.clear()
    with pytest.raises(Expired):
        sender.send(answer_to(video, "Hei"), access, http, SOON)


def test_a_login_that_may_not(town: Town, http: Http, sender: YouTubeSender, video: Post) -> None:
    access = town.access(None, "youtube.readonly")
    with pytest.raises(Refused, match="insufficientPermissions"):
        sender.send(answer_to(video, "Hei"), access, http, SOON)


def test_what_is_answered_is_gone(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    town.server.state.videos.clear()
    with pytest.raises(Rejected, match="cannot be found"):
        sender.send(answer_to(video, "Hei"), town.access(), http, SOON)


def test_a_comment_is_changed_and_deleted(
    town: Town, http: Http, sender: YouTubeSender, video: Post
) -> None:
    access = town.access()
    sent = sender.send(answer_to(video, "Måndag"), access, http, SOON)
    assert sender.edit(sent.id, answer_to(video, "Tysdag"), access, http, SOON).id == sent.id
    seen = sender.read(sent.id, access, http, SOON)
    assert seen is not None
    assert seen.post.text == "Tysdag"
    assert seen.post.edited
    for _ in range(2):
        sender.delete(sent.id, access, http, SOON)
    assert sender.read(sent.id, access, http, SOON) is None


def test_a_key_cannot_send(town: Town, http: Http, sender: YouTubeSender, video: Post) -> None:
    access = dataclasses.replace(town.access(), secrets={"key": "key-of-the-project"})
    with pytest.raises(NetworkError):
        sender.send(answer_to(video, "Hei"), access, http, SOON)
    assert not town.server.state.comments


def test_limits_are_told_before(sender: YouTubeSender, tmp_path: Path) -> None:
    what = outgoing("a" * 5001, title="a" * 101, media=(film(tmp_path, size=512),))
    assert {one.code for one in faults(what, sender.limits(None, None))} == {
        "text",
        "bytes",
        "title",
    }
