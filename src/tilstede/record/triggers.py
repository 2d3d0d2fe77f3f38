"""What makes the tables append-only in the database itself, on SQLite and on PostgreSQL.

They guard against mistakes. Against one who means to change the record stand the checkpoints held
by others: whoever can write to the database can also drop a trigger.
"""

from __future__ import annotations

from typing import Final

KEPT: Final = (
    "record_event",
    "record_tile",
    "record_checkpoint",
    "record_cosignature",
    "record_destruction",
)
REFUSAL: Final = "the record is append-only"
_LISTED: Final = "EXISTS (SELECT 1 FROM record_destruction WHERE payload = OLD.id)"
_DESTROYED: Final = (
    "EXISTS (SELECT 1 FROM record_event WHERE number = NEW.event AND kind = 'destroyed')"
)


def _rules() -> list[tuple[str, str, str]]:
    """(table, operation, what must hold for it to be let through)."""
    rules = [(table, operation, "") for table in KEPT for operation in ("UPDATE", "DELETE")]
    rules.append(("record_payload", "UPDATE", ""))
    rules.append(("record_payload", "DELETE", _LISTED))
    rules.append(("record_destruction", "INSERT", _DESTROYED))
    return rules


def _name(table: str, operation: str) -> str:
    return f"{table}_no_{operation.lower()}"


def sqlite() -> list[str]:
    """Statements that create the triggers on SQLite."""
    return [
        f"CREATE TRIGGER {_name(table, operation)} BEFORE {operation} ON {table}"
        + (f" WHEN NOT {unless}" if unless else "")
        + f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table, operation, unless in _rules()
    ]


def postgresql() -> list[str]:
    """Statements that create the triggers on PostgreSQL."""
    statements = []
    for table, operation, unless in _rules():
        name = _name(table, operation)
        passed = f"IF {unless} THEN RETURN {_row(operation)}; END IF; " if unless else ""
        statements.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {passed}RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        statements.append(
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    return statements


def _row(operation: str) -> str:
    return "OLD" if operation == "DELETE" else "NEW"


def drop(vendor: str) -> list[str]:
    """Statements that take the triggers away (for undoing the migration)."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {_name(table, operation)}" for table, operation, _ in _rules()]
    return [
        f"DROP FUNCTION {_name(table, operation)}() CASCADE" for table, operation, _ in _rules()
    ]
