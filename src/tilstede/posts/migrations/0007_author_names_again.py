"""The indexes of 0003 anew: SQLite lost them when the migration before this one made posts_author anew."""

from django.db import migrations

# The expressions are those of posts.search.resolve.
LOCAL = {
    "sqlite": "lower(substr(handle, 1, instr(handle || '@', '@') - 1))",
    "postgresql": "lower(split_part(handle, '@', 1))",
}


def make(apps, schema_editor):
    local = LOCAL[schema_editor.connection.vendor]
    schema_editor.execute(f"CREATE INDEX IF NOT EXISTS author_handle ON posts_author ({local})")
    schema_editor.execute("CREATE INDEX IF NOT EXISTS author_name ON posts_author (lower(name))")


class Migration(migrations.Migration):
    dependencies = [("posts", "0006_hidden")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
