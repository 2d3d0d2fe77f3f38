"""Posts as programs read them: the same as on the pages, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tilstede.intake import decisions
from tilstede.intake.tests import scene
from tilstede.posts import read
from tilstede.posts.models import Author
from tilstede.record import checkpoint
from tilstede.rooms.follow import history, queries
from tilstede.rooms.follow.filters import Filters

pytestmark = pytest.mark.usefixtures("life")
Ask = Callable[..., Any]
LATER = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def numbers(answer: Any) -> list[int]:
    return [post["id"] for post in answer["posts"]]


def on_the_page(filters: Filters) -> list[int]:
    return [card.number for card in queries.stream(filters).cards]


def below(address: str) -> str:
    """An address given in an answer, as `ask` takes it."""
    parts = urlsplit(address)
    return parts.path.removeprefix("/api/v1/") + (f"?{parts.query}" if parts.query else "")


def test_the_first_page_is_the_stream_s(ask: Ask) -> None:
    assert numbers(ask("posts")) == on_the_page(Filters())


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("network=x", {"network": "x"}),
        ("language=en", {"language": "en"}),
        ("since=2026-09-30", {"since": datetime(2026, 9, 30).date()}),
        ("until=2026-09-23", {"until": datetime(2026, 9, 23).date()}),
        ("network=x&language=en", {"network": "x", "language": "en"}),
    ],
)
def test_filters_mean_what_they_mean_on_the_page(
    ask: Ask, query: str, filters: dict[str, Any]
) -> None:
    assert numbers(ask(f"posts?{query}")) == on_the_page(Filters(**filters))


def test_one_account_s_posts_are_found_in_two_ways(ask: Ask) -> None:
    author = Author.objects.get(native_id=scene.MAYOR.id)
    expected = on_the_page(Filters(account=author.id))
    assert len(expected) == 2
    assert numbers(ask(f"posts?account={author.id}")) == expected
    assert numbers(ask(f"accounts/{author.id}/posts")) == expected


def test_a_search_and_filters_narrow_down_together(ask: Ask) -> None:
    assert numbers(ask("posts?q=ferja+OR+ferry")) == [scene.number(11), scene.number(1)]
    assert numbers(ask("posts?q=ferja+OR+ferry&language=en")) == [scene.number(11)]
    assert numbers(ask("posts?q=ferja+OR+ferry&language=en&until=2026-09-23")) == []


def test_a_post_tells_who_when_and_where_more_is(ask: Ask) -> None:
    number = scene.number(2)
    told = ask(f"posts/{number}")
    assert told["author"]["office"] == "Fjordvik municipality"
    assert told["published"] == "2026-09-24T03:05:00Z"
    assert (told["edited"], told["versions"]) == (True, 2)
    assert told["content"]["text"].startswith("Vegen opnar ikkje")
    assert isinstance(told["key"], str)
    addresses = told["addresses"]
    assert addresses["self"] == f"http://testserver/api/v1/posts/{number}"
    assert addresses["page"] == f"http://testserver/post/{number}"
    assert ask(below(addresses["self"])) == told


def test_every_address_in_an_answer_leads_somewhere(ask: Ask, client: Client) -> None:
    tried = set(_addresses(ask("")))
    for path in ("posts", f"posts/{scene.number(2)}/thread", "accounts", "sources", "checkpoints"):
        tried |= set(_addresses(ask(path)))
    own = [address for address in tried if address.startswith("http://testserver/")]
    assert len(own) > 60
    for address in own:
        answer = client.get(address.removeprefix("http://testserver"))
        assert answer.status_code == 200, address
        answer.close()


def _addresses(thing: Any) -> list[str]:
    if isinstance(thing, dict):
        thing = list(thing.values())
    if isinstance(thing, list):
        return [address for part in thing for address in _addresses(part)]
    return [thing] if isinstance(thing, str) and thing.startswith("http") else []


def test_pictures_are_our_own_copies(ask: Ask) -> None:
    quay = ask(f"posts/{scene.number(4)}")["content"]["media"]
    assert [one["kind"] for one in quay] == ["image", "video"]
    assert quay[0]["alt"] is None
    assert quay[0]["copy"].endswith(f"/media/{scene.number(4)}/0")
    assert quay[0]["thumbnail"].endswith(f"/thumb/{scene.number(4)}/0")
    assert (quay[1]["copy"], quay[1]["thumbnail"]) == (None, None)


def test_what_it_answers_boosts_or_quotes_is_told(ask: Ask) -> None:
    [reply] = ask(f"posts/{scene.number(21)}")["relations"]
    assert (reply["kind"], reply["name"], reply["post"]) == (
        "reply",
        "Kari Strand",
        scene.number(20),
    )
    [quote] = ask(f"posts/{scene.number(10)}")["relations"]
    assert (quote["kind"], quote["post"], quote["address"]) == ("quote", None, None)
    assert quote["url"] == "https://fylket.example/1"


def test_only_addresses_on_the_web_are_given_as_such(ask: Ask) -> None:
    scene.take(scene.seen(60, "Klikk her", url="javascript:alert(1)"))
    assert ask(f"posts/{scene.number(60)}")["content"]["url"] is None


# --- page by page --------------------------------------------------------------------------------------
def test_pages_meet_without_gap_or_overlap_there_and_back(ask: Ask) -> None:
    every = numbers(ask("posts?limit=100"))
    there: list[int] = []
    page = ask("posts?limit=4")
    assert page["previous"] is None
    while True:
        there += numbers(page)
        if page["next"] is None:
            break
        page = ask(below(page["next"]))
    assert there == every
    back = numbers(page)
    while page["previous"]:
        page = ask(below(page["previous"]))
        back = numbers(page) + back
    assert back == every


def test_what_came_in_since_is_asked_for_by_key(ask: Ask) -> None:
    newest = ask("posts?limit=1")["posts"][0]["key"]
    assert ask(f"posts?after={newest}")["posts"] == []
    scene.take(scene.seen(61, "Nytt", published=scene.NOW - timedelta(minutes=1)))
    assert numbers(ask(f"posts?after={newest}")) == [scene.number(61)]


def test_keys_beyond_all_posts_are_no_mistake(ask: Ask) -> None:
    assert numbers(ask("posts?before=9999999999999999999")) == numbers(ask("posts"))
    assert ask("posts?after=9999999999999999999")["posts"] == []


def test_by_relevance_page_by_page(ask: Ask) -> None:
    whole = ask("posts?q=fjordvik+OR+ferja+OR+vegen&order=relevance")
    first = ask("posts?q=fjordvik+OR+ferja+OR+vegen&order=relevance&limit=2")
    second = ask(below(first["next"]))
    assert numbers(first) + numbers(second) == numbers(whole)[:4]
    assert ask(below(second["previous"]))["posts"] == first["posts"]


def test_links_stand_in_the_header_too_and_keep_the_language(client: Client) -> None:
    answer = client.get("/nn/api/v1/posts?limit=4&language=nn")
    further = answer.json()["next"]
    assert further.startswith("http://testserver/nn/api/v1/posts?limit=4&language=nn&before=")
    assert answer.headers["Link"] == f'<{further}>; rel="next"'
    second = client.get(further.removeprefix("http://testserver"))
    assert second.headers["Link"].endswith('; rel="prev"')


# --- wordings, threads, proofs -------------------------------------------------------------------------
def test_versions_are_those_of_the_page(ask: Ask) -> None:
    for number in numbers(ask("posts?limit=100")):
        item = read.one(number)
        assert item
        expected = [wording.version.event for wording in history.post(item).wordings]
        assert [one["event"] for one in ask(f"posts/{number}/versions")["versions"]] == expected
    told = ask(f"posts/{scene.number(2)}/versions")["versions"]
    assert [one["content"]["text"][:16] for one in told] == ["Vegen opnar kl. ", "Vegen opnar ikkj"]


def test_a_wording_for_followers_only_is_left_out(ask: Ask) -> None:
    scene.take(scene.seen(62, "Berre for vener", visibility="followers"))
    scene.take(scene.seen(62, "No for alle", edited=scene.NOW - timedelta(days=1)))
    told = ask(f"posts/{scene.number(62)}/versions")["versions"]
    assert [one["content"]["text"] for one in told] == ["No for alle"]


def test_an_earlier_wording_has_no_copies_of_pictures_that_came_later(ask: Ask) -> None:
    number = scene.number(4)
    item = read.one(number)
    assert item
    assert item.post
    edited = scene.NOW - timedelta(days=3)
    scene.take(scene.seen(4, "Kaia er heilt ferdig.", media=item.post.media, edited=edited))
    first, second = ask(f"posts/{number}/versions")["versions"]
    assert first["content"]["media"][0]["copy"] is None
    assert second["content"]["media"][0]["copy"]


def test_a_thread_in_order(ask: Ask) -> None:
    told = ask(f"posts/{scene.number(20)}/thread")
    assert [post["id"] for post in told["before"]] == [scene.number(2)]
    assert told["post"]["id"] == scene.number(20)
    assert [post["id"] for post in told["after"]] == [scene.number(21)]
    assert (told["cut"], told["missing_parent"]) == (False, False)


def test_a_thread_that_is_cut_says_so_whichever_way(
    ask: Ask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(130, 134):
        parent = {"reply_to": scene.alias(n - 1)} if n > 130 else {}
        scene.take(scene.seen(n, f"Svar {n}", **parent))
    said = "The thread is longer than can be shown here."
    monkeypatch.setattr(read, "THREAD", 2)
    for n, before, after, is_cut in ((133, 2, 0, True), (130, 0, 2, True), (132, 2, 1, False)):
        told = ask(f"posts/{scene.number(n)}/thread")
        assert (len(told["before"]), len(told["after"]), told["cut"]) == (before, after, is_cut)
        assert not told["missing_parent"]
        html = client.get(f"/en/post/{scene.number(n)}").content.decode()
        assert html.count(said) == is_cut


def test_the_proof_names_index_checkpoint_and_bundle(ask: Ask, client: Client) -> None:
    number = scene.number(2)
    told = ask(f"posts/{number}/proof")
    signed = checkpoint.covering(number)
    assert signed
    assert (told["post"], told["index"]) == (number, number)
    assert told["current"] > number
    assert told["checkpoint"]["size"] == signed.size
    note = client.get(urlsplit(told["checkpoint"]["address"]).path).content.decode()
    assert told["checkpoint"]["root"] == note.splitlines()[2]
    bundle = client.get(urlsplit(told["bundle"]).path)
    assert bundle.headers["Content-Type"] == "application/zip"
    bundle.close()


def test_a_bundle_is_promised_only_when_the_words_are_signed(ask: Ask) -> None:
    scene.take(scene.seen(63, "Heilt nytt."))
    number = scene.number(63)
    told = ask(f"posts/{number}/proof")
    assert (told["checkpoint"], told["bundle"]) == (None, None)
    assert ask(f"posts/{number}")["addresses"]["bundle"] is None
    checkpoint.make(now=scene.NOW)
    assert ask(f"posts/{number}/proof")["bundle"]


# --- what may not be seen ------------------------------------------------------------------------------
PARTS = ("", "/versions", "/thread", "/proof")


def test_a_withdrawn_post_is_there_without_its_words(ask: Ask, client: Client) -> None:
    number = scene.number(5)
    told = ask(f"posts/{number}")
    assert (told["state"], told["withdrawn"]) == ("withdrawn", "2026-10-13T09:05:00Z")
    assert (told["content"], told["addresses"]["bundle"]) == (None, None)
    assert ask(f"posts/{number}/versions")["versions"] == []
    assert number in numbers(ask("posts"))
    for part in PARTS:
        assert b"trekt tilbake" not in client.get(f"/api/v1/posts/{number}{part}").content


@pytest.mark.parametrize("policy", ["show", "hide"])
def test_policy_says_what_is_seen_of_a_withdrawn_post(ask: Ask, settings: Any, policy: str) -> None:
    settings.WITHDRAWN = policy
    number = scene.number(5)
    if policy == "hide":
        assert ask(f"posts/{number}", 404)["code"] == "not-found"
    else:
        assert "trekt tilbake" in ask(f"posts/{number}")["content"]["text"]


def test_a_followers_post_a_withheld_one_and_none_at_all_look_alike(
    ask: Ask, client: Client
) -> None:
    hidden = scene.number(1)
    scene.decide("withheld", hidden)
    for number in (scene.number(12), hidden, 99_999, 2**53, 2**63, 2**70):
        for part in PARTS:
            problem = ask(f"posts/{number}{part}", 404)
            assert problem["detail"] == "There is nothing here, or nothing that may be shown."
    assert hidden not in numbers(ask("posts"))
    assert numbers(ask("posts?q=ferja")) == []
    everything = client.get("/api/v1/posts?limit=100").content.decode()
    assert "Ferja over Fjordvik" not in everything
    assert "Bare for følgjarar" not in everything


def test_an_answer_to_what_is_withheld_does_not_show_it(ask: Ask) -> None:
    scene.decide("withheld", scene.number(20))
    [reply] = ask(f"posts/{scene.number(21)}")["relations"]
    assert (reply["post"], reply["address"]) == (None, None)
    assert ask(f"posts/{scene.number(21)}/thread")["before"][-1]["id"] != scene.number(20)


def test_a_destroyed_post_says_when_and_by_which_law(ask: Ask) -> None:
    number = scene.number(1)
    decisions.destroy([number], reason="Namn", ground="arkivlova § 13", by="kari", now=LATER)
    for part in PARTS:
        problem = ask(f"posts/{number}{part}", 410)
        assert problem["ground"] == "arkivlova § 13"
        assert problem["destroyed"] == "2026-11-23T08:00:00Z"
        assert (problem["code"], problem["index"]) == ("destroyed", number)
