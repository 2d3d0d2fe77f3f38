"""Wishes to be taken off, as staff see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from tilstede.core.order import HIGHEST
from tilstede.office.models import User
from tilstede.posts import read
from tilstede.posts.models import Author, Post
from tilstede.rooms.follow.models import Removal
from tilstede.rooms.follow.outputs import sealing

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_HERE = re.compile(r"(?:/[a-z]{2})?/(post|account)/([0-9]{1,18})/?")
#: Decided ones that are listed, the newest.
_DECIDED = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish with the person's own words; ``lost``: they were stored under another secret."""

    row: Removal
    what: str
    why: str
    name: str
    reach: str
    lost: bool = False

    @property
    def posts(self) -> list[int]:
        """Numbers of the posts it names by an address, here or where they were written."""
        named = {number for kind, number in _named(self.what) if kind == "post"}
        return sorted(Post.objects.filter(number__in=named).values_list("number", flat=True))

    @property
    def accounts(self) -> list[int]:
        """The same of accounts."""
        named = {number for kind, number in _named(self.what) if kind == "account"}
        return sorted(Author.objects.filter(id__in=named).values_list("id", flat=True))


def _named(text: str) -> Iterator[tuple[str, int]]:
    for address in _ADDRESS.findall(text):
        address = address.rstrip(".,;:)")
        here = _HERE.fullmatch(urlsplit(address).path)
        if here and int(here[2]) <= HIGHEST:
            yield here[1], int(here[2])
        elif (number := read.by_alias(address)) is not None:
            yield "post", number


@dataclass(frozen=True, slots=True)
class Wishes:
    """Those that wait, the most urgent first, and those that were decided, the newest first. ``late``: how many that
    wait are past their last day."""

    waiting: list[Removal]
    decided: list[Removal]
    late: int


def wishes(today: date) -> Wishes:
    """All that wait, and the newest decisions."""
    rows = Removal.objects.select_related("owner")
    waiting = list(rows.filter(decided=None).order_by("due", "id"))
    decided = list(rows.exclude(decided=None).order_by("-decided")[:_DECIDED])
    return Wishes(waiting, decided, sum(row.due < today for row in waiting))


def wish(number: int) -> Wish | None:
    """One of them; None when there is none."""
    row = Removal.objects.select_related("owner").filter(id=number).first()
    if row is None:
        return None
    try:
        return Wish(
            row,
            what=sealing.unseal(row.what),
            why=sealing.unseal(row.why),
            name=sealing.unseal(row.name),
            reach=sealing.unseal(row.reach),
        )
    except sealing.Unreadable:
        return Wish(row, "", "", "", "", lost=True)


def owners(right: str) -> list[User]:
    """Who may see to one, by name."""
    rows = User.objects.filter(is_active=True)
    return sorted((user for user in rows if user.has_perm(right)), key=str)
