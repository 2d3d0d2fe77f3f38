"""What the directory's pages need of names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField

from tilstede.intake.following import can_be_read, is_closed
from tilstede.rooms.setup.directory.fields import KINDS
from tilstede.web.context import named

register = template.Library()

register.simple_tag(named, name="named")
register.filter("can_be_read", can_be_read)
register.filter("is_closed", is_closed)


@register.filter
def kind_name(kind: str) -> str:
    """The word for a kind of body; the editor's own word when it has none."""
    return str(dict(KINDS).get(kind, kind))


@register.filter
def any_filled(fields: Iterable[BoundField]) -> bool:
    """Whether any of the fields holds something, or something is wrong with one."""
    return any(_has(field.value()) or field.errors for field in fields)


def _has(value: Any) -> bool:
    return value not in (None, "", [], False)
