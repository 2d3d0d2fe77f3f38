"""The record as a Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class RecordConfig(AppConfig):
    name = "tilstede.record"
    label = "record"

    def ready(self) -> None:
        connection_created.connect(_guard_replacement, dispatch_uid="record.guard")


def _guard_replacement(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """SQLite's INSERT OR REPLACE deletes silently; with this the triggers see it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")
