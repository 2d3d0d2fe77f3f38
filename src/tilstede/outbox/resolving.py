"""What the body decides to hold itself to in all that it writes, told to the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tilstede.core import canonical
from tilstede.office import language_aim
from tilstede.office.models import Body
from tilstede.record import append


def tell(matter: str, told: Mapping[str, Any], *, by: str, now: datetime) -> int:
    """Append that it was decided, inside the caller's transaction; the event's number. ``matter``: about what."""
    about = canonical.dumps({**told, "matter": matter, "by": by})
    return append.append([append.Entry("decided", {"about": about})], now=now)


def aim(body: Body, share: int | None, *, by: str, now: datetime) -> None:
    """Decide the least share of each written form (`language_aim.decide`). :raises ValueError: it cannot be."""
    with transaction.atomic():
        append.hold()
        body.refresh_from_db(fields=["least_share"])
        if share == body.least_share:
            return
        before = body.least_share
        language_aim.decide(body, share)
        tell("aim", {"body": body.key, "before": before, "share": share}, by=by, now=now)
