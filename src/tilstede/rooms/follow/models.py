"""What this room keeps of its own: who is told of new posts by mail, and who has asked to be taken off."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """Someone who is told of new posts by mail. Deleted with all it holds when the person says stop.

    ``address``: encrypted (`outputs.sealing`); ``person``: a keyed digest of it, to find it by. ``query``: what makes
    the view of the stream; ``site``: where it was asked for, for addresses in the mail. ``token``: SHA-256 of the
    secret in the link that confirms it, empty when none was sent or it was used. ``event``: the last event of which
    it has been told. ``failures``: how often the mail server has refused the address in a row.
    """

    class Rhythm(models.TextChoices):
        AT_ONCE = "at-once", _("Soon after they are written")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")

    address = models.TextField()
    person = models.CharField(max_length=64, db_index=True)
    query = models.CharField(max_length=2_000, blank=True)
    language = models.CharField(max_length=8)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    site = models.CharField(max_length=300)
    token = models.CharField(max_length=64, blank=True, db_index=True)
    asked = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    event = models.BigIntegerField(default=-1)
    due = models.DateTimeField(null=True, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "query"], name="one_subscription_a_view")
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} {self.id}"


class Removal(models.Model):
    """A wish to be taken off, kept apart from the public record; only the decision goes there.

    ``what``, ``why``, ``name``, ``reach``: the person's own words, encrypted; taken away some time after the decision.
    ``due``: the last day to answer. ``owner``: who sees to it. ``decided_by``: the address of who decided.
    ``event``: where the record holds the decision.
    """

    class Verdict(models.TextChoices):
        REMOVED = "removed", _("taken off")
        PARTLY = "partly", _("taken off in part")
        KEPT = "kept", _("not taken off")

    what = models.TextField()
    why = models.TextField(blank=True)
    name = models.TextField(blank=True)
    reach = models.TextField(blank=True)
    received = models.DateTimeField()
    due = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="removals"
    )
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    answer = models.TextField(blank=True)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.EmailField(blank=True)
    event = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "id"]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number the person was given."""
        return f"{self.received.year}-{self.id}"
