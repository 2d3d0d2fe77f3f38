"""What a reader asks to have: a view of the stream, from which place on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tilstede.posts.search import HIGHEST
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.forms import StreamFilters


class NotUnderstood(ValueError):
    """A view that cannot be had as it was asked for; the text says why. Never answered with another view, since a
    subscriber would take it for what was asked for."""


class _Place(forms.Form):
    """Where a page begins."""

    before = forms.IntegerField(min_value=0, max_value=HIGHEST, required=False)
    after = forms.IntegerField(min_value=0, max_value=HIGHEST, required=False)


@dataclass(frozen=True, slots=True)
class View:
    """A view of the stream. ``query``: what makes it, always written alike, so that it can be compared and kept."""

    form: StreamFilters
    query: str

    @property
    def filters(self) -> Any:
        """As `queries.stream` takes them."""
        return self.form.filters

    @property
    def chosen(self) -> str:
        """What it is narrowed to, in words; empty for all posts."""
        return ", ".join(_chosen(self.form))


def view(told: QueryDict) -> View:
    """The view that a query string names. :raises NotUnderstood: it names none."""
    form = StreamFilters(told)
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise NotUnderstood(f"{name}: {faults[0]}")
    pairs = [(name, value) for name in form.fields for value in told.getlist(name) if value]
    return View(form, urlencode(sorted(pairs)))


def place(told: QueryDict) -> dict[str, int | None]:
    """Which page of a stream is asked for. :raises NotUnderstood: no place in a list."""
    form = _Place(told)
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise NotUnderstood(f"{name}: {faults[0]}")
    return dict(form.cleaned_data)


def page(view: View, *, before: int | None, after: int | None, most: int) -> queries.Page:
    """Some posts of a view: as many pages of the stream as are needed to have ``most``."""
    found = queries.stream(view.filters, before=before, after=after)
    cards, older = list(found.cards), found.older
    while older is not None and len(cards) < most and after is None:
        more = queries.stream(view.filters, before=older)
        cards += more.cards
        older = more.older
    return queries.Page(cards, older, found.newer, found.is_first)


def title(view: View) -> str:
    """What a view is called, without the name of the site."""
    chosen = view.chosen
    return _("Posts – {chosen}").format(chosen=chosen) if chosen else _("Posts")


def _chosen(form: StreamFilters) -> Iterator[str]:
    for name, value in form.cleaned_data.items():
        if not value:
            continue
        field = form.fields[name]
        if isinstance(value, datetime.date):
            yield f"{field.label}: {date_format(value)}"
        elif isinstance(field, forms.ChoiceField):
            yield _choice(field, value)
        else:
            yield f"{field.label}: {value}"


def _choice(field: forms.ChoiceField, value: Any) -> str:
    """The words of a choice; choices may stand in groups."""
    for key, words in field.choices:
        group = words if isinstance(words, list | tuple) else [(key, words)]
        for one, label in group:
            if str(one) == str(value):
                return str(label)
    return str(value)
