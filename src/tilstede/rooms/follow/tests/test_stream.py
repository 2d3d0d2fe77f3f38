from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tilstede.intake.models import Source
from tilstede.intake.tests import scene
from tilstede.posts.models import Author, Post
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.tests.conftest import articles, words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]


def card(html: str, text: str) -> str:
    """The one article that holds a text."""
    [found] = [article for article in articles(html) if text in article]
    return found


def test_the_first_page_shows_public_posts_newest_first(page: Page) -> None:
    html = page("/")
    times = [re.search(r'datetime="([^"]+)"', article) for article in articles(html)]
    shown = [time[1] for time in times if time]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 15
    assert "Bare for følgjarar" not in html


def test_a_post_tells_who_where_when_and_in_which_language(page: Page) -> None:
    found = card(page("/"), "Ferja over Fjordvik")
    assert words(found).startswith(" FK Fjordvik kommune Fjordvik municipality")
    assert "@fjordvik<wbr>@sosial.fjordvik.example" in found
    assert "Mastodon" in found
    assert 'lang="nn"' in found
    assert f'href="/en/post/{scene.number(1)}"' in found
    assert 'href="https://sosial.fjordvik.example/statuses/1"' in found


def test_the_role_held_that_day_stands_beside_the_name(page: Page) -> None:
    assert "Mayor , Fjordvik municipality" in words(card(page("/"), "Godt sagt av fylket"))


def test_a_language_that_is_not_sure_is_not_declared(page: Page) -> None:
    scene.take(scene.seen(30, "Takk for praten", language=""))
    found = card(page("/"), "Takk for praten")
    assert "language undecided" in found
    assert "lang=" not in found


def test_replies_boosts_and_quotes_say_so(page: Page) -> None:
    html = page("/")
    assert "In reply to Kari Strand" in words(card(html, "Han opnar truleg"))
    boost = card(html, "Passes on a post by")
    assert "Når opnar vegen over fjellet?" in boost
    assert 'href="https://fylket.example/1"' in card(html, "Godt sagt av fylket")


def test_an_edited_post_says_so(page: Page) -> None:
    found = card(page("/"), "ikkje før kl. 14")
    assert f'href="/en/post/{scene.number(2)}#versions">edited' in found
    assert "kl. 12" not in found


def test_a_withdrawn_post_shows_that_and_not_its_words(page: Page) -> None:
    html = page("/")
    assert "blir trekt tilbake" not in html
    assert "Withdrawn by its author on 13 October 2026 at 11:05" in words(html)


def test_a_content_warning_stands_before_the_words(page: Page) -> None:
    found = card(page("/"), "Bilete frå ulukka")
    assert found.index("<summary>") < found.index("Trafikkulukke") < found.index("Bilete frå")


def test_strangers_words_are_only_words(page: Page) -> None:
    html = page("/")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_pictures_are_our_own_copies_and_missing_alternative_text_is_told(page: Page) -> None:
    html = page("/")
    town_hall = card(html, "Kommunehuset lyser")
    assert (
        f'src="/thumb/{scene.number(3)}/0" alt="Kommunehuset i kveldslys, med flagg"' in town_hall
    )
    quay = card(html, "Kaia er ferdig")
    assert 'alt=""' in quay
    assert "The author gave no alternative text for this picture." in quay
    assert "Kort film frå opninga" in quay
    assert not re.findall(r'(?:src|srcset|poster)="(?!/)', html)


def test_a_long_article_is_cut_and_says_how_long_it_is(page: Page) -> None:
    found = card(page("/"), "Ny kystplan")
    assert "Read the whole post (2640 characters)" in found
    assert "Kystplanen (PDF)" in found


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("network=x", 1),
        ("network=feeds", 1),
        ("language=en", 1),
        ("since=2026-09-30", 4),
        ("until=2026-09-23", 1),
        ("since=2026-09-27&until=2026-09-27", 2),
        ("network=x&language=en", 0),
    ],
)
def test_filters_narrow_the_stream(page: Page, query: str, number: int) -> None:
    html = page(f"/?{query}")
    assert len(articles(html)) == number
    assert ("No posts are like that" in html) == (number == 0)


