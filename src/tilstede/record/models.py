"""The record's tables. Only this floor touches them; others go through append.py and read.py.

Rows are written and read by SQL in store.py, since the ORM costs five times as much; the models
are here for migrations and for the few small tables.
"""

from __future__ import annotations

from django.db import models

from tilstede.core import packing
from tilstede.record.fields import RowNumber


class Event(models.Model):
    """Something that happened. Append-only, held by triggers."""

    number = RowNumber(primary_key=True)  # from 0: the leaf's index in the Merkle tree
    time = models.BigIntegerField()  # milliseconds since 1970-01-01T00:00:00Z
    kind = models.TextField()  # of core.event.KINDS
    digests = models.TextField()  # canonical JSON: role -> hex SHA-256(salt ‖ payload)
    leaf = models.BinaryField()  # SHA-256(0x00 ‖ entry)

    class Meta:
        indexes = [
            # The stream of posts leaves this index alone: only rare kinds are looked up by it.
            models.Index(
                fields=["kind", "number"],
                name="record_event_rare",
                condition=~models.Q(kind__in=["seen", "fetched"]),
            )
        ]


class Payload(models.Model):
    """What an event is about, apart from it so that it can be lawfully destroyed with its salt."""

    id = RowNumber(
        primary_key=True
    )  # event number * 64 + place of the role among the event's roles
    role = models.TextField()
    salt = models.BinaryField()  # 16 random bytes
    codec = models.SmallIntegerField()  # packing.PLAIN, ZSTD, FILE
    size = models.BigIntegerField()  # bytes, unpacked
    data = models.BinaryField()  # for FILE: the salted digest, which names the file

    class Meta:
        indexes = [
            models.Index(
                fields=["data"], name="record_payload_file", condition=models.Q(codec=packing.FILE)
            )
        ]


class Tile(models.Model):
    """A full tile of the tree (c2sp.org/tlog-tiles). Append-only, held by triggers."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()  # 256 of 32 bytes
    root = models.BinaryField()


class Checkpoint(models.Model):
    """A signed tree head (c2sp.org/tlog-checkpoint). Append-only, held by triggers."""

    size = RowNumber(primary_key=True)
    time = models.BigIntegerField()
    note = models.TextField()


class Cosignature(models.Model):
    """Another's signature line on a checkpoint of ours (c2sp.org/tlog-cosignature)."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    name = models.TextField()
    verifier = models.TextField()  # the witness's vkey, as it was trusted when the line was added
    line = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "name"], name="record_cosignature_once")
        ]


class Timestamp(models.Model):
    """A time-stamp asked for (RFC 3161), and had when ``token`` is there."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="timestamps")
    authority = models.TextField()  # its address
    token = models.BinaryField(null=True)  # the whole DER answer (TimeStampResp)
    chain = models.TextField(default="")  # PEM: the authority's certificate first, its root last
    time = models.BigIntegerField(null=True)  # milliseconds; what the authority says
    tried = models.BigIntegerField(null=True)  # milliseconds; the last try
    error = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "authority"], name="record_timestamp_once"
            )
        ]


class Destruction(models.Model):
    """A payload lawfully destroyed, by which event. Append-only, held by triggers."""

    payload = RowNumber(primary_key=True)
    event = models.BigIntegerField()


class Witnessed(models.Model):
    """The latest checkpoint we have seen, and cosigned, of somebody else's log."""

    origin = models.TextField(primary_key=True)
    verifier = models.TextField()  # the log's vkey (c2sp.org/signed-note)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    note = models.TextField(default="")
