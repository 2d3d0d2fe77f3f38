"""What can be wrong with a request, told as RFC 9457 says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta, Struct

from tilstede.core.query import QueryError
from tilstede.rooms.follow import finding, history
from tilstede.rooms.follow.api.shapes import Address, Moment, Number
from tilstede.web.query_words import explain

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: Characters of a value that does not fit that are said back.
_REPEATED = 80

#: kind -> status and title. A kind is the end of a problem's `type`, and an anchor on the page `/api/`.
KINDS: Final[dict[str, tuple[int, StrPromise]]] = {
    "unknown-parameter": (400, gettext_lazy("A parameter that is not known")),
    "repeated-parameter": (400, gettext_lazy("A parameter that was given more than once")),
    "too-many-parameters": (400, gettext_lazy("Too many parameters")),
    "bad-value": (400, gettext_lazy("A value that does not fit")),
    "conflicting-parameters": (400, gettext_lazy("Parameters that do not go together")),
    "bad-request": (400, gettext_lazy("The request could not be understood")),
    "bad-search": (400, gettext_lazy("A search that cannot be understood")),
    "not-found": (404, gettext_lazy("Not found")),
    "method-not-allowed": (405, gettext_lazy("Only for reading")),
    "destroyed": (410, gettext_lazy("Lawfully destroyed")),
    "fault": (500, gettext_lazy("Something went wrong with us")),
}


class Place(Struct, frozen=True, kw_only=True):
    """A stretch of a value, counted in characters (Unicode code points) from 0; ``end`` is not included."""

    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=0)]


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong, and what may have been meant (RFC 9457). Words are in the language asked for."""

    type: Annotated[Address, Meta(description="The kind of problem: an address that explains it.")]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, Meta(description="For people.")]
    code: Annotated[str, Meta(description="For programs, and lasting.", examples=["unknown-field"])]
    parameter: Annotated[str | None, Meta(description="The parameter that is wrong.")] = None
    position: Annotated[Place | None, Meta(description="Where in the parameter's value.")] = None
    suggestion: Annotated[
        str | None,
        Meta(description="What may have been meant: the parameter's name, or its whole value."),
    ] = None
    ground: Annotated[str | None, Meta(description="By which law or rule it was destroyed.")] = None
    destroyed: Annotated[Moment | None, Meta(description="When it was destroyed.")] = None
    index: Annotated[Number | None, Meta(description="Of the destroyed post in the log.")] = None


class Refused(Exception):
    """A request that cannot be answered as it stands. ``more``: further fields of `Problem`."""

    def __init__(self, kind: str, detail: str, *, code: str = "", **more: Any) -> None:
        super().__init__(detail)
        self.kind = kind
        self.status = KINDS[kind][0]
        self.detail = detail
        self.code = code or kind
        self.more = more

    def problem(self, documentation: str) -> Problem:
        """``documentation``: the address of the page that explains every kind."""
        return Problem(
            type=f"{documentation}#{self.kind}",
            title=str(KINDS[self.kind][1]),
            status=self.status,
            detail=self.detail,
            code=self.code,
            **self.more,
        )


def unknown_parameter(name: str, known: Iterable[str]) -> Refused:
    """A parameter nobody has heard of; never passed over, since the answer would be to another question."""
    names = sorted(known)
    near = get_close_matches(name.casefold(), names, n=1)
    detail = _("“{name}” is no parameter here.").format(name=name)
    if names:
        detail += " " + _("There are these: {names}.").format(names=", ".join(names))
    suggestion = near[0] if near else None
    return Refused("unknown-parameter", detail, parameter=name, suggestion=suggestion)


def repeated_parameter(name: str) -> Refused:
    detail = _("“{name}” can be given once.").format(name=name)
    return Refused("repeated-parameter", detail, parameter=name)


def bad_value(name: str, value: str, takes: str) -> Refused:
    """``takes``: a sentence that says what would fit."""
    short = value if len(value) <= _REPEATED else value[: _REPEATED - 1] + "…"
    detail = _("“{value}” does not fit {name}.").format(value=short, name=name)
    return Refused("bad-value", f"{detail} {takes}", parameter=name)


def no_account(number: int) -> Refused:
    detail = _("There is no account with the id {number}.").format(number=number)
    return Refused("bad-value", detail, parameter="account")


def bad_filter(name: str, value: str, error: QueryError) -> Refused:
    """A filter that the search language does not understand, told in the filter's own words."""
    error.parameters["found"] = value
    better = error.suggestion.partition(":")[2] or None
    return Refused("bad-value", explain(error), code=error.code, parameter=name, suggestion=better)


def conflict(name: str, detail: str) -> Refused:
    return Refused("conflicting-parameters", detail, parameter=name)


def bad_search(name: str, query: str, error: QueryError) -> Refused:
    """A mistake in the search language, with its place, as the search page shows it."""
    mistake = finding.mistake(query, error)
    return Refused(
        "bad-search",
        mistake.said,
        code=error.code,
        parameter=name,
        position=Place(start=error.start, end=error.end),
        suggestion=mistake.better or None,
    )


def not_found() -> Refused:
    return Refused("not-found", _("There is nothing here, or nothing that may be shown."))


def destroyed(gone: history.Destroyed) -> Refused:
    detail = _("The words of this post have been lawfully destroyed.")
    at: datetime = gone.at
    return Refused("destroyed", detail, ground=gone.ground, destroyed=at, index=gone.proof.event)


def method_not_allowed() -> Refused:
    return Refused("method-not-allowed", _("The API can only be read: GET, HEAD and OPTIONS."))


def not_understood() -> Refused:
    said = _("Something in the address or the form is not as it should be. Nothing was changed.")
    return Refused("bad-request", said)


def fault() -> Refused:
    said = _(
        "The fault is ours and has been noted. Nothing in the record was lost. Try again in a moment."
    )
    return Refused("fault", said)
