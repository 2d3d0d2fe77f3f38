from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tilstede.core import order

_TIMES = st.datetimes(
    datetime(1, 1, 1), datetime(2177, 12, 31), timezones=st.just(UTC)
)  # as far as the key reaches
_NUMBERS = st.integers(0, 2**40)


@given(_TIMES, _TIMES, _NUMBERS, _NUMBERS)
def test_what_was_written_later_has_the_higher_key(
    one: datetime, other: datetime, number: int, last: int
) -> None:
    whole = [moment.replace(microsecond=0) for moment in (one, other)]
    keys = [order.key(one, number), order.key(other, last)]
    assert all(0 <= key < 2**63 for key in keys)
    assert [order.time(key) for key in keys] == whole
    if whole[0] != whole[1]:
        assert (whole[0] < whole[1]) is (keys[0] < keys[1])


@given(_TIMES, _NUMBERS)
def test_the_first_key_of_a_second_is_below_every_post_of_it(at: datetime, number: int) -> None:
    assert order.first(at) <= order.key(at, number)


def test_a_post_is_never_newer_than_when_it_was_seen() -> None:
    seen = datetime(2026, 10, 1, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert order.shown_time(None, seen) == seen
    assert order.shown_time(seen + hour, seen) == seen
    assert order.shown_time(seen - hour, seen) == seen - hour
