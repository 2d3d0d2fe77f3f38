"""All that pages and search read, to be compared before and after a rebuild."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

from tilstede.posts import languages, models

TABLES = (
    models.Post,
    models.Version,
    models.Alias,
    models.Author,
    models.Media,
    models.Trace,
    models.Gap,
    models.Tombstone,
)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of the projection, and every word of the search index with its place."""
    languages.find()
    rows = {
        table.__name__: sorted(table.objects.values_list(*_columns(table)), key=repr)
        for table in TABLES
    }
    return {**rows, "index": _index()}


def _columns(table: type[Model]) -> list[str]:
    """All but the numbers a database gives by itself."""
    own = {"id"} if table is models.Media else set()
    return [field.attname for field in table._meta.fields if field.name not in own]


def _index() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT key, length, bearer, words::text FROM posts_index ORDER BY key")
            return list(cursor.fetchall())
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, posts_index, instance)"
        )
        # Marks have no order.
        cursor.execute(
            "SELECT term, doc, col, iif(col = 'marks', 0, offset) FROM words"
            " UNION ALL SELECT '', row, bearer, length FROM posts_brief ORDER BY 1, 2, 3, 4"
        )
        return list(cursor.fetchall())
