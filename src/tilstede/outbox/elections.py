"""The times before elections, in which the body's channels tell what offices do and parties speak from their own."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tilstede.core import canonical
from tilstede.office.models import Holding
from tilstede.outbox.models import Election
from tilstede.record import append


def declare(name: str, since: date, until: date, *, by: str, now: datetime) -> Election:
    """Keep role and party apart from the first day to the last, both included. :raises ValueError: it ends first."""
    if until < since:
        raise ValueError("it ends before it begins")
    with transaction.atomic():
        event = _tell(name, since, until, "set", by, now)
        return Election.objects.create(
            name=name, since=since, until=until, by=by, at=now, event=event
        )


def take_away(row: Election, *, by: str, now: datetime) -> None:
    """It holds no more, or never did."""
    with transaction.atomic():
        _tell(row.name, row.since, row.until, "taken away", by, now)
        row.delete()


def near(day: date | None = None) -> Election | None:
    """The one that this day belongs to; None: none is near. ``day`` None: today."""
    at = day or timezone.localdate()
    rows = Election.objects.filter(since__lte=at, until__gte=at)
    return rows.order_by("until", "pk").first()


def parties() -> tuple[str, ...]:
    """Those that people in the directory sit for, by name."""
    rows = Holding.objects.exclude(party="").values_list("party", flat=True)
    return tuple(rows.order_by("party").distinct())


def _tell(name: str, since: date, until: date, what: str, by: str, now: datetime) -> int:
    about = {
        "name": name,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "what": what,
        "by": by,
    }
    return append.append([append.Entry("declared", {"about": canonical.dumps(about)})], now=now)
