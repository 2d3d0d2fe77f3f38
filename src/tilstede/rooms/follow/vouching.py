"""What speaks for the record: its checkpoints, the keys they are signed with, and who else has signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings

from tilstede.core.note import Verifier, parse_verifier
from tilstede.record import checkpoint, succession, witness
from tilstede.record.entry import moment


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the log's, in use from the event ``since`` on."""

    since: int
    at: datetime
    verifier: Verifier


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint, and the key that signed it."""

    size: int
    at: datetime
    text: str
    key: Verifier


@dataclass(frozen=True, slots=True)
class Witness:
    """Another who signs that the log has one history. ``size`` and ``at`` are None before the first time."""

    verifier: Verifier
    size: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Vouched:
    """The newest checkpoint and those before it, the keys with the newest first, the witnesses by name."""

    checkpoints: list[Signed]
    keys: list[Key]
    witnesses: list[Witness]


def shown(limit: int) -> Vouched:
    """All keys and witnesses, and the newest checkpoints."""
    held = succession.every()
    signed = [
        Signed(one.size, one.at, one.text, succession.at(held, one.size))
        for one in islice(checkpoint.every(newest_first=True), limit)
    ]
    keys = [Key(key.since, moment(key.time), key.verifier) for key in reversed(held)]
    return Vouched(signed, keys, _witnesses())


def _witnesses() -> list[Witness]:
    had = witness.cosigned()
    found = [Witness(parse_verifier(one.verifier), one.size, one.at) for one in had]
    heard = {one.verifier for one in had}
    silent = [verifier for verifier, _address in settings.WITNESSES if verifier not in heard]
    found += [Witness(parse_verifier(verifier), None, None) for verifier in silent]
    return sorted(found, key=lambda one: one.verifier.name)
