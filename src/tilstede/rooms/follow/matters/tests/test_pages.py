"""Topics, the week, and one matter side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tilstede.core.post import Author
from tilstede.intake.tests import scene
from tilstede.office.models import Account, Body
from tilstede.rooms.follow.matters import compare, usual, week
from tilstede.rooms.follow.matters.usual import Count, Share
from tilstede.rooms.follow.tests.conftest import articles, words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]
LAST = scene.NOW.date()


def write(number: int, author: Author, text: str, days_ago: int, **fields: object) -> None:
    at = scene.NOW - timedelta(days=days_ago)
    scene.take(scene.seen(number, text, author=author, published=at, **fields))


# --- topics --------------------------------------------------------------------------------------------
def test_tags_are_listed_as_they_are_written_most_often(page: Page) -> None:
    for number, tag in enumerate(["Budsjett", "budsjett", "Budsjett"]):
        write(900 + number, scene.TOWN, f"#{tag}", 1, tags=(tag,))
    html = page("/topics")
    assert "#Budsjett</span>" in html
    assert "3 posts, 1 account" in words(html)
    assert "#budsjett<" not in html


def test_a_topic_shows_who_uses_it_when_and_the_posts(page: Page) -> None:
    write(900, scene.TOWN, "Ferja #ferje", 1, tags=("ferje",))
    write(901, scene.MAYOR, "Ferja! #Ferje", 2, tags=("Ferje",))
    html = page("/topic/ferje")
    assert len(articles(html)) == 2
    assert "Fjordvik kommune (Mastodon)" in html
    assert 'class="chart-line"' in html
    assert "2 posts in twelve months" in html


def test_a_topic_of_nothing_leads_to_the_search(page: Page) -> None:
    html = page("/topic/nettby")
    assert "No post has this tag" in html
    assert 'href="/en/search?q=nettby"' in html


# --- the week ------------------------------------------------------------------------------------------
def test_the_most_active_are_held_against_what_is_usual(page: Page) -> None:
    for number in range(16):
        write(900 + number, scene.TOWN, f"Før {number}", 8 + 3 * number)
    for number in range(9):
        write(930 + number, scene.TOWN, f"No {number}", number % 6)
    told = words(page(f"/active?week={LAST}"))
    assert "9 posts in the week. Usually" in told
    assert "More than usual." in told


def test_small_numbers_are_not_told_to_be_unusual(page: Page) -> None:
    write(900, scene.MAYOR, "No", 1)
    told = words(page(f"/active?week={LAST}"))
    assert "too few to say what is usual" in told
    assert "More than usual." not in told


def test_strangers_are_not_among_the_active(page: Page) -> None:
    write(900, scene.CITIZEN, "Eg er berre meg", 1)
    assert scene.CITIZEN.name not in words(page(f"/active?week={LAST}"))


def test_words_of_several_accounts_that_were_rare_before_are_listed(page: Page) -> None:
    for number in range(40):
        write(800 + number, scene.TOWN, f"Vanleg melding nummer {number} om vegen", 8 + number)
    for number in range(6):
        author = scene.TOWN if number % 2 else scene.MAYOR
        write(900 + number, author, "Vanleg melding om straumprisen #straum", 1, tags=("Straum",))
    html = page(f"/active?week={LAST}")
    told = words(html)
    assert "straumprisen" in told
    assert "#straum" in told
    assert "by 2 accounts" in told
    assert 'href="/en/topic/straum"' in html
    talk = week.talked_about(week.Week(LAST))
    assert "vanleg" not in {one.word for one in talk.words}


def test_a_silent_week_gives_way_to_the_last_that_had_posts(page: Page) -> None:
    assert week.this_week(None).last <= week.this_week(LAST).last
    assert "No listed account has written" in page("/active?week=1999-01-01")


@pytest.mark.parametrize("told", ["x", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_week_that_is_none_is_refused(client: Client, told: str) -> None:
    assert client.get(f"/en/active?week={told}").status_code == 400


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        (5, 0, "new"),
        (9, 7, "few"),
        (2, 16, "usual"),
        (9, 16, "more"),
        (0, 80, "less"),
        (12, 80, "usual"),
    ],
)
def test_a_number_is_unusual_only_when_it_lies_well_beyond(
    now: int, before: int, verdict: str
) -> None:
    assert Count(now, before).verdict == verdict


def test_a_share_is_striking_only_when_it_lies_far_beyond() -> None:
    assert Share(12, 100, 10, 800).is_striking
    assert not Share(3, 100, 10, 800).is_striking
    assert not Share(3, 1_000, 0, 800).is_striking
    assert usual.WEEKS == 8


def test_as_many_questions_in_a_week_of_one_account_as_of_three(page: Page) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(f"/active?week={LAST}")
        return len(queries)

    write(900, scene.TOWN, "Ein", 1)
    page("/")
    one = asked()
    for number in range(3):
        author = Author(id=f"https://tut.example/{number}", handle=f"u{number}@tut.example")
        body = Body.objects.get(key="town")
        Account.objects.create(
            network="mastodon", native_id=author.id, address=author.id, body=body
        )
        write(910 + number, author, "Fleire", 1)
    assert asked() == one


# --- side by side --------------------------------------------------------------------------------------
def test_one_matter_stands_side_by_side(page: Page) -> None:
    html = page("/compare?q=sagt+OR+ferja&with=body:town&with=Amund+Storevik")
    told = words(html)
    assert html.count('class="chart"') == 2
    assert "Fjordvik municipality" in told
    assert "Amund Storevik" in told
    assert "<mark>" in html


def test_a_name_that_is_none_is_told_beside_its_field(page: Page) -> None:
    html = page("/compare?with=nettby&with=body:town")
    assert "“nettby” is not here." in html
    assert 'aria-invalid="true"' in html
    assert "Choose at least two" in html


def test_a_search_that_is_none_is_told(client: Client) -> None:
    answer = client.get("/en/compare?q=fra:x&with=body:town&with=person:amund")
    assert answer.status_code == 400
    assert "compare-q-error" in answer.content.decode()


def test_no_more_than_four_are_compared_and_each_once(page: Page) -> None:
    html = page("/compare?" + "&".join(["with=body:town"] * 9))
    assert html.count('name="with"') == compare.COLUMNS
    assert 'class="chart"' not in html


def test_a_name_of_several_is_not_guessed(page: Page) -> None:
    for county in ("Innlandet", "Østfold"):
        Body.objects.create(key=f"våler-{county}", name_nb="Våler", county=county)
    html = page("/compare?with=Våler&with=body:town")
    assert "body:våler-Innlandet, body:våler-Østfold" in html
