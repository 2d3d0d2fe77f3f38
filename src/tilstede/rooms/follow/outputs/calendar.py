"""Days that a calendar has room for: when somebody takes or leaves office, and when a poll closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tilstede.core.query import Field, conjunction
from tilstede.formats.calendar import icalendar
from tilstede.formats.calendar.icalendar import Event
from tilstede.office.models import Holding
from tilstede.posts import read
from tilstede.record import read as record
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.filters import Filters, tree
from tilstede.rooms.follow.outputs import accounts, asked, naming
from tilstede.rooms.follow.outputs.answering import outgoing, sent
from tilstede.rooms.follow.outputs.naming import Names
from tilstede.web.context import named, site_name

#: Without a day to begin with, so much of what was is told.
_PAST = timedelta(days=365)
#: Polls, the newest, and days of office, the first.
_POLLS, _DAYS = 100, 2_000
#: Where one of these is asked for, posts are meant and not who holds what.
_OF_POSTS = ("network", "account", "language", "tag")
_CONDITIONS: dict[str, Callable[[str], Q]] = {
    "body": lambda key: Q(role__body_id__in=accounts.under(Q(key=key))),
    "ministry": lambda key: Q(role__body_id__in=accounts.under(Q(key=key))),
    "county": lambda name: Q(role__body_id__in=accounts.under(accounts.in_county(name))),
    "role": lambda key: Q(role__key=key),
    "person": lambda key: Q(person__key=key),
    "party": lambda name: Q(party=name),
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all events. ``begun``: when the log was."""

    names: Names
    addresses: Addresses
    begun: datetime


@outgoing
def calendar(request: HttpRequest) -> HttpResponseBase:
    """The calendar of a view."""
    view, first = asked.view(request.GET), record.event(0)
    begun = first.at if first else datetime(1970, 1, 1, tzinfo=UTC)
    known = _Known(naming.names(), Addresses(request), begun)
    chosen = view.chosen
    events = [*_offices(view.filters, known), *_polls(view.filters, known)]
    name = f"{site_name()}: {chosen}" if chosen else site_name()
    return sent(request, icalendar.write(name, events), icalendar.MIME)


def _offices(filters: Filters, known: _Known) -> Iterator[Event]:
    """The first and the last day of everyone who takes or leaves office in the days asked for."""
    if any(getattr(filters, name) for name in _OF_POSTS):
        return
    since, until = filters.since or timezone.localdate() - _PAST, filters.until or date.max
    days = Q(since__gte=since) | Q(until__gte=since)
    rows = Holding.objects.filter(days).select_related("role__body", "person")
    for name, condition in _CONDITIONS.items():
        if told := getattr(filters, name):
            rows = rows.filter(condition(told))
    for row in rows.order_by("since", "id")[:_DAYS]:
        for day, event in _office(row, known):
            if since <= day <= until:
                yield event


def _office(row: Holding, known: _Known) -> Iterator[tuple[date, Event]]:
    told = {
        "person": row.person.name,
        "office": f"{named(row.role, 'title')}, {named(row.role.body)}",
    }
    for kind, day, title in (
        ("first", row.since, _("{person} takes office: {office}").format(**told)),
        ("last", row.until, _("Last day of {person}: {office}").format(**told)),
    ):
        if day:
            yield (
                day,
                Event(
                    id=known.names.thing(f"{kind}-day/{row.role.key}/{row.person.key}/{day}"),
                    at=day,
                    title=title,
                    about=row.party,
                    url=known.addresses.of("role", row.role.key),
                    noted=known.begun,
                ),
            )


def _polls(filters: Filters, known: _Known) -> Iterator[Event]:
    """When the newest polls of the view close."""
    wanted = conjunction([tree(filters), Field("has", "poll")])
    hits = queries.turned(wanted, limit=_POLLS).hits
    for card in queries.cards(read.shown([hit.number for hit in hits])):
        poll = card.post.poll if card.post else None
        if card.post and poll and poll.closes:
            yield Event(
                id=known.names.post(card.number),
                at=poll.closes,
                title=_("{name}: a poll closes").format(name=card.name),
                about="\n".join([Truncator(card.post.text).chars(500), *poll.options]),
                url=known.addresses.of("post", card.number),
                noted=card.row.at,
            )
