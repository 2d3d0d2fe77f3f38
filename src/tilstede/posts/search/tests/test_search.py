"""Searches over posts as they are stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tilstede.core.post import Link, Media, Poll
from tilstede.core.query import And, QueryError
from tilstede.posts import languages, read
from tilstede.posts.search import engine, run, search
from tilstede.posts.search.tests.stored import FJORDVIK, ORDFORAR, post, store, withdraw, withhold

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def posts(stores: str) -> list[int]:
    """Seven posts; their places in this list are the days they were written."""
    numbers = store(
        [
            post(0, "Åpent møte om ny skole på rådhuset. Kven kjem?", title="Fjordvik skole"),
            post(
                1,
                "NAV og skolen inviterer til e-post-kurs",
                links=(Link(url="https://nav.example"),),
            ),
            post(
                2, "Det går en nav i hjulet", author=ORDFORAR, network="x", mentions=("Fjordvik",)
            ),
            post(3, "Skolen er stengt", reply_to="test:0", media=(Media(alt="Skilt: stengt"),)),
            post(4, "Bussen er for sein", author=ORDFORAR, network="x", visibility="followers"),
            post(
                5,
                "Kva meiner du?",
                poll=Poll(options=("Ny skole", "Gammal skole")),
                reply_to="test:3",
            ),
            post(6, "Kommunen har ikke svart", repost_of="test:2"),
        ]
    )
    languages.find()
    return numbers


def days(query: str, numbers: list[int], *, public: bool = True) -> list[int]:
    return [numbers.index(hit.number) for hit in search(query, public=public).hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("skole", [5, 0]),
        ("skole*", [5, 3, 1, 0]),
        ("skole* -stengt", [5, 1, 0]),
        ("går", [2]),
        ("gar", []),
        ('"ny skole"', [5, 0]),
        ('"skole åpent"', []),
        ("skole ONEAR/2 åpent", [0]),
        ("åpent ONEAR/2 skole", []),
        ("åpent ONEAR/3 skole", [0]),
        ("nav", [2, 1]),
        ("=NAV", [1]),
        ("=nav", [2]),
        ("=nav OR =Skolen", [3, 2]),
        ("nav -=NAV", [2]),
        ("e-post", [1]),
        ("stengt NEAR skilt", [3]),
        ("ny NEAR/0 skole", [5, 0]),
        ("from:fjordvik skole", [5, 0]),
        ("from:@Fjordvik@sosial.fjordvik.example nav", [1]),
        ("from:ordforar_f", [2]),
        ("from:ordforar-f", []),
        ('from:"åse ærlig"', [2]),
        ("from:https://x.example/ordforar_f", [2]),
        ("from:nobody", []),
        ("-from:nobody skole", [5, 0]),
        ("to:fjordvik", [2]),
        ("network:x", [2]),
        ("network:mastodon nav", [1]),
        ("in:test:5", [5, 3, 0]),
        ("in:test:3 -stengt", [5, 0]),
        ("in:999", []),
        ("in:test:0 OR bussen OR nav", [5, 3, 2, 1, 0]),
        ("has:link", [1]),
        ("has:image", [3]),
        ("has:alt -has:video", [3]),
        ("has:poll", [5]),
        ("is:reply", [5, 3]),
        ("is:repost", [6]),
        ("is:question", [5, 0]),
        ("lang:nn has:poll", [5]),
        ("since:2026-01-04 until:2026-01-06", [5, 3]),
        ("until:2026-01-02", [1, 0]),
        ("since:2026-01-04 -skole", [6, 3]),
        ("(since:2026-01-06 OR nav) -har", [5, 2, 1]),
        ("skole* -(is:reply until:2026-01-04)", [5, 1, 0]),
        ("skole* -(nav =Skolen)", [5, 3, 1, 0]),
    ],
)
def test_finds(posts: list[int], query: str, found: list[int]) -> None:
    assert days(query, posts) == found


def test_the_public_sees_only_what_is_public(posts: list[int]) -> None:
    assert days("bussen", posts) == []
    assert days("bussen", posts, public=False) == [4]
    withhold(posts[3])
    assert days("stengt", posts) == []
    assert days("=Skolen", posts) == []
    assert days("since:2026-01-04 until:2026-01-05", posts) == []
    assert days("stengt", posts, public=False) == [3]


def test_a_withdrawn_post_is_found_by_its_fields_alone(posts: list[int]) -> None:
    withdraw(3)
    assert days("stengt", posts, public=False) == []
    assert days("=Skolen", posts, public=False) == []
    assert days("is:withdrawn from:fjordvik", posts) == [3]
    assert days("has:image -stengt", posts) == [3]


def test_where_withdrawn_posts_are_hidden_nobody_finds_them(
    posts: list[int], settings: pytest.FixtureRequest
) -> None:
    settings.WITHDRAWN = "hide"  # type: ignore[attr-defined]
    withdraw(3)
    assert days("is:withdrawn", posts) == []
    assert days("is:withdrawn", posts, public=False) == []
    assert days("since:2026-01-04 until:2026-01-06", posts) == [5]


@pytest.mark.parametrize(
    "query", ["skole*", "=Skolen OR skole*", "since:2026", "is:reply OR nav OR skole*"]
)
def test_page_by_page(posts: list[int], query: str) -> None:
    whole = search(query, public=True)
    assert whole.next is None
    found, page = [], search(query, public=True, limit=2)
    while page.next is not None:
        assert len(page.hits) == 2
        found.extend(page.hits)
        page = search(query, public=True, limit=2, before=page.next)
    assert (*found, *page.hits) == whole.hits


def test_a_long_walk_stops_and_can_go_on(posts: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_LOOKED_AT", 3)
    monkeypatch.setattr(run, "_FIRST_LOOK", 3)
    page = search('="Fjordvik skole" OR =Kommunen OR skole OR er', public=True, limit=5)
    assert page.stopped
    assert [posts.index(hit.number) for hit in page.hits] == [6, 5, 3]
    page = search(
        '="Fjordvik skole" OR =Kommunen OR skole OR er', public=True, limit=5, before=page.next
    )
    assert [posts.index(hit.number) for hit in page.hits] == [0]


@pytest.mark.parametrize(
    "query", ['"slutt og"', '"og ferdig"', "ferdig NEAR/0 og", "og ONEAR/0 ferdig"]
)
def test_words_said_very_often_have_all_their_places(query: str) -> None:
    """PostgreSQL keeps 255 of them."""
    numbers = store([post(0, "og " * 300 + "slutt og ferdig"), post(1, "ferdig, slutt")])
    assert days(query, numbers) == [0]
    assert days(f"since:2026 -({query})", numbers) == [1]


def test_a_word_that_looks_like_a_mark_stays_a_word() -> None:
    """FTS5 holds a word and a mark with the same letters as one."""
    numbers = store(
        [
            post(0, "Det er ikke noe vi sier, og lnb er ikke et ord, men private veier finnes"),
            post(1, "Hva er dette, og hvorfor er det ikke noe annet?", language="nb"),
        ]
    )
    languages.find()
    assert days("lnb", numbers) == [0]
    assert days("lang:nb", numbers) == [1, 0]
    withhold(numbers[0])
    assert days("private", numbers, public=False) == [0]
    assert days("private OR lnb", numbers) == []
    assert days("lnb -annet", numbers, public=False) == [0]


def test_numbers_a_key_has_no_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_WHOLE", 1)
    numbers = store([post(0, "skole"), post(1, "skole")])
    assert days("skole", numbers) == [1, 0]


def test_posts_years_apart() -> None:
    """PostgreSQL walks from quarter to quarter."""
    written = [
        datetime(year, month, 1, tzinfo=UTC) for year in (1969, 2009, 2010) for month in (1, 7, 12)
    ]
    numbers = store([post(day, "skole", published=at) for day, at in enumerate(written)])
    assert days("skole", numbers) == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert days("skole since:2009-07 until:2010-07", numbers) == [7, 6, 5, 4]
    page = search("skole", public=True, limit=4)
    assert [numbers.index(hit.number) for hit in page.hits] == [8, 7, 6, 5]
    following = search("skole", public=True, limit=4, before=page.next or 0)
    assert [numbers.index(hit.number) for hit in following.hits] == [4, 3, 2, 1]


def test_told_what_is_wrong(posts: list[int]) -> None:
    with pytest.raises(QueryError) as caught:
        search("network:mastadon", public=True)
    assert caught.value.suggestion == "network:mastodon"


def test_nothing_is_found_where_nothing_is() -> None:
    assert search("skole -buss", public=True).hits == ()
    assert search("since:2026 -buss", public=True).hits == ()
    assert search(f"from:{FJORDVIK.handle}", public=True).hits == ()


@pytest.mark.parametrize(
    "query", ["skole* OR nav OR kva", "ny OR nav OR skolen", "=nav OR =Skolen"]
)
def test_pages_are_turned_back_as_they_were_turned_on(posts: list[int], query: str) -> None:
    whole = search(query, public=True).hits
    forth = [search(query, public=True, limit=2)]
    while forth[-1].next is not None:
        forth.append(search(query, public=True, limit=2, before=forth[-1].next))
    back = search(query, public=True, limit=2, after=forth[-1].hits[0].key)
    for page in reversed(forth[:-1]):
        assert back.hits == page.hits
        if back.next is not None:
            back = search(query, public=True, limit=2, after=back.next)
    assert back.next is None
    assert search(query, public=True, after=0).hits == whole
    assert search(query, public=True, after=whole[0].key).hits == ()


def test_what_is_found_is_read_where_it_lies_and_only_if_all_may_see_it(posts: list[int]) -> None:
    hits = search(And(()), public=False).hits
    keys = [hit.key for hit in hits]
    assert [item.number for item in read.shown_at(keys)] == [
        number for number in reversed(posts) if number != posts[4]
    ]
    withhold(posts[6])
    withdraw(posts[5])
    assert read.shown_at(keys) == read.shown([hit.number for hit in hits])
    assert read.shown_at([1]) == []
