"""One matter side by side: what up to four bodies, people, parties or roles say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.core.query import Node, conjunction
from tilstede.posts.search import Course, tree_of
from tilstede.rooms.follow import filters, finding
from tilstede.rooms.follow.choices import NAMED, Choice
from tilstede.rooms.follow.matters import months

COLUMNS = 4
KINDS = ("body", "person", "party", "role", "account")
SHOWN = 5  #: posts in a column
LABELS = {
    "body": pgettext_lazy("one of those compared", "Body"),
    "person": pgettext_lazy("one of those compared", "Person"),
    "party": pgettext_lazy("one of those compared", "Party"),
    "role": pgettext_lazy("one of those compared", "Role"),
    "account": pgettext_lazy("one of those compared", "Account"),
}


class NotOne(ValueError):
    """What was written is nobody's name, or several have it. The text is for the reader."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of those compared. ``kind``: the filter it is; ``value``: as that has it."""

    kind: str
    value: str
    name: str

    @property
    def told(self) -> str:
        """As it stands in the address."""
        return f"{self.kind}:{self.value}"

    @property
    def label(self) -> str:
        """What it is."""
        return str(LABELS[self.kind])

    @property
    def filters(self) -> filters.Filters:
        """As filters of the stream."""
        if self.kind == "account":
            return filters.Filters(account=int(self.value))
        return filters.Filters(**{self.kind: self.value})  # type: ignore[arg-type]  # the rest are text


def side(typed: str) -> Side:
    """Whom a name means; with the kind before it, only of that. :raises NotOne: nobody, or several."""
    kind, colon, value = typed.partition(":")
    if colon and kind in KINDS:
        found = [(kind, choice) for choice in NAMED[kind].find(value.strip())]
        found = [one for one in found if one[1][0] == value.strip()] or found
    else:
        found = _found(typed)
    if len(found) == 1:
        return Side(found[0][0], *found[0][1])
    if not found:
        raise NotOne(_("“{name}” is not here. Write another name.").format(name=typed))
    names = ", ".join(f"{kind}:{value}" for kind, (value, _name) in found[:COLUMNS])
    raise NotOne(
        _("Several are called so. Write one of these instead: {names}.").format(names=names)
    )


def written(one: Side) -> str:
    """As it stands in a field: by name where the name means nobody else, or as in the address."""
    try:
        return one.name if side(one.name) == one else one.told
    except NotOne:
        return one.told


def _found(typed: str) -> list[tuple[str, Choice]]:
    """Of the first kind that has any of that name."""
    for kind in KINDS:
        if found := [(kind, choice) for choice in NAMED[kind].find(typed)]:
            return found
    return []


def offered() -> list[Side]:
    """Names to choose from, where they are few."""
    found = ((kind, NAMED[kind].offered() or ()) for kind in KINDS[:-1])
    return [Side(kind, *choice) for kind, choices in found for choice in choices]


@dataclass(frozen=True, slots=True)
class Column:
    """What one of them says. ``total``: posts in the twelve months of the chart."""

    side: Side
    found: finding.Found
    total: int
    chart: SafeString
    cut: bool
    stream: str


def columns(query: str, sides: Sequence[Side]) -> list[Column]:
    """A column for each. :raises QueryError: the search cannot be understood."""
    matter = [tree_of(query)] if query else []
    wanted = [conjunction([*matter, filters.tree(one.filters)]) for one in sides]
    courses = [months.counted(tree) for tree in wanted]
    highest = months.highest(courses)
    return [
        _column(place, one, tree, course, highest)
        for place, (one, tree, course) in enumerate(zip(sides, wanted, courses, strict=True))
    ]


def _column(place: int, one: Side, tree: Node, course: Course, highest: int) -> Column:
    return Column(
        one,
        finding.of_tree(tree, limit=SHOWN),
        sum(course.hits),
        months.chart(f"side-{place}", str(_("Posts in each month")), course, highest=highest),
        course.since is not None,
        one.filters.address,
    )
