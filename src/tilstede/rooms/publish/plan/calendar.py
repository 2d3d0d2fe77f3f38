"""The calendar of what is planned and sent: by month, by week, and as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tilstede.outbox import elections
from tilstede.outbox.drafting import channels, due
from tilstede.outbox.drafting.models import Manuscript
from tilstede.rooms.publish.plan import days
from tilstede.rooms.publish.write.access import writer, writers

_VIEWS: Final = ("month", "week", "list")
#: So many posts of a day are shown in a month, and in a week; so many on a page of the list.
_MOST: Final = {"month": 5, "week": 40}
_PAGE: Final = 50
_DAY: Final = timedelta(days=1)
#: Beyond these no calendar is drawn.
_YEARS: Final = (2000, 2100)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of the calendar is to be seen. ``at``: a day in it."""

    view: str
    at: date
    channel: int | None

    def url(self, **other: Any) -> str:
        told = {"view": self.view, "at": self.at.isoformat(), "channel": self.channel, **other}
        return "?" + urlencode({name: value for name, value in told.items() if value})


@require_safe
@writers
def calendar(request: HttpRequest) -> HttpResponse:
    """The view that is asked for, else the month we are in."""
    asked = _asked(request)
    own = channels.open_to(writer(request))
    context = {
        "room_page": "publish-calendar",
        "view": asked.view,
        "tabs": _tabs(asked),
        "asked": asked,
        "today": timezone.localdate(),
        "zone": settings.TIME_ZONE,
        "here": request.get_full_path(),
        "election": elections.near(),
        "again": days.of(due.asked()[:_PAGE]),
        "channels": [(one.account.pk, one.name) for one in own],
        **(_list(request, asked) if asked.view == "list" else _grid(asked)),
    }
    return render(request, "publish/plan/calendar.html", context)


def _asked(request: HttpRequest) -> _Asked:
    view, channel = request.GET.get("view", ""), request.GET.get("channel", "")
    known = channel.isascii() and channel.isdecimal() and len(channel) < 10
    return _Asked(
        view if view in _VIEWS else "month",
        _day(request.GET.get("at", "")),
        int(channel) if known else None,
    )


def _day(told: str) -> date:
    """Today, where no day is told that a calendar can be drawn of."""
    try:
        found = date.fromisoformat(told)
    except ValueError:
        return timezone.localdate()
    first, last = _YEARS
    return found if first <= found.year < last else timezone.localdate()


def _tabs(asked: _Asked) -> list[dict[str, Any]]:
    labels = {"month": _("Month"), "week": _("Week"), "list": _("List")}
    return [
        {"label": labels[view], "url": asked.url(view=view), "current": view == asked.view}
        for view in _VIEWS
    ]


def _grid(asked: _Asked) -> dict[str, Any]:
    first, last = _month(asked.at) if asked.view == "month" else _week(asked.at)
    shown = days.between(first, last, channel=asked.channel, most=_MOST[asked.view])
    before, after = _beside(asked)
    return {
        "weeks": days.weeks(shown),
        "first": first,
        "last": last,
        "before": asked.url(at=before.isoformat()),
        "after": asked.url(at=after.isoformat()),
        "any": any(day.tiles for day in shown),
        "number": asked.at.isocalendar().week,
    }


def _month(at: date) -> tuple[date, date]:
    """Whole weeks, from Monday."""
    first = at.replace(day=1)
    last = (first + 31 * _DAY).replace(day=1) - _DAY
    return first - first.weekday() * _DAY, last + (6 - last.weekday()) * _DAY


def _week(at: date) -> tuple[date, date]:
    first = at - at.weekday() * _DAY
    return first, first + 6 * _DAY


def _beside(asked: _Asked) -> tuple[date, date]:
    """A day in the month or week before, and in the one after."""
    if asked.view == "week":
        return asked.at - 7 * _DAY, asked.at + 7 * _DAY
    first = asked.at.replace(day=1)
    return (first - _DAY).replace(day=1), (first + 31 * _DAY).replace(day=1)


def _list(request: HttpRequest, asked: _Asked) -> dict[str, Any]:
    """From a day on; today, where none is asked for."""
    pages = Paginator(days.coming(asked.channel, asked.at), _PAGE)
    page = pages.get_page(request.GET.get("page", "1"))
    keys = [row.pk for row in page.object_list]
    found = days.of(Manuscript.objects.filter(pk__in=keys))
    numbers = {"page": page.number}
    return {
        "page": page,
        "tiles": found,
        "any": bool(found),
        "newer": asked.url(page=numbers["page"] - 1) if page.has_previous() else "",
        "older": asked.url(page=numbers["page"] + 1) if page.has_next() else "",
        "from_start": reverse("publish-calendar"),
    }
