"""Makes guessing of passwords slow: after some misses a name and an address must wait.

Counts lie in Django's cache, which each server process keeps for itself; with several processes the
limit is so many times as high, which still makes guessing hopeless.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache

WINDOW = 15 * 60  #: seconds
FROM_ONE_PLACE = 5  #: misses for one name from one address
FROM_ANYWHERE = (
    50  #: misses for one name, wherever from; high, so that nobody is locked out by others
)


def must_wait(name: str, address: str) -> bool:
    """Whether there were too many misses for this name lately."""
    here, anywhere = _keys(name, address)
    found = cache.get_many([here, anywhere])
    return bool(found.get(here, 0) >= FROM_ONE_PLACE or found.get(anywhere, 0) >= FROM_ANYWHERE)


def missed(name: str, address: str) -> None:
    """Count a miss."""
    for key in _keys(name, address):
        cache.add(key, 0, WINDOW)
        cache.incr(key)


def let_in(name: str, address: str) -> None:
    """Forget the misses of someone who got in."""
    cache.delete_many(_keys(name, address))


def _keys(name: str, address: str) -> tuple[str, str]:
    digest = hashlib.sha256(name.strip().casefold().encode()).hexdigest()
    return f"missed:{digest}:{address}", f"missed:{digest}"
