"""Lists cut into pages, each with what to ask for to get the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from msgspec import UNSET

from tilstede.core.query import Node
from tilstede.posts.search import HIGHEST, ranked
from tilstede.rooms.follow.api import problems
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.api.parameters import ById, OfOne
from tilstede.rooms.follow.queries import turned

T = TypeVar("T")
#: Parameters that say where a page begins; none at all for the first one.
Place = dict[str, int] | dict[str, str]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list. ``next``, ``previous``: where the others begin; None when there are none."""

    some: Sequence[T]
    next: Place | None = None
    previous: Place | None = None
    stopped: bool = field(default=False)
    cut: bool = field(default=False)

    def links(self, addresses: Addresses) -> dict[str, str | None]:
        """The addresses of the pages beside this one, by name."""
        places = {"next": self.next, "previous": self.previous}
        return {
            name: None if place is None else addresses.turned(**place)
            for name, place in places.items()
        }


def hits(wanted: Node, asked: OfOne, *, has_words: bool) -> Page[int]:
    """Numbers of public posts. :raises Refused: places of another order, or no words to weigh."""
    if asked.order == "newest":
        _refuse(asked, "skip", _("“skip” goes with order=relevance."))
        if asked.after is not UNSET:
            _refuse(asked, "before", _("“before” and “after” exclude each other."))
        return _newest(wanted, asked)
    for name in ("before", "after"):
        _refuse(asked, name, _("“{name}” goes with order=newest.").format(name=name))
    if not has_words:
        raise problems.conflict("order", _("There are no words to weigh: give q too."))
    return _best(wanted, asked)


def by_id(rows: Sequence[T], ids: Sequence[int], asked: ById) -> Page[T]:
    """Of rows with these rising ids."""
    start = 0 if asked.after is UNSET else sum(number <= asked.after for number in ids)
    end = start + asked.limit
    return Page(
        rows[start:end],
        {"after": ids[end - 1]} if end < len(ids) else None,
        _before(ids, start, asked.limit) if start else None,
    )


def _before(ids: Sequence[int], start: int, limit: int) -> Place:
    return {"after": ids[start - limit - 1]} if start > limit else {}


def _refuse(asked: OfOne, name: str, detail: str) -> None:
    if getattr(asked, name) is not UNSET:
        raise problems.conflict(name, detail)


def _newest(wanted: Node, asked: OfOne) -> Page[int]:
    before = None if asked.before is UNSET else min(int(asked.before), HIGHEST)
    after = None if asked.after is UNSET else int(asked.after)
    found = turned(wanted, before=before, after=after, limit=asked.limit)
    older = None if found.older is None else {"before": found.older}
    newer = None if found.newer is None else {"after": found.newer}
    return Page([hit.number for hit in found.hits], older, newer, found.stopped)


def _best(wanted: Node, asked: OfOne) -> Page[int]:
    skip = 0 if asked.skip is UNSET else asked.skip
    found = ranked(wanted, public=True, limit=asked.limit, skip=skip)
    further = None if found.next is None else {"skip": found.next}
    earlier = {"skip": max(skip - asked.limit, 0)} if skip else None
    return Page([hit.number for hit in found.hits], further, earlier, cut=found.cut)
