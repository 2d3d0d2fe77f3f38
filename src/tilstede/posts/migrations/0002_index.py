"""What only SQLite needs: a full-text index without a copy of the text, and names kept in one tree instead of two.

PostgreSQL's index is in a migration of its own.
"""

from django.db import migrations

# The ascii tokenizer parts words at ASCII signs only: what core.text has parted stays as it is.
INDEX = """
CREATE VIRTUAL TABLE posts_index USING fts5(
    text, marks, content='', columnsize=0, tokenize="ascii tokenchars '_'"
)
"""
# With twice the default, what is written is merged less often: a fourth less work for each post that comes in, and
# a search still looks in few places.
MERGING = "INSERT INTO posts_index(posts_index, rank) VALUES ('automerge', 8)"
# For lists over thousands of hits: length in words; account, language and network (posts/search/sqlite_index.py).
BRIEF = """
CREATE TABLE posts_brief (row INTEGER PRIMARY KEY, length INTEGER NOT NULL, bearer TEXT NOT NULL)
"""


NAMES = """
CREATE TABLE posts_alias ("key" BLOB NOT NULL PRIMARY KEY, "number" BIGINT NOT NULL) WITHOUT ROWID
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(INDEX)
        schema_editor.execute(MERGING)
        schema_editor.execute(BRIEF)
        schema_editor.execute("DROP TABLE posts_alias")
        schema_editor.execute(NAMES)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE posts_index")
        schema_editor.execute("DROP TABLE posts_brief")


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
