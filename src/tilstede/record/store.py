"""The SQL of the record: rows in as many at a time as the database takes, rows out in number order.

Plain `executemany` on SQLite (0.98 of the bare driver; the ORM has 0.16) and COPY on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.transaction import TransactionManagementError

from tilstede.record import driver

#: Payload ids are event number * ROLES + the role's place.
ROLES: Final = 64

#: PostgreSQL's advisory lock for the one writer: "tilstede" read as a number.
_LOCK: Final = int.from_bytes(b"tilstede")

COLUMNS: Final = {
    "record_event": (("number", "time", "kind", "digests", "leaf"), "int8 int8 text text bytea"),
    "record_payload": (
        ("id", "role", "salt", "codec", "size", "data"),
        "int8 text bytea int2 int8 bytea",
    ),
    "record_tile": (("level", "number", "hashes", "root"), "int2 int8 bytea bytea"),
    "record_destruction": (("payload", "event"), "int8 int8"),
}

_INSERT: Final = {
    table: f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
    for table, (names, _types) in COLUMNS.items()
}

EventRow = tuple[int, int, str, str, bytes]
PayloadRow = tuple[int, str, bytes, int, int, bytes]
_PAYLOAD: Final = "id, role, salt, codec, size, data"
_SCATTERED: Final = 500

#: Kinds that the index record_event_rare leaves out.
_COMMON: Final = frozenset({"seen", "fetched"})


def lock() -> None:
    """Make sure that nobody else writes to the record until this transaction ends.

    On SQLite the transaction itself is the lock, as settings open every one as IMMEDIATE.
    :raises TransactionManagementError: outside `transaction.atomic`.
    """
    held = connections[DEFAULT_DB_ALIAS]
    if not held.in_atomic_block:
        raise TransactionManagementError("the record is written inside transaction.atomic only")
    if held.vendor == "postgresql":
        with held.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def insert(cursor: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows, given in the order of COLUMNS."""
    if not rows:
        return
    if driver.copies(cursor):
        _copy(cursor, table, rows)
    else:
        cursor.executemany(_INSERT[table], rows)


def _copy(cursor: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    names, types = COLUMNS[table]
    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types.split())
        for row in rows:
            copy.write_row(row)


