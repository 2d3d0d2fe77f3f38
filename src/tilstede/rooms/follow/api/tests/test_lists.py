"""Accounts, sources, checkpoints and facets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tilstede.intake.tests import scene
from tilstede.posts.models import Author
from tilstede.record import checkpoint, rekey
from tilstede.rooms.follow.api.tests.test_posts import below, numbers

pytestmark = pytest.mark.usefixtures("life")
Ask = Callable[..., Any]


def author(native_id: str) -> int:
    return int(Author.objects.get(native_id=native_id).id)


def test_accounts_are_those_listed_or_followed(ask: Ask) -> None:
    told = ask("accounts")["accounts"]
    assert [one["native_id"] for one in told] == [scene.TOWN.id, scene.MAYOR.id, scene.NEWS.id]
    assert [one["capacity"] for one in told] == ["official", "role", None]


def test_lists_by_id_page_by_page_there_and_back(ask: Ask) -> None:
    for name in ("accounts", "sources"):
        every = [one["id"] for one in ask(name)[name]]
        first = ask(f"{name}?limit=1")
        second = ask(below(first["next"]))
        third = ask(below(second["next"]))
        assert [page[name][0]["id"] for page in (first, second, third)] == every
        assert (first["previous"], third["next"]) == (None, None)
        assert ask(below(third["previous"]))[name] == second[name]
        assert ask(below(second["previous"]))[name] == first[name]
        assert ask(f"{name}?after=99999")[name] == []


def test_an_account_tells_who_held_the_role_and_what_could_not_be_seen(ask: Ask) -> None:
    told = ask(f"accounts/{author(scene.MAYOR.id)}")
    assert [(one["person"], one["until"]) for one in told["held"]] == [
        ("Amund Storevik", None),
        ("Ragnhild Nesgard", "2025-10-01"),
    ]
    [gap] = told["gaps"]
    assert gap["why"] == {"code": "page-limit", "text": "the network shows no more pages"}
    assert (gap["since"], gap["open"]) == ("2026-08-24T09:05:00Z", True)
    assert told["source"] == ask("sources")["sources"][1]["id"]


def test_one_nobody_follows_is_there_when_a_post_of_theirs_is_public(ask: Ask) -> None:
    kari = author(scene.CITIZEN.id)
    assert ask(f"accounts/{kari}")["name"] == "Kari Strand"
    scene.decide("withheld", scene.number(20))
    assert ask(f"accounts/{kari}", 404)["code"] == "not-found"
    assert ask(f"accounts/{kari}/posts", 404)["code"] == "not-found"
    assert ask(f"posts?account={kari}", 400)["detail"] == ask("posts?account=99999", 400)[
        "detail"
    ].replace("99999", str(kari))


def test_sources_tell_how_it_goes(ask: Ask) -> None:
    town, mayor, news = ask("sources")["sources"]
    assert (town["state"], town["why"], town["failures"]) == ("followed", None, 0)
    assert (mayor["why"]["code"], mayor["failures"], len(mayor["gaps"])) == ("unreachable", 3, 1)
    assert (news["state"], news["next_try"]) == ("paused", None)


def test_checkpoints_with_the_keys_they_are_signed_with(ask: Ask) -> None:
    first = checkpoint.verifier()
    rekey.change(now=scene.NOW + timedelta(hours=1))
    scene.take(scene.seen(90, "Nytt"))
    checkpoint.make(now=scene.NOW + timedelta(hours=2))
    told = ask("checkpoints")
    sizes = [one["size"] for one in told["checkpoints"]]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 3
    assert [one["key"] for one in told["keys"]] == [str(checkpoint.verifier()), str(first)]
    assert told["checkpoints"][-1]["key"] == str(first)
    assert told["checkpoints"][0]["key"] == str(checkpoint.verifier())
    page = ask("checkpoints?limit=2")
    rest = ask(below(page["next"]))
    assert [one["size"] for one in page["checkpoints"] + rest["checkpoints"]] == sizes
    assert rest["next"] is None


def test_facets_count_the_hits_and_lead_to_them(ask: Ask) -> None:
    told = ask("facets?q=fjordvik+OR+ferja+OR+ferry+OR+vegen")
    assert told["counted"] > 3
    for name in ("networks", "accounts", "languages", "years"):
        assert told[name]
        for share in told[name]:
            assert len(numbers(ask(below(share["posts"]) + "&limit=100"))) == share["hits"], share


def test_facets_keep_to_the_period_that_was_asked_for(ask: Ask) -> None:
    [year] = ask("facets?since=2026-09-27&until=2026-09-27")["years"]
    assert year["hits"] == 2
    assert len(numbers(ask(below(year["posts"])))) == 2


def test_the_beginning_says_whose_it_is(ask: Ask, client: Client) -> None:
    told = ask("")
    assert (told["name"], told["demonstration"]) == ("Fjordvik municipality", "no")
    assert client.get("/api", follow=True).status_code == 200
