"""Hits by relevance, and how they are spread."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tilstede.core.post import Post
from tilstede.posts import languages, models
from tilstede.posts.search import Share, counts, facets, rank, ranked, search
from tilstede.posts.search.tests.stored import ORDFORAR, post, store, withhold

pytestmark = pytest.mark.usefixtures("stores")


def filler(number: int, **fields: object) -> Post:
    return post(number, "Kommunen skal nå bygge mye nytt på den gamle tomta i sentrum", **fields)


def places(query: str, numbers: list[int], **options: int | bool) -> list[int]:
    found = ranked(query, **{"public": True, **options})
    return [numbers.index(hit.number) for hit in found.hits]


def test_said_more_often_in_a_shorter_post_comes_first() -> None:
    numbers = store(
        [
            post(0, "Skole og buss og ferge og alt det andre som hører til i en kommune"),
            post(1, "Skole, skole, skole og alt det andre som hører til i en kommune"),
            post(2, "Buss til skole"),
            post(3, "Bare buss"),
        ]
    )
    assert places("skole", numbers) == [1, 2, 0]
    assert places("skole buss", numbers) == [2, 0]


def test_a_rarer_word_weighs_more() -> None:
    numbers = store(
        [filler(0), filler(1), post(2, "Nå i kano på elva og i sentrum og den tomta her")]
    )
    assert places("kommunen OR kano", numbers)[0] == 2
    assert places("nå (kommunen OR kano)", numbers)[0] == 2


def test_the_newest_comes_first_where_nothing_else_tells() -> None:
    numbers = store([filler(0), filler(1), filler(2)])
    assert places("kommunen", numbers) == [2, 1, 0]
    assert places("from:fjordvik", numbers) == [2, 1, 0]
    assert places("since:2026", numbers) == [2, 1, 0]
    assert places("=Kommunen", numbers) == [2, 1, 0]
    assert places("kommunen ONEAR/2 nå", numbers) == [2, 1, 0]


def test_page_by_page() -> None:
    numbers = store([filler(number) for number in range(5)])
    page = ranked("kommunen", public=True, limit=2)
    assert (len(page.hits), page.next, page.weighed, page.cut) == (2, 2, 5, False)
    assert places("kommunen", numbers, skip=2, limit=2) == [2, 1]
    assert ranked("kommunen", public=True, skip=4).next is None
    assert ranked("buss", public=True).hits == ()


def test_beyond_the_posts_read_the_index_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank, "READ", 2)
    numbers = store(
        [post(0, "buss " + "og " * 9), post(1, "buss og sykkel"), post(2, "buss buss buss og bil")]
    )
    assert places("buss", numbers) == [2, 1, 0]


def test_only_the_newest_are_weighed_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank, "WINDOW", 3)
    monkeypatch.setattr(counts, "WINDOW", 3)
    numbers = store([filler(number) for number in range(5)])
    page = ranked("kommunen", public=True)
    assert (page.cut, page.weighed) == (True, 3)
    assert places("kommunen", numbers) == [4, 3, 2]
    counted = facets("kommunen", public=True)
    assert (counted.cut, counted.counted) == (True, 3)


def test_what_is_not_public_is_neither_ranked_nor_counted() -> None:
    numbers = store([filler(0), filler(1, visibility="followers"), filler(2)])
    withhold(numbers[2])
    assert places("kommunen", numbers) == [0]
    assert places("kommunen", numbers, public=False) == [2, 1, 0]
    assert facets("kommunen", public=True).counted == 1
    assert facets("=Kommunen", public=True).counted == 1


def test_facets() -> None:
    new_year = datetime(
        2026, 12, 31, 23, 30, tzinfo=UTC
    )  # 2027 in Oslo, had it not been the future
    numbers = store(
        [
            post(
                0,
                "Kommunen bygger ikke noe nå, men det kommer",
                published=datetime(2024, 12, 31, 23, 30, tzinfo=UTC),
            ),
            post(1, "Kommunen byggjer ikkje noko no, men det kjem", author=ORDFORAR, network="x"),
            post(2, "Kommunen bygger ikke noe her, men det kommer", published=new_year),
            post(3, "Helt noe annet"),
        ]
    )
    languages.find()
    authors = dict(models.Post.objects.values_list("number", "author_id"))
    counted = facets("kommunen", public=True)
    assert counted.counted == 3
    assert not counted.cut
    assert counted.networks == (Share("mastodon", 2), Share("x", 1))
    assert counted.accounts == (Share(authors[numbers[0]], 2), Share(authors[numbers[1]], 1))
    assert counted.years == (Share(2026, 2), Share(2025, 1))
    assert counted.languages == (Share("nb", 2), Share("nn", 1))
    assert facets("=Kommunen", public=True) == counted
    assert len(search("kommunen", public=True).hits) == 3
