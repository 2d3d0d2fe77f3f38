"""Django's SQLite with less ceremony at both ends of a transaction.

A post that is committed by itself is paid for by the microsecond. Around BEGIN and COMMIT Django makes a cursor, spells
placeholders, asks whether to log, and sets what is set already: 20 µs, where SQLite needs 5 to begin.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

#: The types that django-stubs gives it leave out all that a backend implements.
_Backend: Any = base.DatabaseWrapper


class DatabaseWrapper(_Backend):  # type: ignore[misc]  # see _Backend
    """The backend ``tilstede.record.sqlite``: the same statements in the same order. Where they are counted, and
    outside `transaction.atomic`, everything goes Django's way."""

    def ensure_connection(self) -> None:
        """As always; it is asked five times for every transaction."""
        if self.connection is None:
            super().ensure_connection()

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Where `transaction.atomic` begins, and where it ends."""
        begins = force_begin_transaction_with_broken_autocommit and not autocommit
        plain = self.connection is not None and not (
            self.force_debug_cursor or self.in_atomic_block
        )
        if plain and begins and self.transaction_mode:
            with self.wrap_database_errors:
                self.connection.execute(f"BEGIN {self.transaction_mode}")
            self.autocommit = False
        else:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)

    def _set_autocommit(self, autocommit: bool) -> None:
        if not (autocommit and self.connection.isolation_level is None):
            super()._set_autocommit(autocommit)

    def _commit(self) -> None:
        if self.connection is None or self.force_debug_cursor:
            super()._commit()
        else:
            with self.wrap_database_errors:
                self.connection.commit()
