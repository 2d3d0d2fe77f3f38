"""The body itself: its units, people, roles with dates, and the accounts it lists as its own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _


class Users(BaseUserManager["User"]):
    """Makes people who can sign in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff who signs in. What the person may do hangs on rights, not on this row."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    objects = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Body(models.Model):
    """A public body or a unit of one. ``key`` is an org-id such as ``NO-BRC-964338531`` or the body's own.

    ``own``: this installation is its; at most one.
    """

    key = models.CharField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    own = models.BooleanField(default=False)
    kind = models.CharField(max_length=40, blank=True)
    name_nb = models.CharField(max_length=300)
    name_nn = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "bodies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["own"], condition=models.Q(own=True), name="one_own_body"
            )
        ]

    def __str__(self) -> str:
        return self.name_nb


class Person(models.Model):
    """Someone who holds or has held a role."""

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """An office a person can hold: mayor, minister. A role is not a person."""

    key = models.CharField(max_length=80, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="roles")
    title_nb = models.CharField(max_length=300)
    title_nn = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title_nb


class Holding(models.Model):
    """A person in a role, from a day, until a day (None: still). Both days are in office."""

    role = models.ForeignKey(Role, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["role_id", "since"]

    def __str__(self) -> str:
        return f"{self.person} – {self.role}"


class Account(models.Model):
    """An account the body lists, with who owns it: a body, a role or a person.

    ``native_id`` is the network's permanent id, equal to `core.post.Author.id` of the posts it writes.
    """

    class Capacity(models.TextChoices):
        OFFICIAL = "official", _("official")
        ROLE = "role", _("role")
        PERSONAL = "personal", _("personal")

    network = models.CharField(max_length=40)
    native_id = models.CharField(max_length=500)
    handle = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    capacity = models.CharField(max_length=10, choices=Capacity, default=Capacity.OFFICIAL)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="accounts")
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="accounts")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="accounts"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "native_id"], name="one_row_an_account")
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.handle or self.native_id}"
