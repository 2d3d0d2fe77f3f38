"""What is told by a post's row alone says the same as the search in memory, and the index says it too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilstede.core import marks
from tilstede.core.post import Author
from tilstede.core.query import And, Field, Marked, Node, Not, Or, Period, Words
from tilstede.posts import models
from tilstede.posts.search import conditions, plan, search, walk
from tilstede.posts.search.tests.stored import START, post, store, withhold

pytestmark = pytest.mark.usefixtures("stores")
PEOPLE = [Author(id=f"https://tut.example/{n}", handle=f"person{n}") for n in range(5)]
POSTS = 12


def by(*authors: int) -> Marked:
    return Marked(Field("from", str(authors)), tuple(map(marks.of_author, authors)))


def since(day: int) -> Period:
    return Period("since", str(day), START + timedelta(days=day))


def until(day: int) -> Period:
    return Period("until", str(day), START + timedelta(days=day))


DAYS = st.integers(-1, POSTS + 1)
SOME = st.lists(st.integers(1, 2 * len(PEOPLE)), max_size=4, unique=True).map(
    lambda some: by(*some)
)
LEAF = SOME | DAYS.map(since) | DAYS.map(until) | st.just(Marked(Field("network", "x"), ("nx",)))
SPAN = st.lists(LEAF, min_size=2, max_size=3).map(lambda some: And(tuple(some)))
TREES = st.lists(SPAN | LEAF, min_size=1, max_size=4).map(lambda some: Or(tuple(some)))
WHOLE = st.lists(
    TREES | LEAF | TREES.map(Not) | st.just(Words(("ferja",))), min_size=1, max_size=3
).map(lambda some: And(tuple(some)))


def stored() -> None:
    """A post a day by one of five on one of two networks, two of three with a word, one of them withheld."""
    numbers = store(
        [
            post(
                day,
                "ferja går" if day % 3 else "bilen",
                author=PEOPLE[day * 7 % len(PEOPLE)],
                network="x" if day % 2 else "mastodon",
            )
            for day in range(POSTS)
        ]
    )
    withhold(numbers[5])


def in_memory(tree: Node) -> list[int]:
    found = walk.sights(walk.planned(And(()), public=True), below=plan.HIGHEST, limit=100)
    return [sight.number for sight in walk.confirmed(tree, found)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=WHOLE, many=st.booleans(), look=st.integers(3, 9), further=st.integers(0, 20))
def test_stretches_of_days_find_what_they_say(
    tree: And, many: bool, look: int, further: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not models.Post.objects.exists():
        with transaction.atomic():
            stored()
    wanted = in_memory(tree)
    with monkeypatch.context() as patched:
        patched.setattr(plan, "MANY", 0 if many else 30)
        assert [hit.number for hit in search(tree, public=True).hits] == wanted
        patched.setattr(walk, "_LOOKED_AT", look)
        patched.setattr(walk, "_A_LIST", further)
        assert [hit.number for hit in search(tree, public=True, limit=2).hits] == wanted[:2]
        upward = search(tree, public=True, after=0, limit=2).hits
    assert [hit.number for hit in upward] == wanted[-2:]


@pytest.mark.parametrize(
    ("authors", "looks", "asks"),
    [
        pytest.param((1, 2, 8, 9, 10), 1, False, id="enough among the first"),
        pytest.param((1, 2, 3, 4), 2, False, id="some among the first, enough among more"),
        pytest.param((1, 6), 1, True, id="so few that the lists are opened sooner"),
        pytest.param((3, 4), 1, True, id="none among the first"),
    ],
)
def test_the_index_opens_the_lists_of_many_authors_only_where_looking_takes_longer(
    authors: tuple[int, ...], looks: int, asks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored()  # the newest five posts are by the authors 2, 1, 10, 9 and 8
    monkeypatch.setattr(plan, "MANY", 1)
    monkeypatch.setattr(walk, "_LOOKED_AT", 5)
    monkeypatch.setattr(walk, "_A_LIST", 8)
    wanted = in_memory(And((by(*authors),)))
    with CaptureQueriesContext(connection) as asked:
        found = search(by(*authors), public=True, limit=2).hits
    assert [hit.number for hit in found] == wanted[:2]
    statements = [query["sql"] for query in asked]
    assert sum("FROM (SELECT" in sql for sql in statements) == looks
    assert any("posts_index" in sql for sql in statements) == asks


def test_nobody_has_written_anything() -> None:
    stored()
    assert search(by(), public=True).hits == ()
    assert search(Or((by(), And((by(), since(0))))), public=True).hits == ()


def test_a_thousand_stretches_are_not_too_deep() -> None:
    stored()
    spans = Or(tuple(And((by(n % 10 + 1), since(n - 3_000), until(n))) for n in range(3_000)))
    assert len(search(And((spans,)), public=True).hits) == POSTS - 1


def test_bounds_hold_every_stretch() -> None:
    spans = Or((And((by(1), since(2), until(4))), And((by(2), since(6), until(8)))))
    low, high = conditions.bounds(And((spans, until(7))))
    whole = conditions.bounds(And((since(2), until(7))))
    assert (low, high) == whole
    assert conditions.bounds(Or((spans, by(3)))) == (0, plan.HIGHEST)
