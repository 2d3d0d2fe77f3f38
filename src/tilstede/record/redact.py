"""Lawful destruction (retention rules, arkivlova § 13): the payload and its salt go, the log stays whole.

Without the salt the digest that is left tells nothing of what was there, not even to one who guesses.
What lies in backups is the operator's to destroy; docs/record.md says how.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tilstede.core import packing
from tilstede.core.canonical import dumps
from tilstede.record import driver, files, read, store
from tilstede.record.append import Entry, append

#: These say what the log is and what was destroyed: the check leans on them.
_LASTING = frozenset({"key", "destroyed"})


def destroy(
    payloads: Mapping[int, Collection[str]], *, about: Mapping[str, Any], now: datetime
) -> int:
    """Destroy payloads (event number to roles) for good; the number of the `destroyed` event.

    ``about``: by whom, on what ground, as JSON values; it is kept in the event's own payload beside
    the list of what was destroyed.
    :raises ValueError: a payload that is not there, or of an event that must last.
    """
    with transaction.atomic():
        store.lock()
        rows = [row for number, roles in payloads.items() for row in _rows(number, roles)]
        if not rows:
            raise ValueError("nothing to destroy")
        named = {str(number): sorted(roles) for number, roles in payloads.items()}
        entry = Entry("destroyed", {"about": dumps({**about, "payloads": named})})
        event = append([entry], now=now)
        with driver.cursor() as cursor:
            store.insert(cursor, "record_destruction", [(row[0], event) for row in rows])
        _delete(rows)
        transaction.on_commit(lambda: _wipe(rows))
    return event


def _rows(number: int, roles: Collection[str]) -> list[store.PayloadRow]:
    event = read.event(number)
    if event is None or event.kind in _LASTING:
        raise ValueError(f"event {number} is not there, or must last")
    found = store.payloads_between(number, number + 1, roles) if roles else []
    missing = set(roles) - {row[1] for row in found}
    if missing or not found:
        raise ValueError(f"event {number} holds no payload {', '.join(sorted(missing))}")
    return found


def _delete(rows: Collection[store.PayloadRow]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM record_payload WHERE id = %s", [(row[0],) for row in rows])


def _wipe(rows: Collection[store.PayloadRow]) -> None:
    """After the commit: the files, files left over from a crash, and the write-ahead log's copy."""
    for row in rows:
        if row[3] == packing.FILE:
            files.remove(row[5])
    with transaction.atomic():
        store.lock()
        files.sweep(_is_held)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_held(digest: bytes) -> bool:
    sql = "SELECT 1 FROM record_payload WHERE codec = 2 AND data = %s LIMIT 1"
    return store.row(sql, [digest]) is not None
