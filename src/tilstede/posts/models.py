"""What stands now and every earlier wording. All of it can be thrown away and rebuilt from the record.

A post's words are not copied here: they are read from the record's `post` payload of ``event``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models

from tilstede.core import alias, order
from tilstede.record.fields import RowNumber


class Author(models.Model):
    """Whoever wrote a post, as last told by the network. `office.Account` says whose account it is. ``hidden``: the
    directory says that it is not to be shown, so none of its posts is public (`posts.hidden`)."""

    id = RowNumber(primary_key=True)
    network = models.CharField(max_length=40)
    native_id = models.TextField()
    handle = models.TextField(blank=True)
    name = models.TextField(blank=True)
    url = models.TextField(blank=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "native_id"], name="one_row_an_author")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="author_hidden", condition=models.Q(hidden=True))
        ]

    def __str__(self) -> str:
        return self.handle or self.native_id


class Post(models.Model):
    """One post as it stands.

    ``key`` orders posts by the time they were written (`core.order.key`), so that "newest first" is a walk
    that stops; ``number`` is the event that first saw the post and is its public, lasting id.
    ``gone_at`` is Unix seconds. ``forms``: what each network has told of the post in each form, JSON (`core.ready`).
    ``withheld``: kept from the public by decision, whatever its source lets people see. ``heard``: someone else's, met
    by listening (an answer, a mention, a letter), so that it stands in no public stream. ``public``: its source lets
    all see it, nobody has withheld it, its author is not hidden, and it was not only heard.
    ``parent`` and ``repost`` are alias keys of other posts, held or not. ``marks`` is what the search index
    holds of the fields: space-joined tokens (docs/search.md).
    """

    key = RowNumber(primary_key=True)
    number = models.BigIntegerField(unique=True)
    event = models.BigIntegerField()
    author_id = models.BigIntegerField()
    network = models.CharField(max_length=40)
    forms = models.TextField()
    form = models.CharField(max_length=10)
    parent = models.BinaryField(max_length=alias.LENGTH, null=True)
    repost = models.BinaryField(max_length=alias.LENGTH, null=True)
    visibility = models.CharField(max_length=10)
    public = models.BooleanField()
    gone_at = models.BigIntegerField(null=True)
    gone_event = models.BigIntegerField(null=True)
    language = models.CharField(max_length=20)
    language_sure = models.BooleanField()
    versions = models.IntegerField()
    marks = models.TextField()
    withheld = models.BooleanField(default=False)
    heard = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["parent"], name="post_parent", condition=models.Q(parent__isnull=False)
            ),
            models.Index(
                fields=["gone_at"], name="post_gone", condition=models.Q(gone_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def at(self) -> datetime:
        """When it was written, UTC (when it was first seen, where the source gave no usable time)."""
        return order.time(self.key)

    @property
    def gone(self) -> bool:
        """Withdrawn by its author, as the source says."""
        return self.gone_event is not None

    @property
    def withdrawn(self) -> datetime | None:
        """When it was withdrawn, or when that was seen, UTC."""
        return None if self.gone_at is None else datetime.fromtimestamp(self.gone_at, UTC)


class Version(models.Model):
    """A wording of a post that has had several; one with a single wording has no rows here.

    ``event`` holds its payload, ``written`` is Unix seconds.
    """

    event = RowNumber(primary_key=True)
    number = models.BigIntegerField(db_index=True)
    written = models.BigIntegerField(db_index=True)
    form = models.CharField(max_length=10)
    language = models.CharField(max_length=20, default="")
    language_sure = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.number}, wording of event {self.event}"

    @property
    def at(self) -> datetime:
        """When this wording was written, UTC."""
        return datetime.fromtimestamp(self.written, UTC)


class Alias(models.Model):
    """Every name a post is known by, as `core.alias.key` makes them."""

    key = models.BinaryField(primary_key=True, max_length=alias.LENGTH)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return bytes(self.key).hex()


class Media(models.Model):
    """A picture, sound or film of a post of which we hold the bytes: payload ``role`` of ``event``."""

    number = models.BigIntegerField()
    position = models.IntegerField()
    event = models.BigIntegerField()
    role = models.CharField(max_length=20)
    mime = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number", "position"], name="one_row_a_medium")
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.position}"


class Trace(models.Model):
    """An event that concerns a post, so that its whole history can be handed out."""

    event = RowNumber(primary_key=True)
    number = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.event}"


class Tombstone(models.Model):
    """A deletion told of before the post itself was ever seen; applied when an older archive brings it."""

    key = models.BinaryField(primary_key=True, max_length=alias.LENGTH)
    event = models.BigIntegerField()
    at = models.BigIntegerField()

    def __str__(self) -> str:
        return bytes(self.key).hex()


class Destroyed(models.Model):
    """A name of a post that was lawfully destroyed, so that it is not taken in again."""

    key = models.BinaryField(primary_key=True, max_length=alias.LENGTH)
    event = models.BigIntegerField()

    def __str__(self) -> str:
        return bytes(self.key).hex()


class Gap(models.Model):
    """A stretch of time that could not be seen; open until ``closed`` names the event that closed it."""

    event = RowNumber(primary_key=True)
    network = models.CharField(max_length=40)
    address = models.TextField()
    account_id = models.TextField(blank=True)
    since = models.BigIntegerField(null=True)
    until = models.BigIntegerField(null=True)
    why = models.CharField(max_length=60)
    detail = models.TextField(blank=True)
    closed = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["network", "address"], name="gap_source"),
            models.Index(fields=["network", "account_id"], name="gap_account"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.address}: {self.why}"


class Progress(models.Model):
    """How far into the record the projection has read, and which tokeniser its index was made with."""

    id = models.SmallIntegerField(primary_key=True)
    event = models.BigIntegerField()
    tokeniser = models.IntegerField()

    def __str__(self) -> str:
        return str(self.event)
