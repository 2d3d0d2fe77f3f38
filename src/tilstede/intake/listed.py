"""What the record is told when the directory changes: each entry that was added, changed or removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from tilstede.core import canonical
from tilstede.core.directory.difference import Change
from tilstede.core.directory.entries import Directory, key, plain
from tilstede.core.directory.finding import Finding
from tilstede.record import append

#: Bytes of a payload: some thousand entries. A directory of forty thousand is a dozen events.
CHUNK: Final = 900_000


def tell(changes: Mapping[str, Change], old: Directory, *, by: str, now: datetime) -> None:
    """Append the events ``listed``. ``old``: what the changes are of."""
    _append("listed", "changes", _told(changes, old), by=by, now=now)


def tell_findings(findings: Iterable[Finding], *, by: str, now: datetime) -> None:
    """Append the events ``verified`` for what was taken in from a lock file."""
    rows = (msgspec.to_builtins(one) for one in findings)
    _append("verified", "findings", rows, by=by, now=now)


def _append(kind: str, what: str, rows: Iterable[Any], *, by: str, now: datetime) -> None:
    """``what``: the name of the rows in the payload; it sorts after ``by``, as canonical JSON wants."""
    head = canonical.dumps({"by": by})[:-1] + f',"{what}":['.encode()
    some = _joined(canonical.dumps(row) for row in rows)
    append.append([append.Entry(kind, {"about": head + one + b"]}"}) for one in some], now=now)


def _joined(told: Iterable[bytes]) -> Iterator[bytes]:
    some: list[bytes] = []
    size = 0
    for one in told:
        if some and size + len(one) > CHUNK:
            yield b",".join(some)
            some, size = [], 0
        some.append(one)
        size += len(one) + 1
    if some:
        yield b",".join(some)


def _told(changes: Mapping[str, Change], old: Directory) -> Iterator[dict[str, Any]]:
    """Entries as the file has them; of one that was changed or removed, its key before as well."""
    for part, change in changes.items():
        entries = old.part(part)
        for place in change.removed:
            yield {"list": part, "did": "removed", "key": key(entries[place])}
        for pair in change.changed:
            before = key(entries[pair.old])
            yield {"list": part, "did": "changed", "key": before, "entry": plain(pair.entry)}
        for entry in change.added:
            yield {"list": part, "did": "added", "key": key(entry), "entry": plain(entry)}
