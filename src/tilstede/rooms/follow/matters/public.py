"""Pages of what is talked about, open to all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tilstede.core.query import QueryError
from tilstede.rooms.follow import finding
from tilstede.rooms.follow.matters import compare as comparing
from tilstede.rooms.follow.matters import topics as tags
from tilstede.rooms.follow.matters import week as weeks
from tilstede.rooms.follow.turning import turn
from tilstede.web import charts
from tilstede.web.caching import for_readers
from tilstede.web.mistaken import Mistaken
from tilstede.web.unchanged import kept

_LONGEST = 1_000


@require_safe
@for_readers
def topics(request: HttpRequest) -> HttpResponse:
    """Tags in use."""
    context = {"room_page": "active", "topics": kept("topics", tags.topics)}
    return render(request, "follow/topics.html", context)


@require_safe
@for_readers
def topic(request: HttpRequest, tag: str) -> HttpResponse:
    """One tag: who uses it, when, and the posts."""
    about = tags.topic(tag, **turn(request))
    context = {"room_page": "active", "about": about, "page": about.posts}
    return render(request, "follow/topic.html", context)


@require_safe
@for_readers
def active(request: HttpRequest) -> HttpResponse:
    """Who was most active in a week, and what was talked about, against the weeks before."""
    told = request.GET.get("week", "")
    try:
        week = weeks.this_week(weeks.day(told))
    except ValueError as error:
        said = _("The address has {told}, which is no day. A day is written as 2026-11-22.")
        raise Mistaken("week", told, said) from error
    rows = weeks.most_active(week)
    context = {
        "room_page": "active",
        "week": week,
        "rows": rows,
        "chart": _chart(rows) if rows else None,
        "talk": kept(("talk", week, get_language()), lambda: weeks.talked_about(week)),
    }
    return render(request, "follow/active.html", context)


def _chart(rows: list[weeks.Active]) -> SafeString:
    frame = charts.Frame(
        "active",
        _("Posts in the week"),
        _("A bar for each account, the most active first."),
        _("Account"),
        pgettext("heading of a column of numbers", "Posts"),
    )
    return charts.bars(frame, [charts.Row(row.name, row.count.now, row.url) for row in rows])


@require_safe
@for_readers
def compare(request: HttpRequest) -> HttpResponse:
    """One matter side by side."""
    query = request.GET.get("q", "").strip()[:_LONGEST]
    typed = [one.strip()[:_LONGEST] for one in request.GET.getlist("with") if one.strip()]
    sides, fields = _sides(typed[: comparing.COLUMNS])
    context: dict[str, Any] = {
        "room_page": "active",
        "query": query,
        "fields": fields,
        "offered": comparing.offered(),
    }
    try:
        context["columns"] = comparing.columns(query, sides) if len(sides) > 1 else []
    except QueryError as error:
        context["mistake"] = finding.mistake(query, error)
        return render(request, "follow/compare.html", context, status=400)
    return render(request, "follow/compare.html", context)


def _sides(typed: list[str]) -> tuple[list[comparing.Side], list[dict[str, str]]]:
    """Those that are meant, and what stands in each field: with a fault, what was typed."""
    sides: list[comparing.Side] = []
    fields: list[dict[str, str]] = []
    for one in typed:
        try:
            side = comparing.side(one)
        except comparing.NotOne as fault:
            fields.append({"value": one, "error": str(fault)})
            continue
        if side not in sides:
            sides.append(side)
            fields.append({"value": comparing.written(side), "name": side.name})
    return sides, fields + [{} for _place in range(comparing.COLUMNS - len(fields))]
