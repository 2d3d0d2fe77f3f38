"""How two directories differ, entry by entry, and which row becomes which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, NamedTuple

from tilstede.core.directory.entries import PARTS, Account, Directory, Entry, Holder, key


class Pair(NamedTuple):
    """An entry that stands, by its position in the old list, and what it is to say."""

    old: int
    entry: Any


class Change(NamedTuple):
    """Of one list. ``removed``: positions in the old list. ``same``: how many stay as they are."""

    added: list[Any]
    changed: list[Pair]
    removed: list[int]
    same: int


def differences(old: Directory, new: Directory) -> dict[str, Change]:
    """By part. An entry is known again by its key; an account or a holding whose day or owner was mended, by what
    is left of its key, where that fits one on either side."""
    return {part: _difference(old.part(part), new.part(part)) for part in PARTS}


def known_again(old: Sequence[Entry], new: Sequence[Entry]) -> dict[int, int]:
    """Position in the new list -> position in the old, of one and the same entry."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for name in (key, *_weaker(old or new)):
        _match(old, new, name, pairs, taken)
    return pairs


def _difference(old: Sequence[Entry], new: Sequence[Entry]) -> Change:
    start, end = _alike(old, new)
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    pairs = known_again(old, new)
    taken = set(pairs.values())
    changed = [
        Pair(start + before, new[after])
        for after, before in sorted(pairs.items())
        if old[before] != new[after]
    ]
    added = [entry for position, entry in enumerate(new) if position not in pairs]
    removed = [start + position for position in range(len(old)) if position not in taken]
    return Change(added, changed, removed, start + len(pairs) - len(changed) + end)


def _alike(old: Sequence[Entry], new: Sequence[Entry]) -> tuple[int, int]:
    """How many entries are the very same objects at the beginning and at the end: where one entry is edited, all
    others."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] is not new[at]), most)
    rest = range(1, most - start + 1)
    end = next((at - 1 for at in rest if old[-at] is not new[-at]), most - start)
    return start, end


def _match(
    old: Sequence[Entry],
    new: Sequence[Entry],
    name: Callable[[Any], Hashable],
    pairs: dict[int, int],
    taken: set[int],
) -> None:
    """Pair what has one and the same name on either side."""
    here: dict[Hashable, list[int]] = defaultdict(list)
    there: dict[Hashable, list[int]] = defaultdict(list)
    for position, entry in enumerate(old):
        if position not in taken:
            here[name(entry)].append(position)
    if not here:
        return
    for position, entry in enumerate(new):
        if position not in pairs:
            there[name(entry)].append(position)
    for called, after in there.items():
        before = here.get(called, ())
        if len(before) == len(after) == 1:
            pairs[after[0]] = before[0]
            taken.add(before[0])


def _weaker(entries: Sequence[Entry]) -> tuple[Callable[[Any], Hashable], ...]:
    if entries and isinstance(entries[0], Account):
        return _ACCOUNT
    if entries and isinstance(entries[0], Holder):
        return _HOLDER
    return ()


_ACCOUNT: Final[tuple[Callable[[Any], Hashable], ...]] = (
    lambda one: (one.found.address, one.owner),
    lambda one: one.found.address,
)
_HOLDER: Final[tuple[Callable[[Any], Hashable], ...]] = (
    lambda one: (one.role, one.person),
    lambda one: (one.role, one.since) if one.since else one,
)
