"""A channel, an account and the talk under their videos, read from a server of our own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.servers.answering import Reply

from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import (
    AccountChanged,
    Gone,
    Missing,
    NotFound,
    Refused,
    Seen,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.peertube import api as asking
from tilstede.networks.peertube import parse
from tilstede.networks.peertube.network import network
from tilstede.networks.peertube.tests.town import NOW, Town, items, later, posts


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own server lets more through."""
    monkeypatch.setattr(asking, "SECONDS", 0.0)


def test_every_video_is_read_page_by_page(town: Town, http: Http) -> None:
    for number in range(120):
        town.server.film(town.user, f"Kommunestyret {number}")
    batches = check_batches(network.fetch(town.source(), http, NOW), network)
    assert len({post.aliases for post in posts(batches)}) == 120
    assert not [item for item in items(batches) if isinstance(item, Missing)]
    assert max(len(batch.items) for batch in batches) <= 20


def test_a_visit_cut_short_goes_on_and_asks_for_nothing_twice(town: Town, http: Http) -> None:
    for number in range(70):
        town.server.film(town.user, f"Kommunestyret {number}")
    town.server.fail("/captions", Reply({}, 503), skip=44)
    reading = network.fetch(town.source(), http, NOW)
    first = [next(reading), next(reading)]
    with pytest.raises(Unreachable):
        next(reading)
    town.server.film(town.user, "Nytt")
    second = list(network.fetch(later(town.source(), first), http, NOW))
    titles = [post.title for post in posts(first) + posts(second)]
    assert len(titles) == len(set(titles)) == 71


def test_what_is_known_is_not_asked_for_again(town: Town, http: Http) -> None:
    for number in range(60):
        town.server.film(town.user, f"Kommunestyret {number}")
    first = list(network.fetch(town.source(), http, NOW))
    before = len(town.server.log)
    list(network.fetch(later(town.source(), first), http, NOW))
    assert len(town.server.log) - before == 2


def test_an_account_is_known_by_its_own_name(town: Town, http: Http) -> None:
    town.server.film(town.user, "Kommunestyret")
    found = network.recognise(f"{town.server.base}/a/fjordvik", http)
    assert found is not None
    source = town.source(address=found.address, account_id=found.author.id)
    [post] = posts(check_batches(network.fetch(source, http, NOW), network))
    assert post.author.id == found.author.id == f"{town.server.base}/accounts/fjordvik"


def test_a_videos_page_leads_to_its_channel(town: Town, http: Http) -> None:
    made = town.server.film(town.user, "Kommunestyret")
    found = network.recognise(f"{town.server.base}/w/{made.short}", http)
    assert found is not None
    assert found.author.id == town.channel


@pytest.mark.parametrize("path", ["/c/ingen", "/a/ingen", "/@fjordvik", "/kontakt", "/w/nei"])
def test_what_is_no_channel_is_left_to_others(town: Town, http: Http, path: str) -> None:
    assert network.recognise(town.server.base + path, http) is None


def test_a_name_that_passed_to_another(town: Town, http: Http) -> None:
    with pytest.raises(AccountChanged):
        town.read(http, account_id=f"{town.server.base}/video-channels/ein-annan")


def test_captions_that_a_machine_heard_are_left_out(town: Town, http: Http) -> None:
    made = town.server.film(town.user, "Kommunestyret")
    made.captions = {"nn": (b"WEBVTT\n", False), "nb": (b"WEBVTT\n", True)}
    [seen] = [one for one in items(town.read(http)) if isinstance(one, Seen)]
    tracks = [one.url for one in seen.post.media if one.mime == "text/vtt"]
    assert [one.rpartition("-")[2] for one in tracks] == ["nn.vtt"]
    assert not town.server.asked("/lazy-static/")
    [attached] = seen.attachments
    assert seen.post.media[attached.position].url == tracks[0]
    assert attached.path.read_bytes() == b"WEBVTT\n"


def test_what_is_for_few_is_not_told_to_others(town: Town, http: Http) -> None:
    town.server.film(town.user, "Løynd", privacy=3)
    town.server.film(town.user, "Open", nsfw=True, nsfwSummary="Blod")
    found = posts(town.read(http))
    assert [(post.title, post.sensitive, post.warning) for post in found] == [
        ("Open", True, "Blod")
    ]


def test_a_comment_from_elsewhere_keeps_the_name_it_has_there(town: Town, http: Http) -> None:
    made = town.server.film(town.user, "Kommunestyret")
    said = town.server.say(
        made,
        "https://nabo.example/users/borger",
        '<p><span><a href="https://fjordvik.example/@fjordvik" class="u-url mention">@fjordvik</a></span>'
        ' Bra!<br>Sjå <a href="https://avisa.example/sak">avisa</a></p>',
    )
    said.url = "https://nabo.example/users/borger/statuses/1"
    name = f"{town.server.base}/videos/watch/{made.uuid}"
    [post] = posts(town.read(http, what="thread", address=name))
    assert post.aliases[0] == said.url
    assert post.text == "@fjordvik Bra!\nSjå avisa"
    assert [link.url for link in post.links] == ["https://avisa.example/sak"]
    assert (post.author.id, post.author.handle) == (
        "https://nabo.example/users/borger",
        "borger@nabo.example",
    )


