"""Given names that people in Norway commonly have."""

from __future__ import annotations

from functools import cache

from tilstede.core.checks.reading.lists import read


def is_name(word: str) -> bool:
    """Whether it is on the list. A double name is one when its first half is."""
    small = word.casefold()
    return small in _names() or small.partition("-")[0] in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(str(read("given_names")["names"]).split())
