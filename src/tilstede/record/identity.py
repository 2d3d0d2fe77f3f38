"""Whose log this is: its origin, fixed when the log is created and kept in event 0, and its keys."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tilstede.core import note
from tilstede.record import succession


class Identity(NamedTuple):
    """``origin``: the log's name (c2sp.org/tlog-checkpoint); ``keys``: all that it has signed with."""

    origin: str
    keys: list[succession.Key]

    @property
    def verifier(self) -> note.Verifier:
        """The key that signs now."""
        return self.keys[-1].verifier


def known() -> Identity | None:
    """The log's identity; None while there is no log.

    :raises ImproperlyConfigured: TILSTEDE_ORIGIN is another name than the log was created with.
    """
    keys = succession.every()
    if not keys:
        return None
    identity = Identity(keys[0].verifier.name, keys)
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
