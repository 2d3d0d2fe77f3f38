"""The least share of each written form of Norwegian that a body aims at."""

from __future__ import annotations

from typing import Final

from tilstede.office.models import Body

#: Språklova § 13: state bodies whose area is the whole country (read 22 November 2026).
STATE: Final = 25
#: Kinds of bodies of the state, as directories name them (docs/directory.md). Others, municipalities and counties among
#: them, decide for themselves.
_OF_THE_STATE: Final = frozenset({"ministry", "agency", "directorate", "parliament", "court"})
#: More than this of each of two forms cannot be.
MOST: Final = 50


def of(body: Body | None) -> int:
    """Per cent; 0: there is no aim."""
    if body is None:
        return 0
    return by_law(body) if body.least_share is None else body.least_share


def by_law(body: Body) -> int:
    """Per cent, for a body that has decided nothing itself."""
    return STATE if body.kind in _OF_THE_STATE else 0


def decide(body: Body, share: int | None) -> None:
    """``share``: per cent, 0 for no aim, None for what the law says. :raises ValueError: it cannot be."""
    if share is not None and not 0 <= share <= MOST:
        raise ValueError(share)
    body.least_share = share
    body.save(update_fields=["least_share"])
