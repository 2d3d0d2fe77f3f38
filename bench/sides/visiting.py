"""tilstede reads feeds it follows, twice, in the data folder it was set up in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bench.sides.clock import timed
from tilstede.intake.capture import Visit, capture
from tilstede.intake.models import Source


def rounds(addresses: list[str], entries: int) -> dict[str, Any]:
    """A first round that takes in all entries, and a second that finds nothing new."""
    now = datetime.now(UTC)
    Source.objects.bulk_create(
        [Source(network="feeds", address=address, next_try=now) for address in addresses]
    )
    first, second = _round(entries), _round(0)
    return first | {"second": second["seconds"]}


def _round(taken: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    visits: list[Visit] = []
    with timed(told):
        visits += capture(at_once=True)
    assert not [visit.error for visit in visits if visit.error]
    assert sum(visit.tally.taken for visit in visits) == taken
    return told
