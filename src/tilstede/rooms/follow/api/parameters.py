"""What may be asked for behind the question mark of an address. Nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

import msgspec
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import UNSET, Meta, Struct, UnsetType

from tilstede.core.query.parse import MAX_LENGTH
from tilstede.posts.search.counts import WINDOW
from tilstede.rooms.follow.api import problems
from tilstede.rooms.follow.api.directory_shapes import EntryKey
from tilstede.rooms.follow.api.shapes import LARGEST, Key

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: Things in one answer, unless told otherwise; and at most.
USUAL, MOST = 20, 100

#: What each parameter takes: told in errors, on the page for people, and in the OpenAPI description.
TAKES: Final[Mapping[str, StrPromise]] = {
    "q": gettext_lazy("A search, written as in the search field of the pages."),
    "network": gettext_lazy("The name of a network, such as mastodon."),
    "account": gettext_lazy("The id of an account."),
    "language": gettext_lazy("A language code, such as nn; no is all that is Norwegian."),
    "since": gettext_lazy("The first day, month or year: 2026-01-31, 2026-01 or 2026."),
    "until": gettext_lazy("The last day, month or year: 2026-01-31, 2026-01 or 2026."),
    "order": gettext_lazy("Either newest or relevance; relevance needs q."),
    "limit": gettext_lazy("How many in one answer: from 1 to 100, otherwise 20."),
    "before": gettext_lazy("Only what comes before this place; best taken from next."),
    "after": gettext_lazy("Only what comes after this place; best taken from previous."),
    "skip": gettext_lazy("By relevance: how many to pass over, at most 20000."),
}

#: That it is too long is told by the search itself, with the place.
_Query = Annotated[str, Meta(extra_json_schema={"maxLength": MAX_LENGTH}, examples=["ferje"])]
_Day = Annotated[str, Meta(pattern="^[0-9]{4}(-[0-9]{2}){0,2}$", examples=["2026-01-31", "2026"])]
_Id = Annotated[int, Meta(ge=0, le=LARGEST, examples=[1])]
_Limit = Annotated[int, Meta(ge=1, le=MOST)]
_Network = Annotated[str, Meta(pattern="^[a-z0-9]+$", examples=["mastodon"])]


class Nothing(Struct, frozen=True, kw_only=True):
    """No parameters at all."""


class Search(Struct, frozen=True, kw_only=True):
    """Which posts."""

    q: _Query | UnsetType = UNSET
    language: Annotated[str, Meta(pattern="^[A-Za-z-]+$", examples=["nn"])] | UnsetType = UNSET
    since: _Day | UnsetType = UNSET
    until: _Day | UnsetType = UNSET


class Narrowed(Search, frozen=True, kw_only=True):
    """Which posts, of anyone."""

    network: _Network | UnsetType = UNSET
    account: _Id | UnsetType = UNSET


class OfOne(Search, frozen=True, kw_only=True):
    """One account's posts, page by page."""

    order: Literal["newest", "relevance"] = "newest"
    limit: _Limit = USUAL
    before: Key | UnsetType = UNSET
    after: Key | UnsetType = UNSET
    skip: Annotated[int, Meta(ge=0, le=WINDOW)] | UnsetType = UNSET


class OfAnyone(OfOne, frozen=True, kw_only=True):
    """Posts, page by page."""

    network: _Network | UnsetType = UNSET
    account: _Id | UnsetType = UNSET


class ById(Struct, frozen=True, kw_only=True):
    """A list by id, page by page."""

    limit: _Limit = USUAL
    after: _Id | UnsetType = UNSET


class ByKey(Struct, frozen=True, kw_only=True):
    """A list by key, page by page."""

    limit: _Limit = USUAL
    after: EntryKey | UnsetType = UNSET


class BySize(Struct, frozen=True, kw_only=True):
    """Checkpoints, page by page."""

    limit: _Limit = USUAL
    before: _Id | UnsetType = UNSET


T = TypeVar("T", bound=Struct)


def read(request: HttpRequest, wanted: type[T]) -> T:
    """What was asked for. :raises Refused: a parameter that is not known, given twice, or of no use."""
    try:
        told = request.GET
    except TooManyFieldsSent:
        detail = _("There are more parameters than can be read.")
        raise problems.Refused("too-many-parameters", detail) from None
    kinds = {field.name: field.type for field in msgspec.structs.fields(wanted)}
    values = {}
    for name, given in told.lists():
        if name not in kinds:
            raise problems.unknown_parameter(name, kinds)
        if len(given) > 1:
            raise problems.repeated_parameter(name)
        values[name] = _value(name, given[0], kinds[name])
    return wanted(**values)


def _value(name: str, text: str, kind: Any) -> Any:
    try:
        value = msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError:
        raise problems.bad_value(name, text, str(TAKES[name])) from None
    if str(value) != text:  # 1e1 and 1.0 are numbers, but nobody writes so
        raise problems.bad_value(name, text, str(TAKES[name]))
    return value
