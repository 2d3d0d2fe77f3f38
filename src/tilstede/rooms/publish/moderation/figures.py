"""The yearly figures, as a page and as files. Never names, never texts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tilstede.outbox.moderating import figures as counted
from tilstede.web import unchanged
from tilstede.web.caching import for_readers


@require_safe
@for_readers
def figures(request: HttpRequest) -> HttpResponse:
    """How much was hidden, deleted and blocked, by rule, network and year; and the appeals."""
    context = {
        "room_page": "house-rules",
        "lines": unchanged.kept("measures", counted.lines),
        "appeals": unchanged.kept("appeals", counted.appeals),
    }
    return render(request, "publish/moderation/figures.html", context)


@require_safe
@for_readers
def table(request: HttpRequest) -> HttpResponse:
    """The measures as a file."""
    return _file("moderation.csv", unchanged.kept("measures.csv", counted.table))


@require_safe
@for_readers
def appeals(request: HttpRequest) -> HttpResponse:
    """The appeals as a file."""
    return _file("appeals.csv", unchanged.kept("appeals.csv", counted.appeals_table))


def _file(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
