"""A course over months, as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tilstede.core.query import Node
from tilstede.posts.search import Course, course
from tilstede.rooms.follow.authorship import midnight
from tilstede.web import charts

MONTHS = 12


def firsts() -> list[date]:
    """The first days of twelve months, this one the last, and of the one after."""
    today = timezone.localdate()
    last = today.year * 12 + today.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(last - MONTHS + 1, last + 2)]


def counted(wanted: Node) -> Course:
    """Hits of a search in each of the months."""
    return course(wanted, [midnight(day) for day in firsts()], public=True)


def chart(key: str, title: str, found: Course, *, highest: int = 0) -> SafeString:
    """The course as a line with its table. ``highest``: where the scale ends at least."""
    frame = charts.Frame(
        key, title, _about(found), _("Month"), pgettext("heading of a column of numbers", "Posts")
    )
    rows = [
        charts.Row(_month(first), hits)
        for (first, _after), hits in zip(pairwise(firsts()), found.hits, strict=True)
    ]
    return charts.line(frame, rows, highest=highest)


def _month(first: date) -> str:
    return date_format(first, pgettext("month, as Django's date filter writes it", "M Y"))


def _about(found: Course) -> str:
    total = sum(found.hits)
    return _("{total} posts in twelve months, at most {most} in one of them.").format(
        total=total, most=max(found.hits, default=0)
    )


def highest(courses: Sequence[Course]) -> int:
    """The most posts in a month of any of them, so that charts side by side have one scale."""
    return max((hits for one in courses for hits in one.hits), default=0)
