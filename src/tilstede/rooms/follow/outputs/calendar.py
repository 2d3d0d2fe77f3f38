"""Days that a calendar has room for: when somebody takes or leaves office, and when a poll closes."""

from __future__ import annotations

from collections.abc import Iterator
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
from tilstede.web.context import named, site_name

#: Without a day to begin with, so much of what was is told.
_PAST = timedelta(days=365)
#: Polls, the newest, and days of office, the first.
_POLLS, _DAYS = 100, 2_000
#: Where one of these is asked for, posts are meant and not who holds what.
_OF_POSTS = ("network", "account", "language", "tag")
_CONDITIONS = {
    "body": lambda key: Q(role__body_id__in=accounts.under(Q(key=key))),
    "ministry": lambda key: Q(role__body_id__in=accounts.under(Q(key=key))),
    "county": lambda name: Q(role__body_id__in=accounts.under(accounts.in_county(name))),
    "role": lambda key: Q(role__key=key),
    "person": lambda key: Q(person__key=key),
    "party": lambda name: Q(party=name),
}


@outgoing
def calendar(request: HttpRequest) -> HttpResponseBase:
    """The calendar of a view."""
    view, addresses = asked.view(request.GET), Addresses(request)
    chosen = view.chosen
    first = record.event(0)
    noted = first.at if first else datetime(1970, 1, 1, tzinfo=UTC)
    events = [*_offices(view.filters, addresses, noted), *_polls(view.filters, addresses)]
    name = f"{site_name()}: {chosen}" if chosen else site_name()
    return sent(request, icalendar.write(name, events), icalendar.MIME)


def _offices(filters: Filters, addresses: Addresses, noted: datetime) -> Iterator[Event]:
    """The first and the last day of everyone who takes or leaves office in the days asked for."""
    if any(getattr(filters, name) for name in _OF_POSTS):
        return
    since = filters.since or timezone.localdate() - _PAST
    days = Q(since__gte=since) | Q(until__gte=since)
    rows = Holding.objects.filter(days).select_related("role__body", "person")
    for name, condition in _CONDITIONS.items():
        if told := getattr(filters, name):
            rows = rows.filter(condition(told))
    for row in rows.order_by("since", "id")[:_DAYS]:
        yield from _office(row, since, filters.until or date.max, addresses, noted)


def _office(
    row: Holding, since: date, until: date, addresses: Addresses, noted: datetime
) -> Iterator[Event]:
    office = f"{named(row.role, 'title')}, {named(row.role.body)}"
    told = {"person": row.person.name, "office": office}
    for kind, day, title in (
        ("first", row.since, _("{person} takes office: {office}").format(**told)),
        ("last", row.until, _("Last day of {person}: {office}").format(**told)),
    ):
        if day and since <= day <= until:
            yield Event(
                id=naming.thing(f"{kind}-day/{row.role.key}/{row.person.key}/{day.isoformat()}"),
                at=day,
                title=title,
                about=row.party,
                url=addresses.of("role", row.role.key),
                noted=noted,
            )


def _polls(filters: Filters, addresses: Addresses) -> Iterator[Event]:
    """When the newest polls of the view close."""
    wanted = conjunction([tree(filters), Field("has", "poll")])
    hits = queries.turned(wanted, limit=_POLLS).hits
    for card in queries.cards(read.shown([hit.number for hit in hits])):
        poll = card.post.poll if card.post else None
        if card.post and poll and poll.closes:
            yield Event(
                id=naming.post(card.number),
                at=poll.closes,
                title=_("{name}: a poll closes").format(name=card.name),
                about="\n".join([Truncator(card.post.text).chars(500), *poll.options]),
                url=addresses.of("post", card.number),
                noted=card.row.at,
            )
