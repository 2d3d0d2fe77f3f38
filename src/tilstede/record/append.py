"""The only door into the record."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tilstede.core import packing
from tilstede.core.canonical import dumps
from tilstede.core.event import KINDS
from tilstede.core.merkle import HASH, TILE, Edge
from tilstede.core.seal import SALT, Sealed, seal
from tilstede.record import driver, files, identity, keys, store
from tilstede.record.entry import ROLE, entry_bytes, milliseconds, time_text

Payload = bytes | Path | Sealed


class Entry(NamedTuple):
    """Something to be recorded: a kind of `core.event.KINDS`, and its payloads by role.

    A `Path` is read while it is recorded, never wholly in memory, and always kept as a file. A `Sealed` has
    been made ready elsewhere; its salt must be its own.
    """

    kind: str
    payloads: Mapping[str, Payload]


class _Tail:
    """The tree's right edge as this process last knew it.

    It is believed only while the last event's leaf is the one it ended with: leaves are unique
    (their digests are salted at random), so a rollback, another process or another database is
    always seen.
    """

    edge = Edge()
    leaf = b""


def append(entries: Sequence[Entry], *, now: datetime, held: Edge | None = None) -> int:
    """Record events, in this order; the number of the first. They get consecutive numbers.

    The first call of all creates the log: its key, and event 0 that says whose log it is.
    ``held``: what `hold` gave in this transaction, when nothing was appended since.
    :raises TransactionManagementError: outside `transaction.atomic`.
    :raises ValueError: an unknown kind, no payload, too many, or a role that is no name.
    :raises ImproperlyConfigured: the log was created under another origin.
    """
    edge = hold() if held is None else held
    if not edge.size:
        entries = [_birth(now), *entries]
        return _write(edge, entries, milliseconds(now)) + 1
    return _write(edge, entries, milliseconds(now))


def hold() -> Edge:
    """Lock the record until the transaction ends; the tree's edge as it stands.

    :raises TransactionManagementError: outside `transaction.atomic`.
    """
    store.lock()
    return _edge()


def next_number(held: Edge | None = None) -> int:
    """The number the next event will get, with the record locked. ``held``: as in `append`."""
    edge = hold() if held is None else held
    return edge.size or 1  # event 0 is the log's own


def begin(*, now: datetime) -> None:
    """Create the log unless there is one. Inside `transaction.atomic`, like `append`."""
    append([], now=now)


def _birth(now: datetime) -> Entry:
    keys.make()
    origin = identity.chosen_origin()
    about = {
        "made": time_text(milliseconds(now)),
        "origin": origin,
        "verifier": str(keys.verifier(origin)),
    }
    return Entry("key", {"about": dumps(about)})


def _edge() -> Edge:
    last = store.last_event()
    if last is None:
        return Edge()
    if last != (_Tail.edge.size - 1, _Tail.leaf):
        identity.known()  # says so when the log belongs to another origin
        _Tail.edge, _Tail.leaf = load_edge(last[0] + 1), last[1]
    return _Tail.edge


def load_edge(size: int) -> Edge:
    """The right edge of the tree of ``size`` events, from the database."""
    start = size - size % TILE
    levels = [store.leaves(start, size)]
    count, level = size // TILE, 0
    while count:
        levels.append(store.tile_roots(level, count - count % TILE, count))
        count, level = count // TILE, level + 1
    return Edge(size, levels)


def _write(edge: Edge, entries: Sequence[Entry], time: int) -> int:
    events, payloads = _rows(entries, edge.size, time)
    leaves = b"".join([row[4] for row in events])
    grown, tiles = edge.grown(leaves)
    with driver.cursor() as cursor:
        store.insert(cursor, "record_payload", payloads)
        store.insert(cursor, "record_event", events)
        store.insert(cursor, "record_tile", tiles)
    if leaves:
        _Tail.edge, _Tail.leaf = grown, leaves[-HASH:]
    return edge.size


def _rows(
    entries: Sequence[Entry], number: int, time: int
) -> tuple[list[store.EventRow], list[store.PayloadRow]]:
    """The rows that entries become. Every microsecond here is paid for each post."""
    events: list[store.EventRow] = []
    payloads: list[store.PayloadRow] = []
    text = time_text(time)
    for kind, held in entries:
        pairs = []
        identifier = number * store.ROLES
        for role in _roles(kind, tuple(held)):
            payload = held[role]
            one = payload if isinstance(payload, Sealed) else _sealed(payload)
            payloads.append((identifier, role, one.salt, one.codec, one.size, one.data))
            pairs.append(f'"{role}":"{one.digest}"')
            identifier += 1
        digests = "{" + ",".join(pairs) + "}"
        leaf = sha256(b"\0" + entry_bytes(number, text, kind, digests)).digest()
        events.append((number, time, kind, digests, leaf))
        number += 1
    return events, payloads


@lru_cache(maxsize=1024)
def _roles(kind: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The roles in their order. :raises ValueError: see `append`."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of event: {kind!r}")
    if not 0 < len(roles) <= store.ROLES:
        raise ValueError(f"an event has 1 to {store.ROLES} payloads, not {len(roles)}")
    for role in roles:
        if not ROLE.fullmatch(role):
            raise ValueError(f"not a role: {role!r}")
    return tuple(sorted(roles))


def _sealed(payload: bytes | Path) -> Sealed:
    salt = os.urandom(SALT)
    if isinstance(payload, bytes) and len(payload) <= packing.LARGEST_ROW:
        return seal(payload, salt)
    digest, size = files.keep(salt, payload)
    return Sealed(salt, digest.hex(), packing.FILE, size, digest)
