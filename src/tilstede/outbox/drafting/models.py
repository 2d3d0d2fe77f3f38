"""Drafts while people work on them. What was decided about them is in the record; this is the desk."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.office.models import Account
from tilstede.outbox.models import Cleared

_STAFF = settings.AUTH_USER_MODEL


class Campaign(models.Model):
    """A label over posts that keep their own times."""

    name = models.CharField(max_length=200, unique=True)
    note = models.TextField(blank=True)
    made = models.DateTimeField()
    by = models.CharField(max_length=254)

    def __str__(self) -> str:
        return self.name


class TryOut(models.Model):
    """Something that is tried for a while, to learn whether it works.

    ``name``: of the channel or the service; "" for one of single posts. ``account``: the channel, or where the service
    is given.
    ``hypothesis``: what is believed. ``ends``: the day on which somebody says how it went. ``verdict``: what was found.
    ``events``: what the record has of it.
    """

    class Kind(models.TextChoices):
        POST = "post", pgettext_lazy("what is tried", "posts")
        CHANNEL = "channel", pgettext_lazy("what is tried", "a channel")
        SERVICE = "service", pgettext_lazy("what is tried", "a service")

    class Outcome(models.TextChoices):
        KEEP = "keep", pgettext_lazy("what becomes of a try-out", "it stays")
        CHANGE = (
            "change",
            pgettext_lazy("what becomes of a try-out", "it is changed, and tried again"),
        )
        STOP = "stop", pgettext_lazy("what becomes of a try-out", "it ends")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.POST)
    name = models.CharField(max_length=200)
    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, blank=True, related_name="tryouts"
    )
    hypothesis = models.TextField()
    began = models.DateTimeField()
    ends = models.DateField()
    by = models.CharField(max_length=254)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    verdict = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.CharField(max_length=254, blank=True)
    events = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Manuscript(models.Model):
    """A draft that is being written, and the channels it is meant for.

    ``key``: stands in addresses. ``author``: who began it; ``by``: the same in words, when the person has left.
    ``revision``: number of the wording that stands. ``day``, ``clock``, ``zone``: when it is to go out, as the clock on
    the wall shows it there; ``later``: the second of the two times of that name in the night the clocks are set back.
    ``due``: the same in UTC, worked out anew whenever it is read for sending. ``signed``: with the author's name.
    ``reply_to``, ``quote_of``: numbers of posts in the record. ``deed``: a kind of `Act` that is to be done about the
    post ``about``; such a draft has no words (`drafting.deeds`). ``asked_again``: it was approved after its time, and
    needs a new one; ``hindered``: what kept it here then, in words. ``not_before``: nobody lets it out before, and
    ``agreed``: with whom that was agreed. ``destroyed``: by law; the words and files are gone.
    """

    class State(models.TextChoices):
        WRITING = "writing", pgettext_lazy("state of a draft", "being written")
        ASKED = "asked", pgettext_lazy("state of a draft", "a second person is asked")
        PLANNED = "planned", pgettext_lazy("state of a draft", "planned")
        HANDED = "handed", pgettext_lazy("state of a draft", "handed to the outbox")
        DROPPED = "dropped", pgettext_lazy("state of a draft", "put away")

    key = models.CharField(max_length=32, unique=True)
    author = models.ForeignKey(_STAFF, models.SET_NULL, null=True, related_name="manuscripts")
    by = models.CharField(max_length=254)
    made = models.DateTimeField()
    changed = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    revision = models.PositiveIntegerField(default=0)
    accounts = models.ManyToManyField(Account, related_name="+")
    day = models.DateField(null=True, blank=True)
    clock = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    later = models.BooleanField(default=False)
    due = models.DateTimeField(null=True, blank=True)
    visibility = models.CharField(max_length=10, blank=True)
    signed = models.BooleanField(default=False)
    reply_to = models.BigIntegerField(null=True, blank=True)
    quote_of = models.BigIntegerField(null=True, blank=True)
    deed = models.CharField(max_length=10, blank=True)
    about = models.BigIntegerField(null=True, blank=True)
    asked_again = models.BooleanField(default=False)
    hindered = models.JSONField(default=list)
    not_before = models.DateTimeField(null=True, blank=True)
    agreed = models.CharField(max_length=300, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="manuscripts"
    )
    tryout = models.ForeignKey(
        TryOut, models.SET_NULL, null=True, blank=True, related_name="manuscripts"
    )
    cleared = models.ManyToManyField(Cleared, related_name="+")
    destroyed = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due"], name="manuscript_due"),
            models.Index(fields=["-changed"], name="manuscript_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.state}"

    @property
    def joined(self) -> int | None:
        """Number of the post that it answers or quotes, or that something is done about."""
        return self.reply_to or self.quote_of or self.about


class Wording(models.Model):
    """One wording of a draft, as somebody left it. Never changed: what somebody wrote is there as long as the draft is.

    ``base``: the wording it was made from; two with the same base were written at the same time. ``content``:
    ``drafting.content.Content`` as JSON. ``arranged``: `drafting.content.Arrangement`, where the draft went then; None:
    it was kept before that was noted. ``machine``: a machine wrote it, asked by ``author`` (`drafting.nynorsk`).
    """

    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(default=0)
    content = models.JSONField()
    arranged = models.JSONField(null=True)
    author = models.ForeignKey(_STAFF, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    machine = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["manuscript", "number"], name="one_wording_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.manuscript_id}/{self.number}"


class File(models.Model):
    """A picture, film, sound or track of captions that goes with a draft, as it will be sent.

    ``content``: the bytes of what is small; ``path``: below the data folder, of what is not. ``removed``: what was
    taken out of it when it came (`place`, `camera`, …). ``sound``: whether a film has any. ``text``: it seems to be a
    picture of text.
    """

    key = models.CharField(max_length=32, unique=True)
    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True)
    sound = models.BooleanField(null=True)
    text = models.BooleanField(default=False)
    removed = models.JSONField(default=list)
    content = models.BinaryField(null=True)
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=254)

    def __str__(self) -> str:
        return self.name


class Confirmed(models.Model):
    """A person has looked at what a check found, and says that it may stand (`core.checks.kit.Finding.key`)."""

    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="confirmed")
    check_id = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["manuscript", "key"], name="confirmed_once")
        ]

    def __str__(self) -> str:
        return self.check_id


class Judgement(models.Model):
    """What its writer answered to "could this do harm?", about one wording. It holds for that wording alone.

    ``seal``: of what was judged (`drafting.sealing`). ``whom``: `minister`, `citizen`, `trust`, `case`. ``why``: what
    asks for a second person (`drafting.judging.REASONS`). ``emergency``: it goes out at once, and is looked over after.
    ``event``: number of its `judged` event.
    """

    class Harm(models.TextChoices):
        NONE = "none", pgettext_lazy("could it do harm?", "no")
        UNSURE = "unsure", pgettext_lazy("could it do harm?", "I am not sure")
        SOME = "some", pgettext_lazy("could it do harm?", "yes")

    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="judgements")
    revision = models.PositiveIntegerField()
    seal = models.CharField(max_length=64, default="")
    harm = models.CharField(max_length=10, choices=Harm)
    whom = models.JSONField(default=list)
    why = models.JSONField(default=list)
    note = models.TextField(blank=True)
    emergency = models.BooleanField(default=False)
    author = models.ForeignKey(_STAFF, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    event = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.manuscript_id}/{self.revision}: {self.harm}"


class SecondLook(models.Model):
    """A second person is asked about one wording: a colleague, or a stand-in elsewhere by a link that works once.

    ``seal``: of what is to be looked at. ``person``: the colleague; None where anybody with the right may answer, or
    for a stand-in. ``name``, ``address``: of the stand-in. ``digest``: SHA-256 of the link's secret part, in hex.
    ``after``: it went out in an emergency, and is looked over now. ``expires``: when it can be answered no more; None:
    it stands. ``answer``: "" while nobody has answered.
    """

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("answer to a draft", "it may go out")
        NO = "no", pgettext_lazy("answer to a draft", "not like this")

    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="looks")
    revision = models.PositiveIntegerField()
    seal = models.CharField(max_length=64, default="")
    why = models.JSONField(default=list)
    asked_by = models.CharField(max_length=254)
    asked_at = models.DateTimeField()
    person = models.ForeignKey(_STAFF, models.SET_NULL, null=True, blank=True, related_name="looks")
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, null=True, unique=True)
    expires = models.DateTimeField(null=True)
    after = models.BooleanField(default=False)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    words = models.TextField(blank=True)
    answered_by = models.CharField(max_length=254, blank=True)
    answered_at = models.DateTimeField(null=True)
    events = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.manuscript_id}/{self.revision}: {self.answer or '?'}"


class Topic(models.Model):
    """A word of the body's own list: a draft that holds it is always seen by a second person."""

    word = models.CharField(_("word"), max_length=100, unique=True)
    why = models.CharField(_("why"), max_length=300, blank=True)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.word


