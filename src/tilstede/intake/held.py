"""What we hold of a source and what still stands, for its network to ask whether it does: a part at each visit.

Of an account that is what it wrote. Of what is heard it is what the source has told of: an answer that is deleted where
it was written must go here too, and nobody else looks for it. Each visit is told of the newest, and of the next ones in
turn, beginning after the one that the network asked for last: its cursor says which (`networks.kit.turn`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from django.db import transaction

from tilstede.core.order import HIGHEST
from tilstede.intake.models import Heard, Source
from tilstede.networks.kit.turn import CHECKED
from tilstede.posts import read
from tilstede.posts.search import authored
from tilstede.posts.search.authored import Standing
from tilstede.posts.search.engine import rows

#: Posts that a network is told of on each visit: the newest, and so many in turn.
NEWEST: Final = 100
TURN: Final = 100

#: Of so many at most, those with a place under that one, the newest first; and whether there may be more.
_Below = Callable[[int, int], tuple[list[Standing], bool]]


class Known(NamedTuple):
    """As `networks.kit.contract.Source` has them."""

    known: tuple[tuple[str, str], ...] = ()
    turn: int = 0
    names: Mapping[str, tuple[str, ...]] = {}


NOTHING: Final = Known()


def remember(source: int, numbers: Iterable[int]) -> None:
    """The source has told of these posts, which are heard. Inside the caller's transaction."""
    told = set(numbers)
    if not told:
        return
    known = Heard.objects.filter(source_id=source, number__in=told)
    new = told.difference(known.values_list("number", flat=True))
    Heard.objects.bulk_create(Heard(source_id=source, number=one) for one in sorted(new))


@transaction.atomic
def of(source: Source, *, public: bool) -> Known:
    """``public``: only what anyone may see, since it is asked without a login."""
    below = _written(source, public) if source.what == "account" else _told(source, public)
    newest, more = below(HIGHEST, NEWEST)
    if not newest and not more:
        return NOTHING
    turn = _turn(below, newest, _place(source), more=more)
    known = {one.place: one for one in (*turn, *newest)}.values()
    return Known(
        tuple((one.aliases[0], one.url) for one in known),
        len(turn) if more else 0,
        {one.aliases[0]: one.aliases for one in known},
    )


def _turn(
    below: _Below, newest: list[Standing], place: int | None, *, more: bool
) -> list[Standing]:
    """The next ones after that place, round and round. ``more``: there are others than the newest."""
    if place is None:
        return newest
    if not more:
        return sorted(newest, key=lambda one: (one.place >= place, -one.place))
    found, goes_on = below(place, TURN)
    if goes_on:
        return found
    again = {one.place: one for one in (*found, *newest)}
    return [*again.values()][:TURN]


def _place(source: Source) -> int | None:
    """Of the one that was asked for last, which need not stand any more."""
    last = source.cursor.get(CHECKED)
    number = read.by_alias(last) if last and isinstance(last, str) else None
    if number is None or source.what != "account":
        return number
    return authored.key_of(number)


def _written(source: Source, public: bool) -> _Below:
    def below(place: int, most: int) -> tuple[list[Standing], bool]:
        found = authored.standing_names(
            source.network, source.account_id, limit=most, below=place, public=public
        )
        return found, len(found) == most

    return below


def _told(source: Source, public: bool) -> _Below:
    stands = authored.standing(public=public)

    def below(place: int, most: int) -> tuple[list[Standing], bool]:
        found = rows(
            "SELECT h.number, p.event FROM intake_heard h JOIN posts_post p ON p.number = h.number"
            " WHERE h.source_id = %s AND h.number < %s AND p.heard AND"
            f" {stands.sql} ORDER BY h.number DESC LIMIT %s",
            (source.id, place, *stands.parameters, most),
        )
        return authored.named(found), len(found) == most

    return below
