"""The task that follows every capture: which language each wording is in."""

from __future__ import annotations

import pytest
from django.db import connection

from tilstede.core.post import Media
from tilstede.intake import pump
from tilstede.intake.tests.items import NOW, at, gone, seen
from tilstede.intake.tests.projection import everything
from tilstede.networks.kit.contract import Item
from tilstede.posts import languages, models, rebuild
from tilstede.posts.search import search

pytestmark = pytest.mark.django_db

NYNORSK = "Eg veit ikkje kva tid ferja går i morgon."
BOKMAAL = "Jeg vet ikke når ferjen går i morgen."


def take(*items: Item) -> None:
    pump.take(items, now=NOW)


def hits(code: str) -> list[int]:
    return [hit.number for hit in search(f"lang:{code}", public=False).hits]


def standing() -> list[tuple[int, str, bool]]:
    return list(
        models.Post.objects.order_by("number").values_list("number", "language", "language_sure")
    )


def wordings() -> list[tuple[int, str]]:
    return list(models.Version.objects.order_by("event").values_list("event", "language"))


def test_each_post_is_found_by_its_language() -> None:
    take(seen(1, NYNORSK), seen(2, BOKMAAL), seen(3, "😀"))
    assert languages.pending() == 4
    assert languages.find() == 3
    assert standing() == [(1, "nn", True), (2, "nb", True), (3, "und", False)]
    assert (hits("nn"), hits("nb"), languages.pending()) == ([1], [2], 0)


def test_what_the_words_leave_open_the_author_decides() -> None:
    take(seen(1, "Takk for praten", language="nn-NO"), seen(2, NYNORSK, language="nb"))
    languages.find()
    assert standing() == [(1, "nn", True), (2, "nn", True)]


def test_titles_warnings_choices_and_descriptions_count() -> None:
    image = Media(kind="image", alt=NYNORSK)
    take(seen(1, "", title=BOKMAAL), seen(2, "", media=(image,)))
    languages.find()
    assert [row[1] for row in standing()] == ["nb", "nn"]


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_every_wording_has_its_own_and_the_post_that_of_what_stands(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "BATCH", batch)
    take(seen(1, NYNORSK), seen(2, BOKMAAL))
    take(seen(1, BOKMAAL, edited=at(3)), gone(2))
    languages.find()
    assert wordings() == [(1, "nn"), (3, "nb")]
    assert standing() == [(1, "nb", True), (2, "nb", True)]
    assert (hits("nn"), hits("nb")) == ([], [2, 1])


def test_a_wording_that_comes_after_the_task_has_run_is_looked_at_the_next_time() -> None:
    take(seen(1, NYNORSK))
    languages.find()
    take(seen(1, BOKMAAL, edited=at(3)))
    assert standing() == [(1, "", False)]
    assert languages.find() == 1
    assert (wordings(), hits("nb"), hits("nn")) == ([(1, "nn"), (2, "nb")], [1], [])


def test_a_fuller_form_of_a_post_is_looked_at_anew() -> None:
    take(seen(1, NYNORSK, form="feed"))
    languages.find()
    take(seen(1, f"{NYNORSK} {BOKMAAL} {BOKMAAL}", form="api"))
    languages.find()
    assert hits("nb") == [1]
    assert hits("nn") == []


def test_a_post_whose_language_is_known_is_not_looked_at_again() -> None:
    take(seen(1, NYNORSK), seen(2, BOKMAAL))
    models.Post.objects.filter(number=1).update(language="sv")
    assert languages.find() == 1
    assert [row[1] for row in standing()] == ["sv", "nb"]


def test_the_place_to_go_on_from_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have come further meanwhile."""
    take(seen(1, NYNORSK), seen(2, BOKMAAL))
    rest = languages._look

    def slow(span: dict[str, int]) -> dict[int, languages.Found]:
        found = rest(span)
        languages._go_on_from(2)
        return found

    monkeypatch.setattr(languages, "BATCH", 2)
    monkeypatch.setattr(languages, "_look", slow)
    languages.find()
    assert languages.pending() == 0
    assert hits("nn") == [1]


def test_progress_is_told_in_events() -> None:
    take(*[seen(number, NYNORSK) for number in range(1, 6)])
    waiting, told = languages.pending(), []
    languages.find(progress=told.append)
    assert told == [waiting]


def test_a_rebuild_finds_the_same() -> None:
    take(seen(1, NYNORSK), seen(2, BOKMAAL), seen(3, "ok"))
    take(seen(1, BOKMAAL, edited=at(3)), gone(2))
    before = everything()
    rebuild.rebuild()
    assert everything() == before


def test_no_batch_reads_the_whole_table() -> None:
    with connection.cursor() as cursor:
        for query in (languages._SILENT_POSTS, languages._SILENT_VERSIONS):
            cursor.execute(f"EXPLAIN QUERY PLAN {query}", {"first": 1, "last": 1000})
            plan = [str(row[-1]) for row in cursor.fetchall()]
            assert not [step for step in plan if "SCAN posts_" in step]
