"""A new signing key for the log: the old one signs for it, and both sign until the old one is put away."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import Error as DatabaseError
from django.db import transaction

from tilstede.core import note
from tilstede.core.canonical import dumps
from tilstede.record import append, checkpoint, identity, keys, succession
from tilstede.record.entry import milliseconds, time_text


class Changed(NamedTuple):
    """The first checkpoint under the new key, signed by both; and where the old private key lies."""

    signed: checkpoint.Signed
    old: Path


def change(*, now: datetime) -> Changed:
    """Give the log a new key, and sign what it holds with both.

    What stands is signed with the old key first, so that nothing is left to the new one's word alone.
    :raises ImproperlyConfigured: the key that signs now is missing: nobody else can pass the log on.
    :raises RecordBroken: the record does not continue what was signed last.
    """
    checkpoint.make(now=now)
    path, public = keys.add()
    try:
        with transaction.atomic():
            old = _append(public, now)
    except BaseException:
        _forget(path, public)
        raise
    return Changed(checkpoint.make(now=now), keys.path_of(old))


def _forget(path: Path, public: bytes) -> None:
    """Remove a key that never became the log's. An error may have come after the change was committed, and then
    this file is all there is: where nobody can tell, it stays, and does no harm."""
    with suppress(DatabaseError):
        known = identity.known()
        if known and public not in [key.verifier.public for key in known.keys]:
            path.unlink()


def _append(public: bytes, now: datetime) -> note.Verifier:
    number = append.next_number()
    known = identity.known()
    assert known, "it was signed just now"
    new = note.Verifier(known.origin, note.ED25519, public)
    pairs = [(key, keys.sign_by(key)) for key in (known.verifier, new)]
    about = {
        "made": time_text(milliseconds(now)),
        "note": note.signed_by(succession.change_text(new, number), pairs),
        "origin": known.origin,
        "verifier": str(new),
    }
    first = append.append([append.Entry("key", {"about": dumps(about)})], now=now)
    assert first == number, "another writer came between"
    return known.verifier