def rows(sql: str, parameters: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with driver.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return cast(list[tuple[Any, ...]], cursor.fetchall())


def row(sql: str, parameters: Iterable[Any] = ()) -> tuple[Any, ...] | None:
    """The first row of a query, None when there is none."""
    found = rows(sql, parameters)
    return found[0] if found else None


def last_event() -> tuple[int, bytes] | None:
    """Number and leaf of the last event."""
    found = row("SELECT number, leaf FROM record_event ORDER BY number DESC LIMIT 1")
    return (found[0], bytes(found[1])) if found else None


def size() -> int:
    """How many events there are."""
    last = last_event()
    return last[0] + 1 if last else 0


def leaves(begin: int, end: int) -> bytes:
    """The leaf hashes of events ``begin`` to ``end`` (excluded), concatenated."""
    return _joined(
        "SELECT leaf FROM record_event WHERE number >= %s AND number < %s ORDER BY number",
        (begin, end),
    )


def tile(level: int, number: int) -> bytes | None:
    """A full tile's 256 hashes; None when it is not full yet."""
    found = row("SELECT hashes FROM record_tile WHERE level = %s AND number = %s", (level, number))
    return bytes(found[0]) if found else None


def tile_roots(level: int, begin: int, end: int) -> bytes:
    """The roots of full tiles ``begin`` to ``end`` (excluded) at a level, concatenated."""
    return _joined(
        "SELECT root FROM record_tile WHERE level = %s AND number >= %s AND number < %s"
        " ORDER BY number",
        (level, begin, end),
    )


def _joined(sql: str, parameters: Iterable[Any]) -> bytes:
    return b"".join([found[0] for found in rows(sql, parameters)])


def events_after(
    number: int, kinds: Sequence[str] = (), limit: int | None = None, page_size: int = 1000
) -> Iterator[list[EventRow]]:
    """Pages of events in number order, each its own query: nothing is held open between them."""
    chosen = f" AND kind IN ({', '.join(['%s'] * len(kinds))})" if kinds else ""
    if kinds and _COMMON.isdisjoint(kinds):
        chosen += " AND NOT (kind IN ('seen', 'fetched'))"  # so that SQLite sees the index fits
    sql = (
        "SELECT number, time, kind, digests, leaf FROM record_event"
        f" WHERE number > %s{chosen} ORDER BY number LIMIT %s"
    )
    left = limit
    while left is None or left > 0:
        wanted = page_size if left is None else min(page_size, left)
        page = rows(sql, [number, *kinds, wanted])
        if not page:
            return
        yield cast(list[EventRow], page)
        number = page[-1][0]
        left = None if left is None else left - len(page)


def payloads_between(begin: int, end: int, roles: Collection[str] = ()) -> list[PayloadRow]:
    """Payload rows of events ``begin`` up to ``end``, of these roles or all, in id order."""
    found = rows(
        f"SELECT {_PAYLOAD} FROM record_payload"
        f" WHERE id >= %s AND id < %s{_among(roles)} ORDER BY id",
        [begin * ROLES, end * ROLES, *roles],
    )
    return cast(list[PayloadRow], found)


def each_payload(begin: int, end: int) -> Iterator[PayloadRow]:
    """As `payloads_between`, but one row in memory at a time where the database lets us."""
    with driver.cursor() as cursor:
        cursor.execute(
            f"SELECT {_PAYLOAD} FROM record_payload WHERE id >= %s AND id < %s ORDER BY id",
            [begin * ROLES, end * ROLES],
        )
        yield from cast(Iterator[PayloadRow], cursor)


def payloads_of(numbers: Sequence[int], roles: Collection[str] = ()) -> Iterator[PayloadRow]:
    """The payload rows of scattered events, of these roles or all."""
    for at in range(0, len(numbers), _SCATTERED):
        some = numbers[at : at + _SCATTERED]
        wanted = ", ".join(["(CAST(%s AS bigint))"] * len(some))
        sql = f"WITH wanted(number) AS (VALUES {wanted}) {_scattered(roles)}"
        yield from cast(list[PayloadRow], rows(sql, [*some, *roles]))


def sizes_of(numbers: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """(payload id, role, unpacked size) of the payloads of scattered events; nothing of them is read."""
    for at in range(0, len(numbers), _SCATTERED):
        some = numbers[at : at + _SCATTERED]
        wanted = ", ".join(["(CAST(%s AS bigint))"] * len(some))
        sql = f"WITH wanted(number) AS (VALUES {wanted}) {_scattered((), 'id, role, size')}"
        yield from cast(list[tuple[int, str, int]], rows(sql, some))


def _scattered(roles: Collection[str], columns: str = _PAYLOAD) -> str:
    """Each wanted event's rows by the primary key; PostgreSQL is given no other plan to choose."""
    mine = f"id >= wanted.number * {ROLES} AND id < (wanted.number + 1) * {ROLES}{_among(roles)}"
    if connection.vendor == "postgresql":
        found = f"SELECT {columns} FROM record_payload WHERE {mine} ORDER BY id LIMIT {ROLES}"
        return f"SELECT held.* FROM wanted CROSS JOIN LATERAL ({found}) AS held"
    return f"SELECT {columns} FROM wanted CROSS JOIN record_payload WHERE {mine}"


def times_of(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(number, time) of scattered events."""
    for at in range(0, len(numbers), _SCATTERED):
        some = numbers[at : at + _SCATTERED]
        yield from cast(
            list[tuple[int, int]],
            rows(
                "SELECT number, time FROM record_event"
                f" WHERE number IN ({', '.join(['%s'] * len(some))})",
                some,
            ),
        )


def _among(roles: Collection[str]) -> str:
    """Roles are few, so they only sift what the range of ids has found: a bare column would tempt SQLite to
    build an index over the whole table for one query."""
    return f" AND role || '' IN ({', '.join(['%s'] * len(roles))})" if roles else ""
