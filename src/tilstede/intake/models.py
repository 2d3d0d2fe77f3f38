"""What is followed, and how far it has been read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """An account or feed that is read again and again. Its state is for people; its cursor for the network.

    ``what``: an account's own posts, or what others say to it (`networks.kit.contract.What`).
    ``moved``: where it is read now, if that is not its address. ``begun``: when a reading of it began that has not
    ended. ``deaths``: how often in a row the process died while this one was read by itself.
    """

    class State(models.TextChoices):
        FOLLOWED = "followed", _("followed")
        PAUSED = "paused", _("paused")
        UNFOLLOWED = "unfollowed", _("no longer followed")

    network = models.CharField(max_length=40)
    address = models.TextField()
    what = models.CharField(max_length=10, default="account")
    account_id = models.TextField(blank=True)
    title = models.TextField(blank=True)
    handle = models.TextField(blank=True)
    url = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.FOLLOWED)
    why = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    cursor = models.JSONField(default=dict)
    failures = models.IntegerField(default=0)
    last_try = models.DateTimeField(null=True)
    last_success = models.DateTimeField(null=True)
    next_try = models.DateTimeField(db_index=True)
    moved = models.TextField(blank=True)
    begun = models.DateTimeField(null=True)
    deaths = models.IntegerField(default=0)
    gap = models.BigIntegerField(null=True)
    token = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "address", "what"], name="one_row_a_source")
        ]

    def __str__(self) -> str:
        return self.title or self.address


class Heard(models.Model):
    """A post of someone else's that a source has told of, so that the source is asked whether it still stands."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, db_index=False)
    number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "number"], name="heard_once_of_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.number}"


class Stream(models.Model):
    """A connection over which a network tells as it happens (`intake.streams`), as far as it must outlast a restart.

    ``name``: `source:<id>`, or the network's where one stream tells of many accounts. ``heard``: when it last told.
    ``lost``: when it ended and nobody has caught up since; ``gap``: the event that says so, where it lasted.
    """

    name = models.CharField(max_length=60, primary_key=True)
    cursor = models.JSONField(default=dict)
    heard = models.DateTimeField(null=True)
    lost = models.DateTimeField(null=True)
    gap = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.name
