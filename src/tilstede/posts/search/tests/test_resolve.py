"""Who `from:` names is looked up."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tilstede.posts.search import tree_of

pytestmark = pytest.mark.django_db


def test_an_author_is_found_by_the_indexes_of_names() -> None:
    with CaptureQueriesContext(connection) as asked:
        tree_of("from:ordforar")
    [statement] = [one["sql"] for one in asked if "posts_author" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}".replace("%", "%%"))
        plan = [step for *_, step in cursor.fetchall()]
    assert {"author_handle", "author_name"} <= set(" ".join(plan).split())
