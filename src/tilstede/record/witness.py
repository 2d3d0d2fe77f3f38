"""Witnessing (c2sp.org/tlog-witness): one body holds another to one and the same history.

As a witness we cosign another log's checkpoint, once its proof shows that it continues what we saw last.
As a log we ask witnesses for their line on ours. The line says: at this time we had seen no other history.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import transaction

from tilstede.core import merkle, note
from tilstede.record import append, checkpoint, identity, keys, models
from tilstede.record.tiles import Tree

_LONGEST_PROOF = 63
_NOTE = "text/plain; charset=utf-8"
_SIZE = "text/x.tlog.size"

#: Sends a request's body to a witness's add-checkpoint and hands back (HTTP status, body).
Post = Callable[[bytes], tuple[int, bytes]]


class Answer(NamedTuple):
    """What the witness answers, as HTTP would have it."""

    status: int
    text: str
    kind: str = _NOTE


class Trusted(NamedTuple):
    """A log we witness: its vkey, and the size we have seen it at last (0 before it ever asked)."""

    verifier: str
    size: int


class Cosigned(NamedTuple):
    """The newest checkpoint of ours that a witness has signed, and when it did."""

    name: str
    verifier: str
    size: int
    at: datetime


class Refused(Exception):
    """The witness did not cosign. `status` is its HTTP status; 422: it has seen another history."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


# --- as a witness -----------------------------------------------------------------------------------


def verifier(*, now: datetime) -> note.Verifier:
    """Our own key as a witness, made at the first call; its name is our log's, with /witness behind."""
    with transaction.atomic():
        append.begin(now=now)
        known = identity.known()
    assert known, "begin() made it"
    keys.make(keys.WITNESS)
    return keys.verifier(f"{known.origin}/witness", keys.WITNESS)


def trust(log: str, *, instead: bool = False) -> None:
    """Witness this log from now on. ``log``: its vkey, had from a place we trust.

    A log that is known under another key may change it when the newest checkpoint we cosigned is signed by both,
    or when ``instead`` says that its people have told us so.
    :raises NoteError: no vkey. ValueError: the log is known under another key.
    """
    found = note.parse_verifier(log)
    row, _made = models.Witnessed.objects.get_or_create(
        origin=found.name, defaults={"verifier": str(found), "root": merkle.EMPTY_ROOT}
    )
    if row.verifier != str(found):
        if not (instead or _has_signed(row, found)):
            raise ValueError(f"{found.name} is known here under another key: {row.verifier}")
        row.verifier = str(found)
        row.save()


def _has_signed(row: models.Witnessed, key: note.Verifier) -> bool:
    """Whether the key has signed, beside the one that is trusted, what we cosigned last."""
    if not row.note:
        return False
    try:
        note.check(note.parse(row.note.encode()), key)
    except note.NoteError:
        return False
    return True


def trusted() -> list[Trusted]:
    """The logs we witness, by name."""
    rows = models.Witnessed.objects.order_by("origin")
    return [Trusted(row.verifier, row.size) for row in rows]


def answer(body: bytes, *, now: datetime) -> Answer:
    """Answer a request to add a checkpoint; on 200 the text is our signature line.

    Nothing is written, nor the database locked, for anyone but a log that is trusted and has signed.
    """
    try:
        old, proof, text = _parse(body)
        signed = note.parse(text)
        head = note.parse_checkpoint(signed.text)
    except (note.NoteError, ValueError) as error:
        return Answer(400, f"{error}\n")
    row = models.Witnessed.objects.filter(origin=head.origin).first()
    if row is None:
        return Answer(404, f"{head.origin} is not witnessed here\n")
    try:
        note.check(signed, note.parse_verifier(row.verifier))
    except note.NoteError as error:
        return Answer(403, f"{error}\n")
    ours = verifier(now=now)
    with transaction.atomic():
        row = models.Witnessed.objects.select_for_update().get(origin=head.origin)
        refusal = _refusal(row, old, proof, head)
        if refusal:
            return refusal
        row.size, row.root, row.note = head.size, head.root, text.decode()
        row.save()
    line = note.cosigned(signed.text, ours, keys.signer(keys.WITNESS), int(now.timestamp()))
    return Answer(200, f"{line}\n")


