"""The body's own people: who signs in, in which teams, with which rights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Users(BaseUserManager["User"]):
    """Makes people who can sign in. An e-mail address is kept in small letters: that is how people tell it apart."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Without a password the person comes in by a link or by the body's identity provider."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    @transaction.atomic
    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An administrator."""
        user = self.create_user(email, password, **fields)
        Grant.objects.create(user=user, right=Grant.Right.ADMINISTRATOR)
        return user


class User(AbstractBaseUser):
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

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Whether one of the person's rights allows it, as pages ask: `intake.change_source`.

        ``obj``: the account it is to be done with, for rights that are limited to one.
        """
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_perms(self, perms: Iterable[str], obj: models.Model | None = None) -> bool:
        """Whether all of them are allowed; Django's `permission_required` asks so."""
        return all(self.has_perm(perm, obj) for perm in perms)

    @cached_property
    def held(self) -> frozenset[tuple[str, int | None]]:
        """Rights, own and the teams', each with the account it is limited to; as they were when first asked for."""
        theirs = models.Q(user=self) | models.Q(team__members=self)
        return frozenset(Grant.objects.filter(theirs).values_list("right", "channel_id"))


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
        WRITER = "writer", _("writer")
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
            models.CheckConstraint(
                condition=~models.Q(right="administrator") | models.Q(channel__isnull=True),
                name="administrator_of_all",
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


class Link(models.Model):
    """An address that was made for one person, to be used once and soon.

    ``digest``: SHA-256 of its secret part, in hex: who reads the database cannot use it. ``used``: when it was.
    """

    class Purpose(models.TextChoices):
        JOIN = "join", _("to choose a password, or to join by the identity provider")
        ENTER = "enter", _("to sign in with a password where that is otherwise closed")

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose}: {self.user}"
