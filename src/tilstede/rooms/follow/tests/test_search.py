from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.http import urlencode

from tilstede.intake.tests import scene
from tilstede.rooms.follow.tests.conftest import articles, words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]


def path(query: str, **more: object) -> str:
    return f"/search?{urlencode({'q': query, **more})}"


def links(page: str) -> dict[str, str]:
    """Words of each link of the page with where it leads."""
    found = re.findall(r'<a[^>]* href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {words(text).strip(): html.unescape(href) for href, text in found}


def test_before_a_search_its_language_is_explained(page: Page) -> None:
    shown = page("/search")
    assert "<details" in shown
    assert "NEAR/5" in shown
    assert "<article" not in shown


def test_hits_are_marked_in_their_words(page: Page) -> None:
    [found] = articles(page(path("ferja ikkje")))
    assert "<mark>Ferja</mark>" in found
    assert "<mark>ikkje</mark>" in found


def test_hits_can_be_had_newest_or_best_first(page: Page) -> None:
    scene.take(
        scene.seen(31, "Vegen, vegen, vegen!"),
        scene.seen(32, "Ein annan veg enn vegen over fjellet."),
    )
    newest = articles(page(path("vegen")))
    best = articles(page(path("vegen", order="relevance")))
    assert "<mark>Vegen</mark>, <mark>vegen</mark>" in best[0]
    assert sorted(newest) == sorted(best)
    assert newest != best


def test_the_spread_of_the_hits_leads_to_narrower_searches(page: Page) -> None:
    shown = page(path("vegen OR kommune"))
    narrower = links(shown)["X"]
    assert narrower == "?" + urlencode({"q": "(vegen OR kommune) network:x"})
    assert len(articles(page(f"/search{narrower}"))) == 1


def test_every_narrower_search_has_as_many_hits_as_it_says(page: Page) -> None:
    shown = page(path("vegen OR kommune OR ferja OR the"))
    told = re.findall(r'<li><a href="([^"]+)">[^<]*</a>\s*<span[^>]*>(\d+)</span></li>', shown)
    assert len(told) >= 6
    for href, number in told:
        assert len(articles(page(f"/search{html.unescape(href)}"))) == int(number), href


def test_a_withdrawn_post_is_not_found_by_its_words(page: Page) -> None:
    assert "Nothing was found" in page(path("trekt tilbake"))


def test_nothing_found_says_what_to_try(page: Page) -> None:
    assert "Try fewer words" in page(path("nettby"))


@pytest.mark.parametrize(
    ("query", "at", "better"),
    [
        ("fra:kari ferje", "fra:kari", "from:kari ferje"),
        ("ferje AND", "AND", ""),
        ('"ferje', '"ferje', '"ferje"'),
        ('from:"a\0b"', "\ufffd", ""),
    ],
)
def test_a_mistake_is_shown_where_it_stands(
    client: Client, query: str, at: str, better: str
) -> None:
    answer = client.get("/en" + path(query))
    assert answer.status_code == 400
    shown = answer.content.decode()
    [marked] = re.findall(r"<mark>(.*?)<span", shown)
    assert html.unescape(marked) == at
    assert ("Did you mean" in shown) == bool(better)
    if better:
        assert links(shown)[html.escape(better)] == "?" + urlencode({"q": better})


@pytest.mark.parametrize(
    ("code", "said"),
    [("nb", "U+0000 står her"), ("nn", "U+0000 står her"), ("en", "U+0000 stands here")],
)
def test_a_character_nobody_sees_is_told_in_words(client: Client, code: str, said: str) -> None:
    answer = client.get(f"/{code}" + path('from:"a\0b"'))
    assert answer.status_code == 400
    assert said in words(answer.content.decode())


def test_a_search_is_only_words_on_the_page(client: Client) -> None:
    shown = client.get(path('<script>alert(1)</script> "')).content.decode()
    assert "<script>alert" not in shown


def test_pages_of_hits_meet_without_gap_or_overlap(page: Page) -> None:
    scene.take(*[scene.seen(100 + n, f"Båten {n} går.") for n in range(45)])
    for order in ("newest", "relevance"):
        numbers: list[str] = []
        shown = page(path("båten", order=order))
        while True:
            numbers += [re.findall(r"/en/post/(\d+)", article)[0] for article in articles(shown)]
            forward = links(shown).get("Older hits") or links(shown).get("More hits")
            if not forward:
                break
            shown = page(f"/search{forward}")
        assert len(numbers) == len(set(numbers)) == 45


@pytest.mark.parametrize("place", ["before=x", "skip=-1&order=relevance", f"before={2**63}"])
def test_a_place_that_is_none_is_refused(client: Client, place: str) -> None:
    assert client.get(f"/search?q=ferje&{place}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "\x00",
        "a" * 20_000,
        "((((",
        "-ferje",
        "*",
        "æøå:",
        "ord " * 2_000,
        f"in:{2**63}",
        f"in:{'9' * 4_900}",
        f"a NEAR/{'9' * 4_900} b",
        f'"a b"~{"9" * 4_900}',
    ],
)
def test_no_search_is_too_odd(client: Client, query: str) -> None:
    assert client.get(path(query)).status_code in (200, 400)
