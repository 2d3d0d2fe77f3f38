"""What is done with people and their rights, told to the record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tilstede.core import canonical
from tilstede.record import append


@transaction.atomic
def tell(done: str, *, by: str, now: datetime, **about: str) -> int:
    """Append a `granted` event; its number. ``done``: what was done, as docs/people.md lists it. Never a secret."""
    payload = canonical.dumps({"by": by, "done": done, **about})
    return append.append([append.Entry("granted", {"about": payload})], now=now)
