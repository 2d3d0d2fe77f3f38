"""What a reader asks to have: a view of the stream, from which place on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tilstede.rooms.follow import queries
from tilstede.rooms.follow.choices import NAMED
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.forms import StreamFilters
from tilstede.rooms.follow.turning import Turn, turn
from tilstede.web import words
from tilstede.web.mistaken import Mistaken
from tilstede.web.templatetags import parts

#: Characters of a query string that makes a view.
LONGEST = 2_000


class NotUnderstood(ValueError):
    """A view that cannot be had as it was asked for; the text says why. Never answered with another view, since a
    subscriber would take it for what was asked for."""


@dataclass(frozen=True, slots=True)
class View:
    """A view of the stream. ``query``: what makes it, always written alike, so that it can be compared and kept."""

    form: StreamFilters
    query: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query's names and values."""
        return parse_qsl(self.query)

    @property
    def filters(self) -> Filters:
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
    query = form.filters.address
    if len(query) > LONGEST:
        raise NotUnderstood(_("The address is too long."))
    return View(form, query)


def place(request: HttpRequest) -> Turn:
    """Which page of a stream is asked for. :raises NotUnderstood: no place in a list."""
    try:
        return turn(request)
    except Mistaken as error:
        raise NotUnderstood(error.said) from error


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
        if value:
            yield _WORDS[name](value) if name in _WORDS else _named(name, str(value))


def _named(name: str, value: str) -> str:
    """What something of the directory is called."""
    return dict(NAMED[name].find(value)).get(value, value)


_WORDS: dict[str, Callable[[Any], str]] = {
    "network": words.network,
    "language": words.language,
    "tag": lambda tag: f"#{tag}",
    "since": lambda day: _("from {day}").format(day=parts.day(day)),
    "until": lambda day: _("up to and including {day}").format(day=parts.day(day)),
}
