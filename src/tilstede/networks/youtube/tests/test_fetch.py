"""A channel and what is said under its videos, through Google's client from a server made of Google's description."""

from __future__ import annotations

import pytest
from tests.servers.answering import Reply
from tests.servers.youtube import YouTubeServer

from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import (
    Expired,
    Gone,
    Left,
    Missing,
    NotFound,
    Refused,
    Seen,
    Source,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.youtube import quota
from tilstede.networks.youtube.tests.town import NOW, Town, items, later, posts


def test_every_video_is_read_page_by_page(town: Town, http: Http) -> None:
    for number in range(120):
        town.server.state.video(town.channel, f"Kommunestyret {number}")
    batches = check_batches(town.network.fetch(town.source(), http, NOW), town.network)
    assert len(posts(batches)) == 120
    assert len(batches) == 4
    assert not [item for item in items(batches) if isinstance(item, Missing)]
    assert batches[-1].cursor["quota"]["units"] == 1 + 3 * 2


def test_a_visit_cut_short_goes_on_where_it_stopped(town: Town, http: Http) -> None:
    for number in range(120):
        town.server.state.video(town.channel, f"Kommunestyret {number}")
    town.server.fail("playlistItems", Reply({}, 503), skip=1)
    reading = town.network.fetch(town.source(), http, NOW)
    first = [next(reading)]
    with pytest.raises(Unreachable):
        next(reading)
    town.server.state.video(town.channel, "Nytt")
    second = list(town.network.fetch(later(town.source(), first), http, NOW))
    titles = {post.title for post in posts(first) + posts(second)}
    assert len(titles) == 121


def test_the_next_visit_reads_the_newest_page_alone(town: Town, http: Http) -> None:
    for number in range(60):
        town.server.state.video(town.channel, f"Kommunestyret {number}")
    first = list(town.network.fetch(town.source(), http, NOW))
    asked = len(town.server.asked("playlistItems"))
    list(town.network.fetch(later(town.source(), first), http, NOW))
    assert len(town.server.asked("playlistItems")) == asked + 1


def test_a_video_that_is_gone(town: Town, http: Http) -> None:
    kept, gone = (town.server.state.video(town.channel, title) for title in ("Står", "Går"))
    first = list(town.network.fetch(town.source(), http, NOW))
    del town.server.state.videos[gone.id]
    known = tuple((f"yt:{one.id}", "") for one in (gone, kept))
    found = items(
        check_batches(
            town.network.fetch(later(town.source(), first, known=known), http, NOW), town.network
        )
    )
    assert [item.aliases for item in found if isinstance(item, Gone)] == [(f"yt:{gone.id}",)]


def test_a_private_video_is_counted_and_left(town: Town, http: Http) -> None:
    town.server.state.video(town.channel, "Utkast", privacy="private")
    town.server.state.video(town.channel, "Open")
    source = town.source(token="", access=town.access())
    found = items(list(town.network.fetch(source, http, NOW)))
    assert [item.post.title for item in found if isinstance(item, Seen)] == ["Open"]
    assert [item for item in found if isinstance(item, Left)] == [
        Left("other", 1, "private videos")
    ]


def test_a_known_video_made_private_is_told_to_its_owner(town: Town, http: Http) -> None:
    video = town.server.state.video(town.channel, "Open")
    source = town.source(token="", access=town.access(), known=((f"yt:{video.id}", ""),))
    first = list(town.network.fetch(source, http, NOW))
    video.status["privacyStatus"] = "private"
    found = posts(list(town.network.fetch(later(source, first), http, NOW)))
    assert [post.visibility for post in found] == ["followers"]


def test_captions_come_with_the_owners_login(town: Town, http: Http) -> None:
    video = town.server.state.video(town.channel, "Kommunestyret")
    town.server.state.track(video.id, "nn", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHei\n")
    town.server.state.track(video.id, "nb", b"WEBVTT\n")
    town.server.state.track(video.id, "no", b"WEBVTT\n", kind="ASR")
    source = town.source(token="", access=town.access())
    batches = check_batches(town.network.fetch(source, http, NOW), town.network)
    [seen] = [item for item in items(batches) if isinstance(item, Seen)]
    assert [one.mime for one in seen.post.media if one.kind == "file"] == ["text/vtt"] * 2
    assert [one.position for one in seen.attachments] == [2, 3]
    assert seen.attachments[0].path.read_bytes().endswith(b"Hei\n")
    again = list(town.network.fetch(later(source, batches), http, NOW))
    assert posts(again) == [seen.post]
    assert len(town.server.asked("captions", "GET")) == 2, "listed once, one track read"


def test_without_the_owners_login_captions_are_not_asked_for(town: Town, http: Http) -> None:
    video = town.server.state.video(town.channel, "Kommunestyret")
    town.server.state.track(video.id, "nn", b"WEBVTT\n")
    [post] = posts(list(town.network.fetch(town.source(), http, NOW)))
    assert [one.kind for one in post.media] == ["video", "image"]


def test_comments_and_answers_are_heard(town: Town, http: Http) -> None:
    video = town.server.state.video(town.channel, "Kommunestyret")
    asked = town.server.state.comment(town.citizen, video, "Når opnar\nbassenget?")
    for number in range(8):
        town.server.state.comment(town.citizen, video, f"Svar {number}", asked)
    source = town.source(what="mentions", access=town.access(), token="")
    batches = check_batches(town.network.fetch(source, http, NOW), town.network)
    found = posts(batches)
    assert len(found) == 9
    assert found[0].text == "Når opnar\nbassenget?"
    assert found[0].reply_to == f"yt:{video.id}"
    assert {post.thread for post in found} == {f"yt:{video.id}"}
    assert {post.reply_to for post in found[1:]} == {f"ytc:{asked.id}"}


def test_what_is_heard_is_seen_to_be_changed_or_taken_away(town: Town, http: Http) -> None:
    """Far below the newest page, where neither would be met."""
    video = town.server.state.video(town.channel, "Kommunestyret")
    said = [
        town.server.state.comment(town.citizen, video, text) for text in ("Feil", "Står", "Bort")
    ]
    answer = town.server.state.comment(town.citizen, video, "Svar", said[1])
    for number in range(250):
        town.server.state.comment(town.citizen, video, f"Spørsmål {number}")
    source = town.source(what="mentions", access=town.access(), token="")
    first = list(town.network.fetch(source, http, NOW))
    names = {f"ytc:{one.id}" for one in (*said, answer)}
    known = tuple((p.aliases[0], p.url) for p in posts(first) if p.aliases[0] in names)
    assert len(known) == 4
    before = {post.aliases[0]: post for post in posts(first)}
    for changed, text in ((said[0], "Rett"), (answer, "Betre svar")):
        changed.text, changed.edited = text, town.server.state.tick()
    del town.server.state.comments[said[2].id]
    second = check_batches(
        town.network.fetch(later(source, first, known=known), http, NOW), town.network
    )
    now = {post.aliases[0]: post for post in posts(second)}
    for changed, text in ((said[0], "Rett"), (answer, "Betre svar")):
        name = f"ytc:{changed.id}"
        assert (now[name].text, now[name].url) == (text, before[name].url)
        assert now[name].edited
        assert now[name].reply_to == before[name].reply_to
    gone = [item.where for item in items(second) if isinstance(item, Gone)]
    assert gone == [f"ytc:{said[2].id}"]


def test_a_late_answer_in_an_old_thread_is_found_on_the_round(town: Town, http: Http) -> None:
    video = town.server.state.video(town.channel, "Kommunestyret")
    old = town.server.state.comment(town.citizen, video, "Den eldste")
    for number in range(150):
        town.server.state.comment(town.citizen, video, f"Spørsmål {number}")
    source = town.source(what="mentions", access=town.access(), token="")
    first = list(town.network.fetch(source, http, NOW))
    assert len(posts(first)) == 151
    town.server.state.comment(town.citizen, video, "Seint svar", old)
    second = list(town.network.fetch(later(source, first), http, NOW))
    assert "Seint svar" in [post.text for post in posts(second)]


def test_the_thread_of_one_comment(town: Town, http: Http) -> None:
    video = town.server.state.video(town.channel, "Kommunestyret")
    asked = town.server.state.comment(town.citizen, video, "Når?")
    town.server.state.comment(town.channel, video, "Måndag", asked)
    source = town.source(what="thread", address=f"ytc:{asked.id}")
    found = posts(list(town.network.fetch(source, http, NOW)))
    assert [post.text for post in found] == ["Når?", "Måndag"]


def test_comments_switched_off_is_told(town: Town, http: Http) -> None:
    video = town.server.state.video(town.channel, "Kommunestyret")
    words = {
        "error": {"message": "Comments are <b>off</b>.", "errors": [{"reason": "commentsDisabled"}]}
    }
    town.server.fail("commentThreads", Reply(words, 403))
    with pytest.raises(Refused, match=r"Comments are off\. \(commentsDisabled\)"):
        list(town.network.fetch(town.source(what="thread", address=f"yt:{video.id}"), http, NOW))


def test_the_days_units_are_used(town: Town, http: Http) -> None:
    town.server.quota = 0
    with pytest.raises(Throttled) as caught:
        list(town.network.fetch(town.source(), http, NOW))
    assert caught.value.retry_after == quota.until_reset(NOW)


def test_a_source_uses_its_share_and_no_more(town: Town, http: Http) -> None:
    meter = quota.Meter(NOW)
    used = {"quota": {"day": meter.day, "units": quota.SHARE}}
    with pytest.raises(Throttled, match="one source may use"):
        list(town.network.fetch(town.source(cursor=used), http, NOW))
    assert not town.server.log


def test_a_key_that_does_not_count(town: Town, http: Http) -> None:
    words = {"error": {"message": "API key not valid.", "details": [{"reason": "API_KEY_INVALID"}]}}
    town.server.fail("channels", Reply(words, 400))
    with pytest.raises(Expired, match="API key not valid"):
        list(town.network.fetch(town.source(), http, NOW))


def test_without_a_key_nothing_is_heard(town: Town, http: Http) -> None:
    with pytest.raises(Refused, match="API key"):
        list(
            town.network.fetch(
                town.source(token="", what="thread", address="yt:fjordvik-01"), http, NOW
            )
        )


def test_a_channel_that_is_not_there(server: YouTubeServer, town: Town, http: Http) -> None:
    with pytest.raises(NotFound):
        list(town.network.fetch(town.source(address="UC" + "x" * 22), http, NOW))
    with pytest.raises(NotFound):
        list(
            town.network.fetch(Source("youtube", "fjordvik", token="key-of-the-project"), http, NOW)
        )
