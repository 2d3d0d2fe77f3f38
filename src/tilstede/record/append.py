"""The only door into the record."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from tilstede.core.canonical import dumps
from tilstede.core.event import KINDS
from tilstede.core.merkle import HASH, TILE, Edge
from tilstede.record import files, identity, keys, packing, store
from tilstede.record.entry import ROLE, digests_text, entry_bytes, milliseconds, time_text

_SALT = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be recorded: a kind of `core.event.KINDS`, and its payloads by role.

    A `Path` is read while it is recorded, never wholly in memory, and always kept as a file.
    """

    kind: str
    payloads: Mapping[str, bytes | Path]


class _Tail:
    """The tree's right edge as this process last knew it.

    It is believed only while the last event's leaf is the one it ended with: leaves are unique
    (their digests are salted at random), so a rollback, another process or another database is
    always seen.
    """

    edge = Edge()
    leaf = b""


def append(entries: Sequence[Entry], *, now: datetime) -> int:
    """Record events, in this order; the number of the first. They get consecutive numbers.

    The first call of all creates the log: its key, and event 0 that says whose log it is.
    :raises TransactionManagementError: outside `transaction.atomic`.
    :raises ValueError: an unknown kind, no payload, too many, or a role that is no name.
    :raises ImproperlyConfigured: the log was created under another origin.
    """
    store.lock()
    edge = _edge()
    if not edge.size:
        entries = [_birth(now), *entries]
        return _write(edge, entries, milliseconds(now)) + 1
    return _write(edge, entries, milliseconds(now))


def next_number() -> int:
    """The number the next event will get: the record is locked until the transaction ends.

    :raises TransactionManagementError: outside `transaction.atomic`.
    """
    store.lock()
    return _edge().size or 1  # event 0 is the log's own


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
    batch = _Batch(edge.size, time)
    for entry in entries:
        batch.add(entry)
    leaves = b"".join([row[4] for row in batch.events])
    grown, tiles = edge.grown(leaves)
    store.insert("record_payload", batch.payloads)
    store.insert("record_event", batch.events)
    store.insert("record_tile", tiles)
    if leaves:
        _Tail.edge, _Tail.leaf = grown, leaves[-HASH:]
    return edge.size


class _Batch:
    """The rows that entries become."""

    def __init__(self, number: int, time: int) -> None:
        self.events: list[store.EventRow] = []
        self.payloads: list[store.PayloadRow] = []
        self._number = number
        self._time = time
        self._time_text = time_text(time)

    def add(self, entry: Entry) -> None:
        """:raises ValueError: see `append`."""
        _demand(entry)
        number = self._number
        salts = os.urandom(_SALT * len(entry.payloads))
        pairs = []
        for place, (role, payload) in enumerate(sorted(entry.payloads.items())):
            salt = salts[_SALT * place : _SALT * (place + 1)]
            digest, stored = _stored(salt, payload)
            pairs.append((role, digest.hex()))
            self.payloads.append((number * store.ROLES + place, role, salt, *stored))
        digests = digests_text(pairs)
        entry_hash = sha256(b"\0" + entry_bytes(number, self._time_text, entry.kind, digests))
        self.events.append((number, self._time, entry.kind, digests, entry_hash.digest()))
        self._number += 1


def _demand(entry: Entry) -> None:
    if entry.kind not in KINDS:
        raise ValueError(f"unknown kind of event: {entry.kind!r}")
    if not 0 < len(entry.payloads) <= store.ROLES:
        raise ValueError(f"an event has 1 to {store.ROLES} payloads, not {len(entry.payloads)}")
    for role in entry.payloads:
        if not ROLE.fullmatch(role):
            raise ValueError(f"not a role: {role!r}")


def _stored(salt: bytes, payload: bytes | Path) -> tuple[bytes, tuple[int, int, bytes]]:
    """The salted digest, and (codec, size, data) for the row."""
    if isinstance(payload, Path) or len(payload) > packing.LARGEST_ROW:
        digest, size = files.keep(salt, payload)
        return digest, (packing.FILE, size, digest)
    digest = sha256(salt + payload).digest()
    codec, data = packing.pack(payload)
    return digest, (codec, len(payload), data)
