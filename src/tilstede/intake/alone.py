"""One process at a time."""

from __future__ import annotations

import fcntl
from binascii import crc32
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


class Busy(Exception):
    """Another process is at it."""


@contextmanager
def alone(name: str, *, wait: bool = True) -> Iterator[None]:
    """Do what has this name while no other process on this data folder does; the system lets go for one that is
    killed.

    :raises Busy: another does it, and ``wait`` is false.
    """
    with open(settings.DATA / f".{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(name) from error
        yield


@contextmanager
def alone_on_database(name: str, *, wait: bool = True) -> Iterator[None]:
    """As `alone`, and on PostgreSQL also while no process on another machine does.

    The lock is that of a connection of its own, which nothing else closes; with it goes the lock.
    :raises Busy: as `alone`.
    """
    with alone(name, wait=wait):
        if connection.vendor != "postgresql":
            yield
            return
        holder = connection.copy()
        try:
            with holder.cursor() as cursor:
                number = crc32(name.encode())  # of 32 bits: never the record's own, which is longer
                if wait:
                    cursor.execute("SELECT pg_advisory_lock(%s::bigint)", [number])
                else:
                    cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [number])
                    if not cursor.fetchone()[0]:
                        raise Busy(name)
            yield
        finally:
            holder.close()
