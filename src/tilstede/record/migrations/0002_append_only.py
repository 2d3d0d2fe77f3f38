"""Append-only in the database too."""

from django.db import migrations

from tilstede.record import triggers


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    statements = triggers.sqlite() if vendor == "sqlite" else triggers.postgresql()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for statement in triggers.drop(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_tables")]
    operations = [migrations.RunPython(create, drop)]
