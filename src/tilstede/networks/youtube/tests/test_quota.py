"""The day's units, counted in California's days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from googleapiclient.discovery_cache import get_static_doc

from tilstede.networks.kit.errors import Throttled
from tilstede.networks.youtube import quota


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 11, 22, 12, tzinfo=UTC), 20 * 3600),  # 4 in the morning there
        (datetime(2026, 7, 1, 6, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 1, 8, tzinfo=UTC), 24 * 3600),  # clocks go back: the day has 25 hours
        (datetime(2026, 11, 1, 7, tzinfo=UTC), 25 * 3600),
    ],
)
def test_when_the_next_day_begins(now: datetime, seconds: float) -> None:
    assert quota.until_reset(now) == seconds


def test_units_are_kept_for_the_day() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    meter = quota.Meter(now, most=60)
    meter.spend("youtube.comments.insert")
    meter.spend("youtube.videos.list")
    again = quota.Meter(now, meter.state(), most=60)
    assert again.units == 51
    with pytest.raises(Throttled):
        again.spend("youtube.comments.insert")
    assert again.units == 51
    assert quota.Meter(datetime(2026, 11, 23, 12, tzinfo=UTC), meter.state()).units == 0


def test_prices_are_of_methods_that_there_are() -> None:
    described = get_static_doc("youtube", "v3")
    assert all(f'"{method}"' in described for method in {**quota.PRICES, **quota.BUCKETS})
