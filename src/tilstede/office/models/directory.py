"""The directory: bodies, the roles in them, who held which role from when to when, and the accounts they speak through.

What a person edits is a file with four lists (docs/directory.md); these rows are the same in the database. What
the machine finds out about an account stands apart, in `findings`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Entry(models.Model):
    """What every row of the directory has. ``changed``: grows by one with each change, so that two who edit the
    same row at once are told. ``wikidata``: a QID. ``since``, ``until``: first and last day, both included."""

    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("to"), null=True, blank=True)
    wikidata = models.CharField(max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Body(Entry):
    """A public body or a unit of one. ``key`` is an org-id such as ``NO-BRC-964338531`` or the body's own slug.

    ``own``: this installation is its; at most one. ``kind``: ``ministry``, ``municipality``, ``county``, ``agency``,
    ``council``, ``parliament``, ``party`` or another word of the editor's. ``number``: kommunenummer or
    fylkesnummer, with its leading zero. ``county``: the name of the county it lies in. ``language_form``: the
    written form it uses (``nb``, ``nn``). ``contacts``: rows of ``type``, ``value`` and perhaps ``note``, ``hours``.
    ``complaints_to``: key of the body that hears complaints. ``replaced_by``: key of what came after it.
    ``least_share``: per cent of its posts that are to be in each written form of Norwegian; 0: it has no such aim;
    None: as the law has it for its kind (`office.language_aim`). It is no part of the directory's file.
    """

    key = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    own = models.BooleanField(default=False)
    kind = models.CharField(_("kind"), max_length=40, blank=True, db_index=True)
    short = models.CharField(_("short name"), max_length=60, blank=True)
    name_nb = models.CharField(max_length=300, blank=True)
    name_nn = models.CharField(max_length=300, blank=True)
    name_se = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    other_names = models.JSONField(default=list, blank=True)
    language_form = models.CharField(max_length=8, blank=True)
    number = models.CharField(max_length=8, blank=True)
    county = models.CharField(max_length=120, blank=True, db_index=True)
    url = models.URLField(max_length=500, blank=True)
    access_email = models.CharField(max_length=254, blank=True)
    complaints_to = models.CharField(max_length=120, blank=True)
    replaced_by = models.CharField(max_length=120, blank=True)
    contacts = models.JSONField(default=list, blank=True)
    least_share = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "bodies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["own"], condition=models.Q(own=True), name="one_own_body"
            )
        ]

    def __str__(self) -> str:
        return self.name_nb or self.name_nn or self.name_en or self.name_se or self.key


class Person(models.Model):
    """Someone who holds or has held a role. ``key``: a slug of the name, or what the file gives."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=300)
    wikidata = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Role(Entry):
    """An office a person can hold: mayor, minister. A role is not a person. ``kind``: ``political`` or
    ``administrative``, or empty."""

    key = models.CharField(max_length=120, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="roles")
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    title_nb = models.CharField(max_length=300, blank=True)
    title_nn = models.CharField(max_length=300, blank=True)
    title_se = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title_nb or self.title_nn or self.title_en or self.title_se or self.key


class Holding(Entry):
    """A person in a role, from a day, until a day (None: still). ``party``: the one the person sat for then."""

    role = models.ForeignKey(Role, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    party = models.CharField(_("party"), max_length=80, blank=True, db_index=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["role_id", "since"]

    def __str__(self) -> str:
        return f"{self.person} – {self.role}"


class Account(Entry):
    """An account on a network that a body or a role owns. One row for each stretch of time with one owner.

    ``url``: as a person pasted it. ``address``: the same in one spelling (`core.account_address`), by which an
    account is known before its network has told its permanent id. ``native_id``: that id, equal to
    `core.post.Author.id` of the posts it writes; "" until the network was asked. ``person``: whose words they
    are, for a role's or a personal account. ``show``: whether the public sees it here. ``reading``: whether its
    posts are read, and ``reading_why`` the code of what stood in the way (`networks.kit.errors`). ``policy``: what was
    decided about writing from it, with why, when and by whom; "": nothing was (`office.policy`).
    """

    class Capacity(models.TextChoices):
        OFFICIAL = "official", _("official")
        ROLE = "role", pgettext_lazy("capacity of an account", "role")
        PERSONAL = "personal", _("personal")

    class Policy(models.TextChoices):
        POST = "post", _("we write there")
        HAND = "by hand", _("by hand")
        LISTEN = "listen only", _("we only listen")
        NO = "no", _("we are not there")

    class Reading(models.TextChoices):
        NONE = "", _("not read")
        WAITING = "waiting", _("will be read")
        READ = "read", _("is read")
        FAILED = "failed", _("could not be read")
        LEFT = "left", _("is no longer read")

    network = models.CharField(max_length=40)
    native_id = models.CharField(max_length=500, blank=True)
    handle = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=500, blank=True)
    capacity = models.CharField(
        _("capacity"), max_length=10, choices=Capacity, default=Capacity.OFFICIAL
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="accounts")
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="accounts")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    show = models.BooleanField(_("show"), default=True)
    language = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    policy = models.CharField(max_length=12, choices=Policy, blank=True)
    policy_reason = models.CharField(max_length=500, blank=True)
    policy_date = models.DateField(null=True, blank=True)
    policy_by = models.CharField(max_length=200, blank=True)
    reading = models.CharField(max_length=10, choices=Reading, default=Reading.NONE, blank=True)
    reading_why = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "address",
                Coalesce("body_id", 0),
                Coalesce("role_id", 0),
                Coalesce("since", date.min),
                condition=~models.Q(address=""),
                name="one_row_an_owner",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["network", "native_id"], name="account_native_id")
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.handle or self.native_id or self.url}"


class Line(models.Model):
    """An entry of the file as it was written, with the comments above it, so that what nobody changed is written
    again letter by letter.

    As `core.directory.layout.Kept`. ``file``: ``yaml`` or ``csv``. ``part``: the list it stands in, or ``tail`` and
    ``end`` for what comes after the last. ``key``: which entry it is, ``""`` for none. ``digest``: of what the
    entry says; when that differs, the text is written anew.
    """

    file = models.CharField(max_length=4)
    place = models.IntegerField()
    part = models.CharField(max_length=10)
    key = models.CharField(max_length=700, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "place"], name="one_text_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.key}"
