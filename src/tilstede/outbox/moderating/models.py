"""House rules as they were adopted, each decision by one of them, and the appeals. Never the words of citizens."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.office.models import Account
from tilstede.outbox.models import Act

_STAFF = settings.AUTH_USER_MODEL


class Edition(models.Model):
    """The house rules as they were adopted together. The one without a number is a proposal, and in force for nobody.

    ``since``: in force from that day; ``until``: the day the next took over, None while it is in force. ``decision``:
    who adopted it and in which case, as the public is told. ``adopted_by``: who wrote that down here. ``event``: its
    `adopted` event.
    """

    number = models.PositiveIntegerField(null=True, unique=True)
    changed = models.DateTimeField()
    changed_by = models.CharField(max_length=254)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    decision = models.CharField(max_length=300, blank=True)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.CharField(max_length=254, blank=True)
    event = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.number or "–")


class Rule(models.Model):
    """One rule. ``number``: its own for ever, also when another is taken out. ``nb``, ``nn``, ``en``: its words."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rules")
    number = models.PositiveIntegerField()
    nb = models.TextField()
    nn = models.TextField()
    en = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_rule_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.edition}.{self.number}"


class Decision(models.Model):
    """What somebody wrote was hidden or deleted, or its author blocked, by a rule.

    ``post``: number in the record of what was written. ``account``: ours; ``network``, ``handle``: the same, when it
    has left the directory. ``person``: who decided it; ``by``: the same in words. ``act``: by which it is done; None
    where a person does it on the network's own pages. ``missing``: pictures that were not held when it was decided.
    ``undone``: the act that takes it back; ``undone_at``: when that was decided. ``events``: what the record has of it.
    """

    class Kind(models.TextChoices):
        HIDE = "hide", _("hide")
        REMOVE = "remove", pgettext_lazy("moderation", "delete")
        BLOCK = "block", _("block")

    kind = models.CharField(max_length=10, choices=Kind)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="decisions")
    post = models.BigIntegerField(db_index=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    network = models.CharField(max_length=40)
    handle = models.CharField(max_length=300, blank=True)
    reason = models.TextField()
    person = models.ForeignKey(_STAFF, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    missing = models.PositiveIntegerField(default=0)
    act = models.OneToOneField(Act, models.PROTECT, null=True, related_name="decision")
    undone = models.OneToOneField(Act, models.PROTECT, null=True, related_name="undoes")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=254, blank=True)
    events = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at"], name="decision_newest"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number people are told."""
        return f"{self.at.year}-{self.pk}"


class Appeal(models.Model):
    """Somebody asks to have a decision looked at again, by another than who took it.

    ``decision``: None until somebody has found which one is meant. ``what``, ``why``, ``name``, ``reach``: the person's
    own words, encrypted; taken away some time after the answer. ``due``: the last day to answer.
    """

    class Verdict(models.TextChoices):
        UPHELD = "upheld", _("the decision was wrong, and is taken back")
        STANDS = "stands", _("the decision stands")
        NONE = "none", _("there is no such decision")

    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="appeals")
    what = models.TextField(blank=True)
    why = models.TextField(blank=True)
    name = models.TextField(blank=True)
    reach = models.TextField(blank=True)
    received = models.DateTimeField()
    due = models.DateField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    answer = models.TextField(blank=True)
    decided = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    events = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number the person was given."""
        return f"{self.received.year}-{self.pk}"
