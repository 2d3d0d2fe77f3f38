"""A body, a role or a person chosen by writing its name: lists of ten thousand do not fit in a menu.

What is written is understood when it is a key, a number or a name that only one has. `Name (key)` is how pages write
it, so a choice from the suggestions is always understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tilstede.office.models import Body, Person, Role
from tilstede.rooms.setup.directory.fields import REGISTERED, org_id
from tilstede.web.context import named

#: Suggestions in a page; where there are more, a few letters and the answer's own suggestions must do.
MOST = 500
#: Rows named in an error.
FEW = 8

_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_BODY_NAMES = ("name_nb", "name_nn", "name_se", "name_en", "short", "number", "key")
_ROLE_TITLES = ("title_nb", "title_nn", "title_se", "title_en", "key")


def called(row: Body | Role | Person) -> str:
    """How pages write it, so that it can be read and understood again."""
    if isinstance(row, Role):
        return f"{named(row, 'title')}, {named(row.body)} ({row.key})"
    return f"{named(row)} ({row.key})"


class Suggesting(forms.TextInput):
    """A text field with suggestions under it."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "ds-input", "autocomplete": "off"})
        self.suggestions: Sequence[str] = ()

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        """The field, and the list that the browser shows."""
        if not self.suggestions:
            return super().render(name, value, attrs, renderer)
        listed = f"{name}-suggestions"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        told = ((one,) for one in self.suggestions)
        options = format_html_join("", '<option value="{}"></option>', told)
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class KeyField(forms.CharField):
    """The key of a row that a person named; ``""`` when nothing is written and nothing is asked for."""

    widget = Suggesting
    default_error_messages = {"required": _("This must be filled in.")}

    def __init__(self, *kinds: type[Model], outside: bool = False, **options: Any) -> None:
        """``outside``: whether the number of a body that the directory does not hold will do."""
        self.kinds = kinds
        self.outside = outside
        super().__init__(max_length=700, **options)

    def suggest(self) -> None:
        """Fill the suggestions, where there are few enough to be sent with the page."""
        if sum(kind._default_manager.count() for kind in self.kinds) <= MOST:
            rows = [row for kind in self.kinds for row in _rows(kind)]
            self.widget.suggestions = sorted(map(called, rows))

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        found = understood(written, self.kinds)
        if len(found) == 1:
            return str(found[0].key)
        number = org_id(written)
        if self.outside and not found and number.startswith(REGISTERED):
            return number
        raise ValidationError(_unclear(written, found, self.kinds))


def understood(written: str, kinds: Iterable[type[Model]]) -> list[Any]:
    """The rows that are meant: by key where one has it, else by every name they go by."""
    kinds = list(kinds)
    given = _IN_BRACKETS.search(written)
    keys = {written.strip(), given[1] if given else "", org_id(written)}
    by_key = [row for kind in kinds for row in _rows(kind).filter(key__in=keys)]
    if by_key:
        return by_key
    sought = written.strip().casefold()
    return [
        row
        for kind in kinds
        for row in _rows(kind)
        if sought in (name.casefold() for name in _names(row))
    ]


def _unclear(written: str, found: list[Any], kinds: Iterable[type[Model]]) -> str:
    if found:
        said = _("“{written}” can mean several. Write one of: {names}")
    else:
        sought = written.strip().casefold()
        found = [
            row
            for kind in kinds
            for row in _rows(kind)
            if any(sought in name.casefold() for name in _names(row))
        ]
        said = (
            _("Nothing is called “{written}”. Did you mean: {names}")
            if found
            else _("Nothing is called “{written}”. Add it first, or leave this empty.")
        )
    return said.format(written=written, names="; ".join(map(called, found[:FEW])))


def _rows(kind: type[Model]) -> Any:
    rows = kind._default_manager.order_by("key")
    return rows.select_related("body") if kind is Role else rows


def _names(row: Body | Role | Person) -> list[str]:
    if isinstance(row, Person):
        return [row.name, row.key]
    fields = _ROLE_TITLES if isinstance(row, Role) else _BODY_NAMES
    names = [getattr(row, field) for field in fields if getattr(row, field)]
    return names + ([str(name) for name in row.other_names] if isinstance(row, Body) else [])
