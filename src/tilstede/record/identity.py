"""Whose log this is: its origin and its key, fixed when the log is created, kept in event 0."""

from __future__ import annotations

import json
import secrets
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tilstede.core import packing
from tilstede.record import store


class Identity(NamedTuple):
    """``origin``: the log's name (c2sp.org/tlog-checkpoint); ``verifier``: its vkey."""

    origin: str
    verifier: str


def known() -> Identity | None:
    """The log's identity; None while there is no log.

    :raises ImproperlyConfigured: TILSTEDE_ORIGIN is another name than the log was created with.
    """
    found = store.row("SELECT codec, size, data FROM record_payload WHERE id = 0")
    if found is None:
        return None
    about = json.loads(packing.unpack(found[0], found[1], bytes(found[2])))
    identity = Identity(about["origin"], about["verifier"])
    if settings.ORIGIN and identity.origin != settings.ORIGIN:
        raise ImproperlyConfigured(
            f"TILSTEDE_ORIGIN is {settings.ORIGIN!r}, but this log was created as"
            f" {identity.origin!r}."
            " A log's name is fixed: set it back, leave it out, or use another data folder."
        )
    return identity


def chosen_origin() -> str:
    """The name a new log gets: TILSTEDE_ORIGIN, or one made for it.

    :raises ImproperlyConfigured: a name that cannot stand in a checkpoint (c2sp.org/signed-note).
    """
    origin = str(settings.ORIGIN) or f"tilstede-{secrets.token_hex(8)}"
    if not origin.isprintable() or "+" in origin or any(letter.isspace() for letter in origin):
        raise ImproperlyConfigured(
            f"TILSTEDE_ORIGIN {origin!r} may hold no spaces, plus signs or control characters;"
            " use a name such as log.fjordvik.example"
        )
    return origin
