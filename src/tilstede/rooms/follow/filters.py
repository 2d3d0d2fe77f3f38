"""What a reader wants to see of the stream, and the same as a search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from urllib.parse import urlencode

from tilstede.core import marks
from tilstede.core.query import And, Field, Marked, Node
from tilstede.rooms.follow import authorship
from tilstede.rooms.follow.authorship import Span
from tilstede.web.unchanged import kept


@dataclass(frozen=True, slots=True)
class Filters:
    """Each that is told narrows what is found. Bodies, roles and people by key, accounts by author number; days are
    in the body's zone, ``until`` included. ``ministry``: a body too, with all that lies under it."""

    body: str = ""
    ministry: str = ""
    party: str = ""
    role: str = ""
    person: str = ""
    county: str = ""
    network: str = ""
    account: int | None = None
    language: str = ""
    tag: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def address(self) -> str:
        """As it stands in an address after the question mark; "" for all posts."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value})


_SPANS: dict[str, Callable[[str], list[Span]]] = {
    "body": authorship.of_body,
    "ministry": authorship.of_body,
    "party": authorship.of_party,
    "role": authorship.of_role,
    "person": authorship.of_person,
    "county": authorship.of_county,
}


def tree(filters: Filters) -> And:
    """The filters as a search; without any, all posts."""
    return And(tuple(_conditions(filters)))


def _conditions(filters: Filters) -> Iterator[Node]:
    for name, spans in _SPANS.items():
        if told := getattr(filters, name):
            yield kept(("written", name, told), partial(_written, spans, told))
    if filters.account:
        yield authorship.written_by(filters.account)
    if filters.network:
        yield Field("network", filters.network)
    if filters.language:
        yield Field("lang", filters.language)
    if filters.tag:
        yield of_topic(filters.tag)
    yield from authorship.period(filters.since, filters.until)


def _written(spans: Callable[[str], list[Span]], told: str) -> Node:
    return authorship.written_in(spans(told))


def of_topic(tag: str) -> Node:
    """Posts that bear a tag."""
    return Marked(Field("tag", tag), (marks.of_topic(tag),))