def test_a_deleted_comment_is_told_to_those_who_hold_it(town: Town, http: Http) -> None:
    made = town.server.film(town.user, "Kommunestyret")
    kept, gone = (town.server.say(made, "borgar", text) for text in ("Står", "Går"))
    name = f"{town.server.base}/videos/watch/{made.uuid}"
    source = town.source(what="thread", address=name)
    first = list(network.fetch(source, http, NOW))
    gone.deleted = town.server.tick()
    unknown = list(network.fetch(source, http, NOW))
    assert not [item for item in items(unknown) if isinstance(item, Gone)]
    known = ((gone.url, ""), (kept.url, ""))
    found = items(
        check_batches(network.fetch(later(source, first, known=known), http, NOW), network)
    )
    [told] = [item for item in found if isinstance(item, Gone)]
    assert told.aliases[0] == gone.url
    assert told.when == gone.deleted


@pytest.mark.parametrize("what", ["thread", "mentions"])
def test_a_deleted_answer_is_told_though_its_thread_has_as_many(
    town: Town, http: Http, what: str
) -> None:
    made = town.server.film(town.user, "Kommunestyret")
    asked = town.server.say(made, "borgar", "Når?")
    answers = [town.server.say(made, "borgar", text, asked) for text in ("Står", "Går")]
    told: dict[str, Any] = {"what": what, "access": town.access(http)}
    if what == "thread":
        told["address"] = f"{town.server.base}/videos/watch/{made.uuid}"
    source = town.source(**told)
    first = list(network.fetch(source, http, NOW))
    assert len(posts(first)) == 3
    answers[1].deleted = town.server.tick()
    known = tuple((post.aliases[0], post.url) for post in posts(first))
    second = check_batches(network.fetch(later(source, first, known=known), http, NOW), network)
    assert [one.where for one in items(second) if isinstance(one, Gone)] == [answers[1].url]
    assert second[-1].cursor["checked"]


def test_answers_are_asked_for_when_there_are_more(town: Town, http: Http) -> None:
    made = town.server.film(town.user, "Kommunestyret")
    first_said = town.server.say(made, "borgar", "Når?")
    town.server.say(made, "fjordvik", "Måndag", first_said)
    source = town.source(what="thread", address=f"{town.server.base}/w/{made.short}")
    first = list(network.fetch(source, http, NOW))
    asked = len(town.server.asked(f"/comment-threads/{first_said.id}"))
    again = list(network.fetch(later(source, first), http, NOW))
    assert len(town.server.asked(f"/comment-threads/{first_said.id}")) == asked
    town.server.say(made, "borgar", "Takk", first_said)
    third = list(network.fetch(later(source, again), http, NOW))
    assert "Takk" in [post.text for post in posts(third)]


def test_talk_under_own_videos_goes_on_where_it_stopped(town: Town, http: Http) -> None:
    made = town.server.film(town.user, "Kommunestyret")
    for number in range(250):
        town.server.say(made, "borgar", f"Spørsmål {number}")
    source = town.source(what="mentions", access=town.access(http))
    first = check_batches(network.fetch(source, http, NOW), network)
    assert len(posts(first)) == 250
    asked = len(town.server.asked("/users/me/videos/comments"))
    list(network.fetch(later(source, first), http, NOW))
    assert len(town.server.asked("/users/me/videos/comments")) == asked + 1


def test_without_a_login_there_are_no_mentions(town: Town, http: Http) -> None:
    with pytest.raises(Refused):
        town.read(http, what="mentions")


def test_a_server_that_asks_to_wait(town: Town, http: Http) -> None:
    town.server.fail("/videos", Reply({"detail": "Too many"}, 429, {"Retry-After": "7"}))
    with pytest.raises(Throttled) as caught:
        town.read(http)
    assert caught.value.retry_after == 7


def test_no_more_is_asked_than_is_let_through(
    monkeypatch: pytest.MonkeyPatch, http: Http, town: Town
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 10.0)
    waited: list[float] = []
    api = asking.Api(http, town.server.base, wait=waited.append)
    for _ in range(asking.CALLS + 1):
        api.get("/config")
    assert len(waited) == 1
    assert 0 < waited[0] <= 10


def test_a_reading_that_is_not_there(town: Town, http: Http) -> None:
    for what, address in (
        ("hashtag", "fjordvik"),
        ("thread", "https://fjordvik.example/"),
        ("account", "x"),
    ):
        with pytest.raises(NotFound):
            town.read(http, what=what, address=address)


def test_elements_put_together_are_the_same_apart() -> None:
    parts = [b'{"a": 1}', b'{"b":  2}']
    assert parse.parts(parse.joined(parts[0], parts[1:])) == parts
    assert json.loads(parse.joined(parts[0], [])) == {"a": 1}
