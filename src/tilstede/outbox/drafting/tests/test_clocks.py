"""The wall's time in UTC, in the nights when the clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.outbox.drafting import clocks
from tilstede.outbox.drafting.clocks import NoSuchTime, NoSuchZone, WallTime

OSLO = "Europe/Oslo"
#: In Europe/Oslo, by directive 2000/84/EC: the last Sundays of March and October, at 01:00 UTC.
FORWARD = [date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26)]
BACK = [date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29)]


def _utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("night", FORWARD)
def test_the_hour_that_does_not_exist_is_refused_with_what_to_take(night: date) -> None:
    with pytest.raises(NoSuchTime) as told:
        WallTime(night, time(2, 30), OSLO).utc()
    there = datetime(night.year, night.month, night.day)
    assert told.value.instead == (
        there.replace(hour=1, minute=30),
        there.replace(hour=3, minute=30),
    )
    assert not WallTime(night, time(2, 30), OSLO).is_twice


@pytest.mark.parametrize("zone", [OSLO, "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_at_the_end_of_time_are_too_far(day: date, zone: str) -> None:
    for wall in (WallTime(day, time(0, 10), zone), WallTime(day, time(23, 50), zone)):
        with pytest.raises(clocks.TooFar):
            wall.utc()
        with pytest.raises(clocks.TooFar):
            assert wall.is_twice


@pytest.mark.parametrize("night", FORWARD)
def test_the_minutes_beside_that_hour_exist(night: date) -> None:
    assert WallTime(night, time(1, 59), OSLO).utc() == _utc(night, 0, 59)
    assert WallTime(night, time(3, 0), OSLO).utc() == _utc(night, 1)


@pytest.mark.parametrize("night", BACK)
def test_the_hour_that_comes_twice_is_one_of_the_two(night: date) -> None:
    first, second = (WallTime(night, time(2, 30), OSLO, later) for later in (False, True))
    assert first.is_twice
    assert (first.utc(), second.utc()) == (_utc(night, 0, 30), _utc(night, 1, 30))
    assert clocks.on_the_wall(second.utc(), OSLO) == second
    assert clocks.on_the_wall(first.utc(), OSLO) == first


@pytest.mark.parametrize("night", BACK)
def test_the_minutes_beside_come_once(night: date) -> None:
    midnight = _utc(night, 0)
    for clock, minutes in ((time(1, 59), -1), (time(3), 120)):
        wall = WallTime(night, clock, OSLO, later=True)
        assert not wall.is_twice
        assert wall.utc() == midnight + timedelta(minutes=minutes)


def test_what_was_reckoned_into_the_gap_is_on_the_wall_after_it() -> None:
    night = datetime(2027, 3, 27, 2, 30, tzinfo=clocks.zone(OSLO)) + timedelta(days=1)
    assert clocks.on_the_wall(night, OSLO).clock == time(3, 30)


def test_half_an_hour_is_passed_over_on_lord_howe() -> None:
    with pytest.raises(NoSuchTime) as told:
        WallTime(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe").utc()
    assert [f"{one:%H:%M}" for one in told.value.instead] == ["01:45", "02:45"]


def test_a_whole_day_was_passed_over_in_samoa() -> None:
    with pytest.raises(NoSuchTime) as told:
        WallTime(date(2011, 12, 30), time(12), "Pacific/Apia").utc()
    assert [f"{one:%d %H}" for one in told.value.instead] == ["29 12", "31 12"]


@pytest.mark.parametrize("name", ["Europe/Osl", "", "../../etc/passwd", "/etc/localtime", "Europe"])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(NoSuchZone):
        WallTime(date(2026, 11, 23), time(12), name).utc()


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)).map(
        lambda one: one.replace(second=0, microsecond=0)
    ),
    name=st.sampled_from([OSLO, "America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]),
)
def test_every_moment_is_on_the_wall_once(at: datetime, name: str) -> None:
    assert clocks.on_the_wall(at, name).utc() == at


@given(
    night=st.sampled_from([*FORWARD, *BACK]),
    minutes=st.integers(0, 24 * 60 - 1),
    later=st.booleans(),
)
def test_what_is_accepted_shows_so_on_the_wall(night: date, minutes: int, later: bool) -> None:
    clock = (datetime(2026, 1, 1) + timedelta(minutes=minutes)).time()
    wall = WallTime(night, clock, OSLO, later)
    try:
        at = wall.utc()
    except NoSuchTime:
        assert night in FORWARD
        assert clock.hour == 2
        return
    shown = clocks.on_the_wall(at, OSLO)
    assert (shown.day, shown.clock) == (night, clock)
