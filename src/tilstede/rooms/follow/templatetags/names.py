"""Names of the directory, and stretches of time, in the page's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import pgettext_lazy

from tilstede.web.context import named

register = template.Library()
register.filter("named", named)

KINDS = {
    "agency": pgettext_lazy("kind of body", "Agency"),
    "council": pgettext_lazy("kind of body", "Council"),
    "county": pgettext_lazy("kind of body", "County"),
    "ministry": pgettext_lazy("kind of body", "Ministry"),
    "municipality": pgettext_lazy("kind of body", "Municipality"),
    "parliament": pgettext_lazy("kind of body", "Parliament"),
    "party": pgettext_lazy("kind of body", "Party"),
}


@register.filter
def titled(role: Any) -> str:
    """A role's title in the page's language."""
    return named(role, "title")


@register.filter
def kind_name(kind: str) -> str:
    """What people call a kind of body; the editor's own word where that is another."""
    return str(KINDS.get(kind, kind))


@register.filter
def is_ahead(day: date | None) -> bool:
    """Whether a day is yet to come, in the body's zone."""
    return day is not None and day > timezone.localdate()


@register.filter
def lasting(stretch: timedelta) -> str:
    """How long something lasted, in its largest unit: «3 hours»."""
    began = datetime(2001, 1, 1, tzinfo=UTC)
    return timesince(began, began + max(stretch, timedelta(minutes=1)), depth=1)
