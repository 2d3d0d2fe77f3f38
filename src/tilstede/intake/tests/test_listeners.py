"""What waits of one stream is written together, in its order, and never with another's."""

from __future__ import annotations

from tilstede.intake import listeners
from tilstede.intake.listeners import Ended, Found, Listener, Told
from tilstede.networks.kit.contract import Batch, Left, Source, Unreachable


def listener(name: str) -> Listener:
    return Listener(name, Source("mastodon", name), frozenset())


def told(of: Listener, *numbers: int) -> Told:
    """A batch of so many items that say their number, with the last as its place."""
    return Told(of, Batch(tuple(Left("other", one) for one in numbers), {"at": numbers[-1]}))


def counts(what: Told | Ended | None) -> list[int]:
    assert isinstance(what, Told)
    return [item.count for item in what.batch.items if isinstance(item, Left)]


def test_what_waits_is_written_together() -> None:
    found, one = Found(), listener("one")
    for number in (1, 3, 5):
        assert found.put(told(one, number, number + 1))
    together = found.next()
    assert counts(together) == [1, 2, 3, 4, 5, 6]
    assert isinstance(together, Told)
    assert together.batch.cursor == {"at": 6}


def test_another_stream_and_an_end_come_between() -> None:
    found, one, other = Found(), listener("one"), listener("other")
    end = Ended(one, Unreachable("gone"))
    for what in (told(one, 1), told(other, 2), told(one, 3), end, told(other, 4)):
        assert found.put(what)
    first, second, third = found.next(), found.next(), found.next()
    assert (counts(first), counts(second), counts(third)) == ([1], [2], [3])
    assert found.next() is end
    assert counts(found.next()) == [4]


def test_no_more_than_many() -> None:
    found, one = Found(), listener("one")
    half = range(listeners.MANY // 2)
    for _ in range(3):
        assert found.put(told(one, *half))
    assert len(counts(found.next())) == listeners.MANY
    assert len(counts(found.next())) == len(half)


def test_who_is_faster_waits() -> None:
    found, one = Found(), listener("one")
    for number in range(listeners.WAITING):
        assert found.put(told(one, number))
    assert not found.put(told(one, 0))
