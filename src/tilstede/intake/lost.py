"""Stretches that a stream did not tell of: caught up by reading, or recorded as a gap until they are.

A stream of many accounts goes on from where it was, which makes up for what it did not tell; unless its network has
said that it cannot (`skip`): then all of the accounts must be read.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from tilstede.intake import pump
from tilstede.intake.models import Source, Stream
from tilstede.networks.kit.contract import Missing
from tilstede.posts.models import Gap
from tilstede.record import append

#: A stretch that nobody has caught up with for so long is a gap.
PATIENCE: Final = timedelta(minutes=5)
_SOURCE: Final = "source:"


def note(name: str, now: datetime) -> None:
    """The stream has ended; an earlier end that nobody has caught up with stands."""
    Stream.objects.filter(name=name, lost=None).update(lost=now)


def skip(name: str, what: Missing, now: datetime) -> None:
    """The network cannot tell a stretch any more, inside the caller's transaction. One that is open already stands."""
    row = Stream.objects.get(name=name)
    if row.gap is not None:
        return
    since, until = what.since or row.heard, what.until or now
    gap = pump.note("gap", _about(row, since, until, what.why, what.detail), now)
    Stream.objects.filter(name=name).update(lost=now, gap=gap)


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
        return row.name.startswith(_SOURCE) or (row.name in telling and _goes_on(row))
    if source.state != Source.State.FOLLOWED:
        return True
    return row.lost is None or (source.last_success or row.lost - PATIENCE) >= row.lost


def _goes_on(row: Stream) -> bool:
    """Whether it goes on from where it was, or every account has been read since it did not."""
    if row.gap is None or not Gap.objects.filter(event=row.gap).exclude(until=None).exists():
        return True
    told = Source.objects.filter(network=row.name, what="account", state=Source.State.FOLLOWED)
    unread = Q(last_success=None) | Q(last_success__lt=row.lost)
    return not told.exclude(account_id="").filter(unread).exists()


def _source(row: Stream) -> Source | None:
    if not row.name.startswith(_SOURCE):
        return None
    return Source.objects.filter(id=int(row.name.removeprefix(_SOURCE))).first()


@transaction.atomic
def _open(row: Stream, now: datetime) -> None:
    append.hold()
    about = _about(row, row.heard or row.lost, None, "stream-lost", "")
    Stream.objects.filter(name=row.name).update(gap=pump.note("gap", about, now))


def _about(
    row: Stream, since: datetime | None, until: datetime | None, why: str, detail: str
) -> dict[str, str | None]:
    source = _source(row)
    return {
        "network": source.network if source else row.name,
        "address": source.address if source else "",
        "account": source.account_id if source else "",
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "why": why,
        "detail": detail,
    }


@transaction.atomic
def _close(row: Stream, now: datetime) -> None:
    append.hold()
    if row.gap is not None:
        pump.note("closed", {"gap": row.gap}, now)
    Stream.objects.filter(name=row.name).update(lost=None, gap=None)
