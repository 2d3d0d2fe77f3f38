"""Signed tree heads (c2sp.org/tlog-checkpoint): kept by others, they stop any rewriting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from tilstede.core import note
from tilstede.record import append, identity, keys, models, store
from tilstede.record.entry import milliseconds, moment
from tilstede.record.errors import RecordBroken
from tilstede.record.tiles import Tree


class Signed(NamedTuple):
    """A checkpoint of ours. ``text`` is the signed note, with the cosignatures had so far."""

    size: int
    root: bytes
    at: datetime
    text: str


def make(*, now: datetime) -> Signed:
    """Sign the tree as it stands, unless that was done already; creates the log if there is none.

    Also with the key before the present one, for as long as it is held: so those who know only that one can
    follow (c2sp.org/signed-note: a client looks for the lines of the keys it knows).

    :raises ImproperlyConfigured: the key is missing, or is not this log's; the origin was changed.
    :raises RecordBroken: the record does not continue what was signed last.
    """
    with transaction.atomic():
        append.begin(now=now)
        size, last = store.size(), latest()
        if last and last.size == size:
            return last
        if last and Tree(last.size).root() != last.root:
            raise RecordBroken(
                f"The record's first {last.size} events are not those that were signed"
                f" {last.at:%Y-%m-%d %H:%M} UTC. Run: tilstede record check"
            )
        models.Checkpoint.objects.create(size=size, time=milliseconds(now), note=_sign(Tree(size)))
    made = at(size)
    assert made
    return made


def _sign(tree: Tree) -> str:
    known = identity.known()
    assert known, "begin() made it"
    head = note.Checkpoint(known.origin, tree.size, tree.root())
    before = [key.verifier for key in known.keys[-2:-1] if keys.is_held(key.verifier)]
    pairs = [(key, keys.sign_by(key)) for key in (known.verifier, *before)]
    return note.signed_by(head.body, pairs)


def latest() -> Signed | None:
    """The newest checkpoint; None before the first was made."""
    return _signed(models.Checkpoint.objects.order_by("-size").first())


def at(size: int) -> Signed | None:
    """The checkpoint of the tree at that size."""
    return _signed(models.Checkpoint.objects.filter(size=size).first())


def covering(number: int) -> Signed | None:
    """The earliest checkpoint that covers event ``number``."""
    return _signed(models.Checkpoint.objects.filter(size__gt=number).order_by("size").first())


def every(*, newest_first: bool = False, below: int | None = None) -> Iterator[Signed]:
    """All checkpoints, or those of fewer events than ``below``, by size."""
    order = "-size" if newest_first else "size"
    rows = models.Checkpoint.objects.order_by(order).prefetch_related("cosignatures")
    if below is not None:
        rows = rows.filter(size__lt=below)
    for row in rows.iterator(chunk_size=500):
        found = _signed(row)
        assert found
        yield found


def verifier() -> note.Verifier | None:
    """The public key the log signs with now; None while there is no log."""
    known = identity.known()
    return known.verifier if known else None


def _signed(row: models.Checkpoint | None) -> Signed | None:
    if row is None:
        return None
    head = note.parse_checkpoint(note.parse(row.note.encode()).text)
    lines = sorted(row.cosignatures.all(), key=lambda line: line.name)
    text = row.note + "".join([f"{line.line}\n" for line in lines])
    return Signed(row.size, head.root, moment(row.time), text)