class Avoided(models.Model):
    """Words of the body's own list that it does not use, and what it says instead.

    ``form``: the language whose drafts are looked through. ``words``, ``instead``: in the notation of
    `core.checks.reading.lists.index`.
    """

    form = models.CharField(max_length=2)
    words = models.CharField(_("words"), max_length=200)
    instead = models.CharField(_("what we say instead"), max_length=200)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "words"], name="avoided_once")
        ]

    def __str__(self) -> str:
        return self.words


class Slot(models.Model):
    """A time of the week at which a channel has room for a post. ``weekday``: 0 is Monday. ``clock``: as the wall shows
    it in the body's own zone."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField()
    clock = models.TimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "weekday", "clock"], name="slot_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.weekday} {self.clock:%H:%M}"


class Feed(models.Model):
    """A person's own address of the calendar. ``digest``: SHA-256 of its secret part, in hex: who reads the database
    cannot use it."""

    user = models.OneToOneField(_STAFF, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


class ShareKit(models.Model):
    """What partners are handed to say the same in channels of their own: texts in three languages, pictures, dates.

    ``key``: the secret of its public address; who has the link sees it while it is ``open``. ``since``, ``until``:
    first and last day on which partners are asked to use it. ``page``: the body's own page about the matter.
    ``changed_by``: who changed it last. ``doubted``: somebody was not sure that it harms nobody. ``machine``: its text
    is a machine's, and nobody has changed it. ``source``: who could see what it is made from; "" for nothing.
    """

    key = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    text_nb = models.TextField(blank=True)
    text_nn = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    page = models.CharField(max_length=500, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    open = models.BooleanField(default=False)
    made = models.DateTimeField()
    changed = models.DateTimeField()
    by = models.CharField(max_length=254)
    changed_by = models.CharField(max_length=254, default="")
    doubted = models.BooleanField(default=False)
    machine = models.BooleanField(default=False)
    source = models.CharField(max_length=20, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-changed"], name="share_kit_changed")
        ]

    def __str__(self) -> str:
        return self.title


class KitPicture(models.Model):
    """A picture of a share kit, with what it shows in each language. ``key``: stands in its address."""

    kit = models.ForeignKey(ShareKit, models.CASCADE, related_name="pictures")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=255)
    mime = models.CharField(max_length=100)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()
    alt_nb = models.TextField(blank=True)
    alt_nn = models.TextField(blank=True)
    alt_en = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
