"""Authors are found by the name before the @ of their handle, and by their display name, at once."""

from django.db import migrations

# The expressions are those of posts.search.resolve.
LOCAL = {
    "sqlite": "lower(substr(handle, 1, instr(handle || '@', '@') - 1))",
    "postgresql": "lower(split_part(handle, '@', 1))",
}


def make(apps, schema_editor):
    local = LOCAL[schema_editor.connection.vendor]
    schema_editor.execute(f"CREATE INDEX author_handle ON posts_author ({local})")
    schema_editor.execute("CREATE INDEX author_name ON posts_author (lower(name))")


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX author_name")
    schema_editor.execute("DROP INDEX author_handle")


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_index")]
    operations = [migrations.RunPython(make, drop)]
