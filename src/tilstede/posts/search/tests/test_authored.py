"""The posts of one author that still stand, as a visit asks for them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tilstede.core.order import HIGHEST
from tilstede.posts.search.authored import standing_names
from tilstede.posts.search.tests.stored import FJORDVIK, ORDFORAR, post, store, withdraw, withhold

pytestmark = pytest.mark.usefixtures("stores")


def names(*, limit: int = 9, below: int = HIGHEST, public: bool = True) -> list[str]:
    found = standing_names("mastodon", FJORDVIK.id, limit=limit, below=below, public=public)
    return [one.aliases[0] for one in found]


@pytest.fixture(autouse=True)
def posts(stores: str) -> None:
    """Days 0 to 5 are the town's; one is withdrawn, one is for followers, one is withheld here."""
    told = [
        post(0),
        post(1),
        post(2, visibility="unlisted"),
        post(3, visibility="followers"),
        post(4),
        post(5),
        post(6, author=ORDFORAR, network="x"),
    ]
    numbers = store(told)
    withdraw(1)
    withhold(numbers[4])


def test_what_stands_the_newest_first() -> None:
    assert names() == ["test:5", "test:4", "test:2", "test:0"]
    assert names(public=False) == ["test:5", "test:4", "test:3", "test:2", "test:0"]


def test_some_at_a_time() -> None:
    found = standing_names("mastodon", FJORDVIK.id, limit=2, below=HIGHEST, public=True)
    assert names(limit=2, below=found[-1].place) == ["test:2", "test:0"]


def test_nobody_of_that_name() -> None:
    assert standing_names("mastodon", "ukjend", limit=9, below=HIGHEST, public=True) == []


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
def test_the_posts_of_others_are_not_gone_through(stores: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        names()
    (sql,) = [one["sql"] for one in asked if "posts_index" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        told = [row[-1] for row in cursor.fetchall()]
    assert told[0].startswith("SCAN i VIRTUAL TABLE"), told
    assert told[1].startswith("SEARCH p USING INTEGER PRIMARY KEY"), told
