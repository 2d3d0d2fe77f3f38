"""The full-text index on SQLite: FTS5 without a copy of the text (PostgreSQL's is in its own migration)."""

from django.db import migrations

# The ascii tokenizer parts words at ASCII signs only: what core.text has parted stays as it is.
SQLITE = """
CREATE VIRTUAL TABLE posts_index USING fts5(
    text, marks, content='', tokenize="ascii tokenchars '_'"
)
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE posts_index")


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