def test_one_account_can_be_chosen(page: Page) -> None:
    author = Author.objects.get(native_id=scene.MAYOR.id)
    assert len(articles(page(f"/?account={author.id}"))) == 2


def test_a_filter_that_is_not_understood_is_told_and_left_out(page: Page) -> None:
    html = page("/?since=i+går&network=nettby")
    assert html.count("ds-validation-message") == 2
    assert len(articles(html)) == 15


@pytest.mark.parametrize("day", ["0001-01-01", "2178-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_day_beyond_all_time_is_told_and_left_out(page: Page, name: str, day: str) -> None:
    html = page(f"/?{name}={day}")
    assert html.count("ds-validation-message") == 1
    assert len(articles(html)) == 15


def test_days_at_the_ends_of_time_are_days(page: Page) -> None:
    html = page("/?since=0002-01-01&until=2177-12-31")
    assert "ds-validation-message" not in html
    assert len(articles(html)) == 15


def test_pages_meet_without_gap_or_overlap(page: Page) -> None:
    later = [scene.seen(100 + n, f"Melding {n} frå Fjordvik kommune.") for n in range(30)]
    scene.take(*later)
    first = page("/?network=mastodon")
    second = page(f"/{turned(first, 'Older')}")
    third = page(f"/{turned(second, 'Older')}")
    assert [len(articles(html)) for html in (first, second, third)] == [20, 20, 3]
    assert "Older posts" not in third
    assert 'href="?network=mastodon"' in third
    assert "Newer posts" not in first
    back = page(f"/{turned(third, 'Newer')}")
    assert articles(back) == articles(second)
    assert articles(page(f"/{turned(back, 'Older')}")) == articles(third)
    assert articles(page(f"/{turned(back, 'Newer')}")) == articles(first)


def turned(html: str, way: str) -> str:
    """Where the button for newer or older posts leads."""
    [found] = re.findall(rf'href="([^"]+)">(?:\s*<svg.*?</svg>)?\s*{way} posts', html)
    return str(found).replace("&amp;", "&")


@pytest.mark.parametrize(
    "query",
    ["before=x", "before=-1", f"before={2**63}", f"before={'9' * 5_000}", "before=٣", "after=x"],
)
def test_a_place_that_is_none_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 400


def test_an_empty_record_says_what_fills_it(page: Page) -> None:
    assert "No posts are like that" in page("/?until=1999-01-01")


def test_readers_get_no_cookie_and_caches_may_keep_the_page(client: Client) -> None:
    for path in ("/", "/search", "/sources", "/checkpoints", "/about/privacy", "/nope"):
        answer = client.get(path)
        assert not answer.cookies
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.status_code == 200:
            assert "s-maxage=10" in answer.headers["Cache-Control"]
    client.force_login(scene.staff())
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_as_many_questions_to_the_database_for_one_post_as_for_many() -> None:
    mayor = Filters(account=Author.objects.get(native_id=scene.MAYOR.id).id)

    def questions() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            found = queries.stream(mayor).cards
        return len(found), len(asked)

    few = questions()
    scene.take(
        *[scene.seen(n, "", repost_of=scene.alias(20), author=scene.MAYOR) for n in range(70, 80)]
    )
    many = questions()
    assert many == (few[0] + 10, few[1])


def test_before_the_first_post_the_page_says_whether_anything_is_read(page: Page) -> None:
    Post.objects.all().delete()
    assert "The sources that are followed are being read." in page("/")
    assert "when a source is followed" not in page("/")
    Source.objects.update(state=Source.State.PAUSED)
    assert "are being read" not in page("/")
    assert "when a source is followed" in page("/")


@pytest.mark.parametrize(
    ("alias", "who", "said"),
    [
        ("gone:nettby:p3", "", "someone whose post is not held here"),
        ("at://did:plc:ukjend/app.bsky.feed.post/3k", "", "someone whose post is not held here"),
        ("gone:nettby:p3", "ola", "ola"),
        ("https://tut.example/@kari/1", "", "tut.example"),
    ],
)
def test_whom_a_post_answers_is_told_in_words_alone(alias: str, who: str, said: str) -> None:
    with translation.override("en"):
        told = render_to_string(
            "follow/relation.html", {"relation": queries.Relation("reply", alias, who)}
        )
    assert f"In reply to {said}" in words(told)
