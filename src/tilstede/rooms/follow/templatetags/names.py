"""Names of the directory in the page's language."""

from __future__ import annotations

from typing import Any

from django import template
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
