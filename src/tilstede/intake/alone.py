"""One process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


class Busy(Exception):
    """Another process is at it."""


@contextmanager
def alone(name: str, *, wait: bool = True) -> Iterator[None]:
    """Do what has this name while no other process does; the system lets go for one that is killed.

    :raises Busy: another does it, and ``wait`` is false.
    """
    with open(settings.DATA / f".{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(name) from error
        yield
