"""What the machine found out about the accounts of the directory. No person edits it; no file of a person holds it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tilstede.office.models.directory import Account


class Finding(models.Model):
    """An account as it was found at the last check.

    ``level``: 0 claimed only, 1 linked from the body's site, 2 confirmed both ways, 3 on the body's own domain.
    ``evidence``: what showed it, as rows of ``code`` and ``detail``. ``stable_id``: the network's permanent id
    (DID, actor URI, channel id). ``changed``: what differs from the check before, in words of the machine.
    """

    class Status(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        OK = "ok", _("in order")
        QUIET = "quiet", _("silent")
        UNREACHABLE = "unreachable", _("cannot be reached now")
        GONE = "gone", _("gone")
        HELD = "held", _("stopped until a person confirms")

    #: Accounts found so are not pointed to in public: they may be a stranger's by now.
    NOBODYS: ClassVar = (Status.HELD, Status.GONE)

    account = models.OneToOneField(Account, models.CASCADE, related_name="finding")
    stable_id = models.CharField(max_length=500, blank=True)
    handle = models.CharField(max_length=300, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    evidence = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.UNCHECKED)
    changed = models.CharField(max_length=500, blank=True)
    first_seen = models.DateTimeField(null=True, blank=True)
    last_ok = models.DateTimeField(null=True, blank=True)
    last_checked = models.DateTimeField(null=True, blank=True)
    next_check = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.account}: {self.level}"


class Alarm(models.Model):
    """Something about an account that a person must know. The first two kinds have stopped its stream.

    ``event``: number of the event that told of it. ``settled``: when a person judged it, ``verdict`` how.
    """

    class Kind(models.TextChoices):
        TAKEN = "taken", _("the handle belongs to someone else now")
        CHANGED = "changed", _("the permanent id changed")
        UNLINKED = "unlinked", _("the body's site no longer links to it")
        QUIET = "quiet", _("it has been silent for long")
        CLOSING = "closing", _("its server is closing, or gone")
        RELEASED = "released", _("the handle is free for anyone to take")
        MOVED = "moved", _("it says that it has moved")

    account = models.ForeignKey(Account, models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=12, choices=Kind)
    detail = models.TextField(blank=True)
    raised = models.DateTimeField()
    event = models.BigIntegerField(null=True)
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.EmailField(blank=True)
    verdict = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=models.Q(settled__isnull=True),
                name="one_open_alarm_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.kind}"
