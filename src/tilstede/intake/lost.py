"""Stretches that a stream did not tell of: caught up by reading, or recorded as a gap until they are."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from tilstede.intake import pump
from tilstede.intake.models import Source, Stream
from tilstede.record import append

#: A stretch that nobody has caught up with for so long is a gap.
PATIENCE: Final = timedelta(minutes=5)
_SOURCE: Final = "source:"


def note(name: str, now: datetime) -> None:
    """The stream has ended; an earlier end that nobody has caught up with stands."""
    Stream.objects.filter(name=name, lost=None).update(lost=now)


def settle(now: datetime, telling: Container[str]) -> None:
    """See which have been caught up with, and record those that have not. ``telling``: streams that are open."""
    for row in Stream.objects.exclude(lost=None):
        if _is_caught_up(row, telling):
            _close(row, now)
        elif row.gap is None and row.lost is not None and now - row.lost >= PATIENCE:
            _open(row, now)


def _is_caught_up(row: Stream, telling: Container[str]) -> bool:
    """A stream of many accounts goes on from where it was; the others' sources are read."""
    source = _source(row)
    if source is None:
        return row.name in telling or row.name.startswith(_SOURCE)
    if source.state != Source.State.FOLLOWED:
        return True
    return row.lost is None or (source.last_success or row.lost - PATIENCE) >= row.lost


def _source(row: Stream) -> Source | None:
    if not row.name.startswith(_SOURCE):
        return None
    return Source.objects.filter(id=int(row.name.removeprefix(_SOURCE))).first()


@transaction.atomic
def _open(row: Stream, now: datetime) -> None:
    append.hold()
    source = _source(row)
    since = row.heard or row.lost
    about = {
        "network": source.network if source else row.name,
        "address": source.address if source else "",
        "account": source.account_id if source else "",
        "since": since.isoformat() if since else None,
        "until": None,
        "why": "stream-lost",
        "detail": "",
    }
    Stream.objects.filter(name=row.name).update(gap=pump.note("gap", about, now))


@transaction.atomic
def _close(row: Stream, now: datetime) -> None:
    append.hold()
    if row.gap is not None:
        pump.note("closed", {"gap": row.gap}, now)
    Stream.objects.filter(name=row.name).update(lost=None, gap=None)
