"""The only door out of the record."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tilstede.core import packing
from tilstede.record import files, store
from tilstede.record.entry import entry_bytes, moment, time_text


class Event(NamedTuple):
    """An event as it stands in the record.

    ``time``: milliseconds since 1970 UTC; `at` is the same, as an aware datetime.
    """

    number: int
    time: int
    kind: str
    digests_text: str
    leaf: bytes

    @property
    def at(self) -> datetime:
        return moment(self.time)

    @property
    def digests(self) -> dict[str, str]:
        """Role to hex salted digest."""
        found: dict[str, str] = json.loads(self.digests_text)
        return found

    @property
    def entry(self) -> bytes:
        """The canonical bytes whose hash is the leaf."""
        return entry_bytes(self.number, time_text(self.time), self.kind, self.digests_text)


class Payload(NamedTuple):
    """A payload with its salt. ``data`` None: it lies in the file `path` (more than 256 KiB)."""

    role: str
    salt: bytes
    size: int
    data: bytes | None
    path: Path | None

    @property
    def content(self) -> bytes:
        """The payload's bytes. :raises FileNotFoundError: its file was lost."""
        if self.data is not None:
            return self.data
        assert self.path is not None
        return self.path.read_bytes()

    @property
    def digest(self) -> str:
        """The hex salted digest of what is held now."""
        return sha256(self.salt + self.content).hexdigest()


def size() -> int:
    """How many events there are: the tree's size."""
    return store.size()


def events(after: int = -1, kinds: Sequence[str] = (), limit: int | None = None) -> Iterator[Event]:
    """Events with a number above ``after``, in order, of these kinds or all."""
    for page in store.events_after(after, kinds, limit):
        for row in page:
            yield Event._make(row)


def event(number: int) -> Event | None:
    """One event; None when there is none."""
    for found in events(number - 1, limit=1):
        if found.number == number:
            return found
    return None


def payload(number: int, role: str) -> bytes | None:
    """A payload's bytes; None when there is none, or it was destroyed."""
    rows = store.payloads_between(number, number + 1, (role,))
    return _content(rows[0]) if rows else None


def payloads(number: int) -> dict[str, Payload]:
    """The payloads of an event that are still held, by role."""
    return {row[1]: _payload(row) for row in store.payloads_between(number, number + 1)}


def destruction(number: int) -> Event | None:
    """The event by which payloads of this one were lawfully destroyed; None when all are held."""
    found = store.row(
        "SELECT min(event) FROM record_destruction WHERE payload >= %s AND payload < %s",
        (number * store.ROLES, (number + 1) * store.ROLES),
    )
    return event(found[0]) if found and found[0] is not None else None


def is_destroyed(number: int) -> bool:
    """Whether any payload of the event was lawfully destroyed."""
    return destruction(number) is not None


def stream(
    after: int = -1,
    roles: Collection[str] = (),
    kinds: Sequence[str] = (),
) -> Iterator[tuple[Event, dict[str, bytes]]]:
    """Every event above ``after`` with its payloads, in order: what a projection is made from.

    Of these roles, or all when none is named. Destroyed payloads are absent from the dict. Payloads
    kept as files are read into memory only when their role was asked for.
    """
    for page in store.events_after(after, kinds):
        found = _page_payloads(page, roles, sparse=bool(kinds))
        for row in page:
            yield Event._make(row), found.get(row[0], {})


def current_posts(numbers: Iterable[int]) -> dict[int, bytes]:
    """The `post` payloads of these events, by number; absent where destroyed."""
    return _of_role(numbers, "post")


def abouts(numbers: Iterable[int]) -> dict[int, bytes]:
    """The `about` payloads of those of these events that have one, by number."""
    return _of_role(numbers, "about")


def _of_role(numbers: Iterable[int], role: str) -> dict[int, bytes]:
    rows = store.payloads_of(list(numbers), (role,))
    return {row[0] // store.ROLES: _content(row) for row in rows}


def sizes(numbers: Iterable[int]) -> dict[tuple[int, str], int]:
    """Unpacked bytes of the payloads that these events still hold, by number and role."""
    rows = store.sizes_of(list(numbers))
    return {(row[0] // store.ROLES, row[1]): row[2] for row in rows}


def newest() -> datetime | None:
    """When the last event was recorded; None while there is none."""
    last = store.last_event()
    return times([last[0]])[last[0]] if last else None


def times(numbers: Iterable[int]) -> dict[int, datetime]:
    """When these events were recorded, by number."""
    return {number: moment(time) for number, time in store.times_of(list(numbers))}


def _page_payloads(
    page: Sequence[store.EventRow], roles: Collection[str], *, sparse: bool
) -> dict[int, dict[str, bytes]]:
    if sparse:
        rows = list(store.payloads_of([row[0] for row in page], roles))
    else:
        rows = store.payloads_between(page[0][0], page[-1][0] + 1, roles)
    found: dict[int, dict[str, bytes]] = {}
    for row in rows:
        found.setdefault(row[0] // store.ROLES, {})[row[1]] = _content(row)
    return found


def _content(row: store.PayloadRow) -> bytes:
    if row[3] == packing.FILE:
        return files.path(row[5]).read_bytes()
    return packing.unpack(row[3], row[4], row[5])


def _payload(row: store.PayloadRow) -> Payload:
    _, role, salt, codec, count, data = row
    if codec == packing.FILE:
        return Payload(role, salt, count, None, files.path(data))
    return Payload(role, salt, count, packing.unpack(codec, count, data), None)
