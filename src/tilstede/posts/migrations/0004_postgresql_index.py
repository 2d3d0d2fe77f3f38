"""The full-text index on PostgreSQL, in quarterly parts that the writer adds as posts come (posts/search)."""

from django.db import migrations

# Each part is walked from the newest on, so a search for what is common reads one or two of them.
# A short list of pending entries keeps searches quick while posts come in.
INDEX = (
    """
    CREATE TABLE posts_index (
        key bigint NOT NULL PRIMARY KEY,
        length smallint NOT NULL,
        private boolean NOT NULL,
        withdrawn boolean NOT NULL,
        bearer text NOT NULL,
        words tsvector NOT NULL
    ) PARTITION BY RANGE (key)
    """,
    """
    CREATE INDEX posts_index_words ON posts_index USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 256)
    """,
    # Posts that have a word more often than a tsvector keeps its places.
    "CREATE TABLE posts_index_long (key bigint NOT NULL PRIMARY KEY)",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in INDEX:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE posts_index")
        schema_editor.execute("DROP TABLE posts_index_long")


class Migration(migrations.Migration):
    dependencies = [("posts", "0003_author_names")]
    operations = [migrations.RunPython(make, drop)]