def _refusal(
    row: models.Witnessed, old: int, proof: Sequence[bytes], head: note.Checkpoint
) -> Answer | None:
    """Why the checkpoint is not cosigned, in the order the specification asks."""
    if old > head.size:
        return Answer(400, "the old size is larger than the checkpoint\n")
    if old != row.size:
        return Answer(409, f"{row.size}\n", _SIZE)
    if head.size == 0 and head.root != merkle.EMPTY_ROOT:
        return Answer(422, "an empty log has another root\n")
    if not merkle.is_consistent(old, bytes(row.root), head.size, head.root, proof):
        return Answer(422, f"not the history seen before, at {row.size} events\n")
    return None


def _parse(body: bytes) -> tuple[int, list[bytes], bytes]:
    """Old size, proof and checkpoint of a request. :raises ValueError: it is none."""
    top, blank, text = body.partition(b"\n\n")
    lines = top.decode("ascii").split("\n")
    word, _space, size = lines[0].partition(" ")
    proper = size.isdigit() and str(int(size)) == size
    if not blank or word != "old" or not proper or len(lines) > 1 + _LONGEST_PROOF:
        raise ValueError("not a request to add a checkpoint")
    try:
        proof = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except binascii.Error as error:
        raise ValueError(f"the proof is not base64: {error}") from error
    if any(len(hashed) != merkle.HASH for hashed in proof):
        raise ValueError("a hash in the proof is not 32 bytes")
    return int(size), proof, text


# --- as a log ---------------------------------------------------------------------------------------


def query(old: int, signed: checkpoint.Signed) -> bytes:
    """The body that asks a witness, who has seen ``old`` events, to cosign our checkpoint."""
    row = models.Checkpoint.objects.get(size=signed.size)
    path = [base64.b64encode(hashed).decode() for hashed in Tree(signed.size).consistency(old)]
    return "\n".join([f"old {old}", *path, "", row.note]).encode()


def ask(witness: str, post: Post, *, now: datetime) -> checkpoint.Signed:
    """Have our newest checkpoint cosigned, and keep the line. ``witness``: its vkey.

    :raises Refused: it would not, or what it answered is not its signature.
    :raises NoteError: no vkey.
    """
    known = note.parse_verifier(witness)
    signed = checkpoint.make(now=now)
    last = models.Cosignature.objects.filter(name=known.name).order_by("-checkpoint_id").first()
    if last and last.checkpoint_id == signed.size:
        return signed
    status, body = post(query(last.checkpoint_id if last else 0, signed))
    if status == 409 and body.strip().isdigit():
        seen = int(body)
        if seen > signed.size:
            raise Refused(409, f"the witness has seen {seen} events, we hold {signed.size}")
        status, body = post(query(seen, signed))
    if status != 200:
        raise Refused(status, body.decode("utf-8", "replace").strip()[:500])
    return _keep(known, signed, body)


def _keep(known: note.Verifier, signed: checkpoint.Signed, body: bytes) -> checkpoint.Signed:
    row = models.Checkpoint.objects.get(size=signed.size)
    try:
        line = note.check(note.parse(row.note.encode() + body), known)
    except note.NoteError as error:
        raise Refused(200, f"the answer is not signed by {known.name}: {error}") from error
    models.Cosignature.objects.get_or_create(
        checkpoint=row, name=known.name, defaults={"verifier": str(known), "line": str(line)}
    )
    found = checkpoint.at(signed.size)
    assert found
    return found


def cosigned() -> list[Cosigned]:
    """Who has witnessed our log, by name."""
    newest: dict[str, models.Cosignature] = {}
    for row in models.Cosignature.objects.order_by("name", "checkpoint_id"):
        newest[row.name] = row
    return [
        Cosigned(row.name, row.verifier, row.checkpoint_id, _time(row)) for row in newest.values()
    ]


def _time(row: models.Cosignature) -> datetime:
    *_others, line = note.parse(f"{row.checkpoint.note}{row.line}\n".encode()).signatures
    return datetime.fromtimestamp(note.cosigned_at(line), UTC)
