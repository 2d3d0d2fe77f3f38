"""What the record is told when the directory changes: each entry that was added, changed or removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from tilstede.core import canonical
from tilstede.core.directory.difference import Change
from tilstede.core.directory.entries import Directory, key, plain
from tilstede.record import append

#: Bytes of a payload: some thousand entries. A directory of forty thousand is a dozen events.
CHUNK: Final = 900_000


def tell(changes: Mapping[str, Change], old: Directory, *, by: str, now: datetime) -> None:
    """Append the events ``listed``. ``old``: what the changes are of."""
    told = (canonical.dumps(one) for one in _told(changes, old))
    head = canonical.dumps({"by": by})[:-1] + b',"changes":['
    entries = [append.Entry("listed", {"about": head + some + b"]}"}) for some in _joined(told)]
    append.append(entries, now=now)


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
