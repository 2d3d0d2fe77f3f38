"""Addresses that are made for one person, to be used once and soon.

Only a digest of the secret part is kept; the address itself is shown, or sent, when it is made.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction

from tilstede.office.models import Link, User
from tilstede.record import append
from tilstede.web import addresses
from tilstede.web.sign_in import chronicle

Purpose = Link.Purpose

#: How long an address can be used.
LASTS: Final = {Purpose.JOIN: timedelta(days=7), Purpose.ENTER: timedelta(minutes=15)}


@transaction.atomic
def make(
    user: User, purpose: Purpose, *, by: str, now: datetime, lasts: timedelta | None = None
) -> str:
    """The secret of a new address; an older one of the kind that was not used is worth nothing from now on.

    ``lasts``: where it is to be used sooner than others of the kind.
    """
    append.hold()
    Link.objects.filter(user=user, purpose=purpose, used__isnull=True).delete()
    secret = secrets.token_urlsafe(32)
    expires = now + (lasts or LASTS[purpose])
    Link.objects.create(user=user, purpose=purpose, digest=_digest(secret), expires=expires)
    chronicle.tell("linked", by=by, now=now, person=user.email, purpose=purpose.value)
    return secret


def find(secret: str, *, now: datetime) -> Link | None:
    """The address of that secret while it can be used: once, in time, by one who is not closed out."""
    standing = Link.objects.select_related("user").filter(
        digest=_digest(secret), used__isnull=True, expires__gt=now, user__is_active=True
    )
    return standing.first()


@transaction.atomic
def use(link: Link, *, now: datetime) -> bool:
    """Use it up. False where somebody was quicker."""
    append.hold()
    if not Link.objects.filter(pk=link.pk, used__isnull=True).update(used=now):
        return False
    person = link.user.email
    chronicle.tell("link-used", by=person, now=now, person=person, purpose=link.purpose)
    return True


def path(secret: str) -> str:
    """Where the address leads on this site, the same in every language."""
    return addresses.neutral("sign-in-link", secret)


def full(secret: str) -> str:
    """The whole address, for those who make one without a page: on the command line."""
    scheme = "https" if settings.HTTPS else "http"
    host = settings.HOSTS[0].lstrip(".") if settings.HOSTS else f"127.0.0.1:{settings.PORT}"
    return f"{scheme}://{host}{path(secret)}"


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
