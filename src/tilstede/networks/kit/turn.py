"""Known posts are asked for a share at a time, round and round through all of them.

The cursor keeps under `CHECKED` the alias of the last one whose turn it was, whichever network it is; whoever tells a
network what is known (`contract.Source.known`) begins with the one after it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tilstede.networks.kit.contract import Source

CHECKED: Final = "checked"


def share(
    source: Source,
    cursor: dict[str, Any],
    most: int,
    *,
    wanted: Callable[[str], object] = bool,
) -> list[str]:
    """Aliases of the next ``most`` that are wanted; the cursor moves past them, and past those that are not. Where
    these are all there are, it stays."""
    whose = source.known[: source.turn or None]
    found: list[str] = []
    last = ""
    for alias, _url in whose:
        last = alias
        if wanted(alias):
            found.append(alias)
            if len(found) == most:
                break
    if found or source.turn:
        cursor[CHECKED] = last
    return found


def moved(source: Source, cursor: dict[str, Any]) -> bool:
    """Whether the round has come further on this visit. A batch must then tell the cursor, though nothing is gone:
    else the same few are asked for at every visit."""
    return cursor.get(CHECKED) != source.cursor.get(CHECKED)
