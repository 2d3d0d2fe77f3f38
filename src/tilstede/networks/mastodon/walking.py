"""A list that servers give newest first, read visit by visit so that nothing between two visits is left out.

The cursor::

    newest    the number of the newest item seen
    walks     [[before, until]]: still to be walked, from before that number down to that one; "" is as far as we care
    edits     {number: time of the newest edit whose history was read}, the newest `EDITS`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from tilstede.networks.kit.contract import Cursor
from tilstede.networks.mastodon.page import order

#: Pages gone back at a first visit; pages read at any visit, the rest at the next.
FIRST: Final = 5
MOST: Final = 50
EDITS: Final = 500


class Leaf(NamedTuple):
    """A page: what it holds with each item's number, and the number its next page lies before (``""``: none)."""

    numbers: list[str]
    older: str


def walk(cursor: Cursor, read: Callable[[str], Leaf]) -> Iterator[Leaf]:
    """The newest page, then those that lead down to what was seen before. Moves the cursor before each.

    ``read``: the newest page for ``""``, else the one before that number.
    """
    known, walks = cursor.get("newest", ""), cursor.setdefault("walks", [])
    leaf = read("")
    if leaf.numbers:
        cursor["newest"] = max((known, *leaf.numbers), key=order)
        if leaf.older and not _reaches(leaf, known):
            walks.insert(0, [leaf.older, known])
    yield leaf
    for count in range(1, MOST):
        if not walks:
            return
        before, until = walks[0]
        leaf = read(before)
        far_enough = not leaf.numbers or _reaches(leaf, until) or (not until and count + 1 >= FIRST)
        if far_enough or not leaf.older or order(leaf.older) >= order(before):
            del walks[0]
        else:
            walks[0] = [leaf.older, until]
        yield leaf


def _reaches(leaf: Leaf, until: str) -> bool:
    return bool(until) and order(min(leaf.numbers, key=order)) <= order(until)
