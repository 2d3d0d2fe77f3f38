"""What lies in FTS5's own tables."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from tilstede.posts import index

pytestmark = pytest.mark.django_db


def test_small_changes_leave_no_trail_of_segments() -> None:
    keys = range(1, 41)
    with connection.cursor() as cursor:
        index.insert(cursor, [(key, "ny skole", "a1 nx") for key in keys])
        borne = "a1 nx"
        for place in range(14):
            more = f"a1 lnb nx h{place}"
            index.replace(cursor, [(key, "ny skole", borne, "ny skole", more) for key in keys])
            borne = more
        cursor.execute("SELECT count(DISTINCT segid) FROM posts_index_idx")
        assert cursor.fetchone()[0] <= 4


def test_a_language_is_all_that_is_written() -> None:
    with connection.cursor() as cursor:
        index.insert(cursor, [(1, "ny skole", "a1 nx")])
        before = _written(cursor)
        index.replace(cursor, [(1, "ny skole", "a1 nx", "ny skole", "a1 lnb nx")])
        [added] = _written(cursor) - before
        assert b"lnb" in added
        assert b"skole" not in added
        cursor.execute("SELECT count(*) FROM posts_index WHERE posts_index MATCH 'lnb skole'")
        assert cursor.fetchone()[0] == 1


def _written(cursor: Any) -> set[bytes]:
    """The pages of words (https://www.sqlite.org/fts5.html#the_fts5_data_table), once what was gathered is out."""
    with transaction.atomic():
        cursor.execute("SELECT block FROM posts_index_data WHERE id > 10")
        return {bytes(block) for (block,) in cursor.fetchall()}
