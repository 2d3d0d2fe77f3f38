"""A column the ORM lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int, int]
else:
    _BigInteger = models.BigIntegerField


class RowNumber(_BigInteger):
    """A 64-bit primary key given by us.

    On SQLite it is typed ``integer``, the one spelling that makes it the table's own row number:
    Django's ``bigint`` would keep a second tree beside the table.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        if connection.vendor == "sqlite":
            return "integer"
        return super().db_type(connection)
