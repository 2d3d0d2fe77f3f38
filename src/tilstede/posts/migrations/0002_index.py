"""What only SQLite needs: a full-text index without a copy of the text, and names kept in one tree instead of two.

PostgreSQL's index is in a migration of its own.
"""

from django.db import migrations

# The ascii tokenizer parts words at ASCII signs only: what core.text has parted stays as it is.
INDEX = """
CREATE VIRTUAL TABLE posts_index USING fts5(
    text, marks, content='', tokenize="ascii tokenchars '_'"
)
"""


NAMES = """
CREATE TABLE posts_alias ("key" BLOB NOT NULL PRIMARY KEY, "number" BIGINT NOT NULL) WITHOUT ROWID
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(INDEX)
        schema_editor.execute("DROP TABLE posts_alias")
        schema_editor.execute(NAMES)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE posts_index")


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
