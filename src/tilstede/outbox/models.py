"""What was cleared to go out, and how it stands with each errand to a network. All else about it is in the record."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.office.models import Account


class Cleared(models.Model):
    """A post as a person cleared it: one row for each part of a thread, the same for all its channels.

    ``event``: number of its `cleared` event, whose payloads its files are; ``media``: rows of ``role``, ``mime``,
    ``name``, ``alt`` (None: none was written) and ``captions`` (rows of ``role`` and ``language``). ``poll``:
    ``options``, ``lasts``, ``multiple``. ``card``: ``url``, ``title``, ``description`` and perhaps ``role``.
    ``reply_to``, ``quote_of``: numbers of posts in the record. ``destroyed``: by law; the words and files are gone.
    """

    key = models.CharField(max_length=32, unique=True)
    event = models.BigIntegerField(unique=True)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    title = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    warning = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, default="public")
    tags = models.JSONField(default=list)
    media = models.JSONField(default=list)
    card = models.JSONField(null=True)
    poll = models.JSONField(null=True)
    reply_to = models.BigIntegerField(null=True)
    quote_of = models.BigIntegerField(null=True)
    by = models.CharField(max_length=254)
    cleared_at = models.DateTimeField()
    destroyed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title or self.text[:60]


class Errand(models.Model):
    """One thing to be done at one network, once. How it goes from state to state: `outbox.steps.TABLE`.

    ``account``: None once the account has left the directory. ``made``: when it was ordered; ``since``: from when it is
    tried, later where a person said "again". ``attempts``: how often it was begun; ``tried``: when last. ``next_try``:
    None while nothing is to be done before a person, a login or another errand comes. ``held``: until when somebody has
    it to himself; past, and still ``sending``: the process died. ``why``: a code (`outbox.words.WHY`), ``detail``: the
    network's own words. ``events``: what the record has. ``charged``: US dollars that were counted for the last try.
    """

    class State(models.TextChoices):
        HAND = "hand", pgettext_lazy("state of what is to be sent", "to be published by hand")
        WAITING = "waiting", pgettext_lazy("state of what is to be sent", "waiting")
        SENDING = "sending", pgettext_lazy("state of what is to be sent", "being sent")
        UNSURE = "unsure", pgettext_lazy("state of what is to be sent", "being looked for")
        SENT = "sent", pgettext_lazy("state of what is to be sent", "sent")
        CONFIRMED = "confirmed", pgettext_lazy("state of what is to be sent", "sent and read back")
        DIFFERS = "differs", pgettext_lazy("state of what is to be sent", "sent, but it differs")
        FAILED = "failed", pgettext_lazy("state of what is to be sent", "not sent")
        ASKED = "asked", _("a person must decide")

    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    network = models.CharField(max_length=40)
    native_id = models.CharField(max_length=500)
    handle = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made = models.DateTimeField()
    since = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    tried = models.DateTimeField(null=True)
    next_try = models.DateTimeField(null=True)
    held = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    events = models.JSONField(default=list)
    charged = models.DecimalField(max_digits=12, decimal_places=5, default=0)

    class Meta:
        abstract = True


class Delivery(Errand):
    """A part of a cleared post on its way to one channel.

    ``key``: by which the network, or a search there, knows it again; the same at every try. ``previous``: the part
    before it in the same channel. ``sent_id``, ``url``, ``aliases``: what the network made of it. ``looks``: how often
    it was read back. ``differences``: rows of ``code``, ``sent``, ``found``. ``by_hand``: a person publishes it on the
    network's own pages and tells ``url``; the network is never asked for anything.
    """

    cleared = models.ForeignKey(Cleared, models.PROTECT, related_name="deliveries")
    key = models.CharField(max_length=32, unique=True)
    position = models.PositiveIntegerField(default=0)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="following", default=None
    )
    sent_id = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=2_000, blank=True)
    aliases = models.JSONField(default=list)
    looks = models.PositiveIntegerField(default=0)
    differences = models.JSONField(default=list)
    by_hand = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try"],
                name="delivery_due",
                condition=models.Q(next_try__isnull=False),
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cleared", "account"], name="one_delivery_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.network} {self.handle} ({self.state})"


class Act(Errand):
    """Something else that is done at a network by decision. Done twice, it leaves things as done once.

    ``post``: number in the record of what it is done to; ``address``: whom to follow or block. ``delivery``: our own
    post that is edited or deleted, ``cleared``: its new wording. ``sent_id``: of what the network made of it, where it
    made something. ``rule``: by which house rule, version and number (``2.5``).
    """

    class Kind(models.TextChoices):
        EDIT = "edit", _("edit")
        DELETE = "delete", _("delete")
        HIDE = "hide", _("hide")
        SHOW = "show", _("show again")
        REMOVE = "remove", _("delete what another wrote")
        BLOCK = "block", _("block")
        UNBLOCK = "unblock", _("block no more")
        BOOST = "boost", _("boost")
        LIKE = "like", _("like")
        FOLLOW = "follow", _("follow")

    kind = models.CharField(max_length=10, choices=Kind)
    post = models.BigIntegerField(null=True)
    address = models.CharField(max_length=500, blank=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="acts")
    cleared = models.OneToOneField(Cleared, models.PROTECT, null=True, related_name="act")
    sent_id = models.CharField(max_length=500, blank=True)
    reason = models.TextField()
    rule = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=254)

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.network} {self.handle} ({self.state})"


class Election(models.Model):
    """A time before an election, its first and last day included, in which role and party are kept apart.

    ``event``: number of the `declared` event.
    """

    name = models.CharField(_("name"), max_length=200)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    event = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Telephone(models.Model):
    """A telephone number that somebody has said is the body's own. ``number``: as +4757652000."""

    number = models.CharField(max_length=20, unique=True)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    event = models.BigIntegerField()

    def __str__(self) -> str:
        return self.number


#: What an ability is called that takes back another.
_BACK: Final = {Act.Kind.SHOW: "hide", Act.Kind.UNBLOCK: "block"}


def ability(kind: str) -> str:
    """What a network must be able to do for it (`networks.kit.abilities`)."""
    return _BACK.get(Act.Kind(kind), kind)
