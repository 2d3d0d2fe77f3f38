"""The order of posts: one number that rises with the time of writing, with the event number as tie-break."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: Years of which every moment has a key, in any zone.
FIRST_YEAR, LAST_YEAR = 2, 2177

HIGHEST = (1 << 63) - 1  #: above every key

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_TIE_BITS = 27
_TIE_MASK = (1 << _TIE_BITS) - 1


def second(at: datetime) -> int:
    """Whole seconds since the year 1."""
    delta = at - _EPOCH
    return delta.days * 86_400 + delta.seconds


def key_of(second_: int, number: int) -> int:
    """63 bits: whole seconds since the year 1 (36 bits, to the year 2178), then 27 bits of the event number.

    Two posts collide only if written in the same second and 134 million events apart.
    """
    return second_ << _TIE_BITS | number & _TIE_MASK


def key(at: datetime, number: int) -> int:
    """`key_of` for a point in time."""
    return key_of(second(at), number)


def first(at: datetime) -> int:
    """The lowest key of any post written at ``at`` or later."""
    return key(at, 0)


def time(key_: int) -> datetime:
    """The time a key was made of, UTC, to the second."""
    return _EPOCH + timedelta(seconds=key_ >> _TIE_BITS)


def shown(published: int | None, captured: int) -> int:
    """The second a post counts as written: as stated, but never later than we saw it; else when we saw it."""
    return captured if published is None or published > captured else published


def shown_time(published: datetime | None, captured: datetime) -> datetime:
    """The same for points in time."""
    return captured if published is None or published > captured else published
