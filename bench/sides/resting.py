"""2,000 sources that have been read, and whose next turns lie evenly over the time until each is read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tilstede.intake.capture import capture
from tilstede.intake.models import Source
from tilstede.networks.kit import registry
from tilstede.posts import languages


def made(network: str, addresses: list[str], ids: list[str]) -> dict[str, Any]:
    """Follow and read them all once. ``ids``: of the accounts, where they have any."""
    now = datetime.now(UTC)
    Source.objects.bulk_create(
        [
            Source(network=network, address=address, account_id=one, next_try=now)
            for address, one in zip(addresses, ids, strict=True)
        ]
    )
    visits = capture(at_once=True)
    assert not [visit.error for visit in visits if visit.error]
    languages.find()  # what follows the taking in of new posts is not to be measured
    step = timedelta(seconds=registry.get(network).interval) / max(1, len(addresses))
    now = datetime.now(UTC)
    rows = list(Source.objects.order_by("id"))
    for place, row in enumerate(rows):
        row.next_try = now + place * step
    Source.objects.bulk_update(rows, ["next_try"], batch_size=500)
    return {"seconds": 0.0, "posts": sum(visit.tally.taken for visit in visits)}


def visited(since: float) -> dict[str, Any]:
    """How many have been read since then, and how many of them failed."""
    moment = datetime.fromtimestamp(since, UTC)
    read = Source.objects.filter(last_try__gte=moment)
    return {"seconds": 0.0, "read": read.count(), "failed": read.filter(failures__gt=0).count()}
