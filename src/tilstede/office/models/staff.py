"""The body's own people: who signs in, in which teams, with which rights."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Coalesce
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


class Team(models.Model):
    """People who work together; a right given to the team is every member's."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A right that a person or a team was given; `office.rights` says what each right allows.

    ``channel``: the account it is limited to; None: all.
    """

    class Right(models.TextChoices):
        READER = "reader", _("reader")
        COMMUNICATOR = "communicator", _("communicator")
        APPROVER = "approver", _("approver")
        ARCHIVIST = "archivist", _("archivist")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="grants")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="grants")
    right = models.CharField(max_length=20, choices=Right)
    channel = models.ForeignKey(
        "office.Account", models.CASCADE, null=True, blank=True, related_name="grants"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(team__isnull=True),
                name="given_to_one",
            ),
            models.UniqueConstraint(
                Coalesce("user_id", 0),
                Coalesce("team_id", 0),
                "right",
                Coalesce("channel_id", 0),
                name="given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.right}: {self.user or self.team}"
