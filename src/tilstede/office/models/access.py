"""The logins by which the body acts as its accounts on their networks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.office.models.directory import Account


class Access(models.Model):
    """A login to an account of the directory. When the account leaves the directory, its login goes with it: it has no
    account from then on, counts no more, and is removed as soon as the record has been told that it ended.

    ``native_id``, ``handle``: as the network told when it was connected. ``secrets``: encrypted
    (`office.secrets.conceal`), JSON by name. ``scopes``: what the network lets us do, in its own words.
    ``lacking``: abilities of the network that the login gives no permission for. ``expires``: when it must have been
    renewed; None where it does not end. ``why``: a code for people (`networks.kit.errors`), ``detail`` behind it.
    ``renewing``: until when somebody has the renewing of it to himself. ``cap``: US dollars a month that may be
    spent, None where there is no cap; ``spent`` counts them in ``month`` (its first day). ``told``: whether the record
    knows of the last change.
    """

    class State(models.TextChoices):
        OK = "ok", pgettext_lazy("state of a login", "works")
        LACKING = "lacking", _("lacks permissions")
        EXPIRED = "expired", _("must be connected again")
        REVOKED = "revoked", pgettext_lazy("state of a login", "disconnected")

    #: Those with which something can be sent.
    USABLE: ClassVar = (State.OK, State.LACKING)

    account = models.OneToOneField(Account, models.SET_NULL, null=True, related_name="access")
    network = models.CharField(max_length=40)
    native_id = models.CharField(max_length=500)
    handle = models.CharField(max_length=300, blank=True)
    server = models.CharField(max_length=500, blank=True)
    way = models.CharField(max_length=20)
    secrets = models.TextField(blank=True)
    scopes = models.JSONField(default=list, blank=True)
    lacking = models.JSONField(default=list, blank=True)
    expires = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OK)
    why = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    connected_by = models.CharField(max_length=254)
    connected_at = models.DateTimeField()
    changed = models.DateTimeField()
    changed_by = models.CharField(max_length=254)
    told = models.BooleanField(default=False)
    renewing = models.DateTimeField(null=True, blank=True)
    cap = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=12, decimal_places=5, default=0)
    month = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "accesses"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["network", "native_id"], name="access_native_id")
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.handle or self.native_id} ({self.state})"

    @property
    def usable(self) -> bool:
        """Whether something can be sent with it."""
        return self.state in self.USABLE and self.account_id is not None
