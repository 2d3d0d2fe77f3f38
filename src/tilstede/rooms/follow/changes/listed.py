"""What officials changed or withdrew: when, how long it had stood, and how often each account does so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tilstede.core.query import Node, conjunction
from tilstede.posts import changes, read
from tilstede.posts.changes import LATEST, Change, Counts, Place
from tilstede.posts.models import Author, Version
from tilstede.rooms.follow import authorship, filters, queries
from tilstede.rooms.follow.choices import account_name
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.offices import Offices
from tilstede.web.unchanged import kept

PAGE = 20  #: changes on a page
DAYS = 365  #: in which changes are counted
MOST = 15  #: accounts that are counted


@dataclass(frozen=True, slots=True)
class Listed:
    """A change, with the post as it stands now. ``stood``: how long the wording had stood that was changed or
    withdrawn; None where that is not known."""

    change: Change
    card: queries.Card
    stood: timedelta | None

    @property
    def at(self) -> datetime:
        """When it was done, or was seen to be done, UTC."""
        return datetime.fromtimestamp(self.change.place.at, UTC)

    @property
    def withdrawn(self) -> bool:
        """Or edited."""
        return self.change.kind == "withdrawn"


@dataclass(frozen=True, slots=True)
class Page:
    """Changes, the latest first. ``older``: what to give as ``before`` for those that follow, if any."""

    changes: list[Listed]
    older: Place | None


def in_office(wanted: Filters) -> Node:
    """Posts that were written in office, and pass the filters (all but ``tag``)."""
    official = kept("officials", lambda: authorship.written_in(authorship.of_officials()))
    return conjunction([official, filters.tree(replace(wanted, tag=""))])


def page(wanted: Node, *, before: Place = LATEST) -> Page:
    """Changes of the posts that `in_office` finds."""
    found = changes.latest(wanted, before=before, limit=PAGE + 1)
    some = found[:PAGE]
    return Page(_listed(some), some[-1].place if len(found) > PAGE else None)


def _listed(some: Sequence[Change]) -> list[Listed]:
    shown = read.shown(list({change.number for change in some}))
    cards = {card.number: card for card in queries.cards(shown)}
    written = _written(cards)
    return [
        Listed(change, cards[change.number], _stood(change, cards[change.number], written))
        for change in some
        if change.number in cards
    ]


def _written(numbers: dict[int, queries.Card]) -> dict[int, list[Place]]:
    """When each wording of these posts was written, the earliest first."""
    found: dict[int, list[Place]] = {}
    rows = Version.objects.filter(number__in=list(numbers)).order_by("written", "event")
    for number, at, event in rows.values_list("number", "written", "event"):
        found.setdefault(number, []).append(Place(at, event))
    return found


def _stood(change: Change, card: queries.Card, written: dict[int, list[Place]]) -> timedelta | None:
    """From the wording before it; a post of one wording has stood since it was written."""
    earlier = [place.at for place in written.get(change.number, ()) if place < change.place]
    since = max([*earlier, int(card.row.at.timestamp())])
    stood = change.place.at - since
    return timedelta(seconds=stood) if stood > 0 else None


# --- how often -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Often:
    """How often an account changed or withdrew in a year. ``office``: for whom it speaks today."""

    author: Author
    office: str
    counts: Counts

    @property
    def name(self) -> str:
        """With the network it is on."""
        return account_name(self.author)


def often(wanted: Node) -> list[Often]:
    """Accounts that changed or withdrew something in the last year, of the posts that `in_office` finds; those that
    withdrew most first."""
    since = timezone.now() - timedelta(days=DAYS)
    counted = changes.counts(wanted, since)
    ordered = sorted(counted, key=lambda one: (-counted[one].withdrawn, -counted[one].edited, one))
    rows = Author.objects.in_bulk(ordered[:MOST])
    offices, today = Offices(rows.values()), timezone.localdate()
    return [
        Often(rows[one], offices.at(rows[one], today), counted[one])
        for one in ordered[:MOST]
        if one in rows
    ]
