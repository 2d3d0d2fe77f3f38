"""Keeps one place from sending form after form.

Counts lie in Django's cache, which each server process keeps for itself, under a digest of the sender's address.
"""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

from tilstede.web import sender

WINDOW = 60 * 60  #: seconds
MOST = 20  #: forms of one kind from one address in the window


def is_too_fast(request: HttpRequest, form: str) -> bool:
    """Count a form that was sent; whether there were too many."""
    place = sha256(sender.address(request).encode()).hexdigest()
    key = f"sent:{form}:{place}"
    cache.add(key, 0, WINDOW)
    return bool(cache.incr(key) > MOST)
