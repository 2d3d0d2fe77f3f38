"""Secrets in links: one that confirms, once; one that stops, for ever."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.core.signing import BadSignature, Signer

from tilstede.rooms.follow.models import Subscription

#: An address that nobody confirmed is forgotten after this.
PATIENCE = timedelta(days=3)
_signer = Signer(salt="tilstede.unsubscribe")


def new_token(row: Subscription) -> str:
    """A secret for the link that confirms; the one before is no longer good."""
    token = secrets.token_urlsafe(24)
    row.token = digest(token)
    row.save(update_fields=["token"])
    return token


def stopping(row: Subscription) -> str:
    """What names a subscription in the link that stops it."""
    return _signer.sign(str(row.id)).replace(":", ".")


def stopped_by(name: str) -> int | None:
    """The subscription that such a name stands for, whether there still is one; None: the name is not of ours."""
    try:
        return int(_signer.unsign(name.replace(".", ":", 1)))
    except (BadSignature, ValueError):
        return None


def digest(token: str) -> str:
    """As a secret is kept: whoever reads the database cannot confirm with it."""
    return sha256(token.encode()).hexdigest()
