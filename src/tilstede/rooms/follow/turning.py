"""Where in a list a reader is, as the address tells."""

from __future__ import annotations

import re
from typing import TypedDict

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tilstede.core.order import HIGHEST
from tilstede.web.mistaken import Mistaken

_PLACE = re.compile("[0-9]{1,19}")
_PAGE = re.compile("[0-9]{1,6}")


class Turn(TypedDict):
    """The keys between which a page of the stream lies, as `queries.stream` takes them."""

    before: int | None
    after: int | None


def turn(request: HttpRequest) -> Turn:
    """Which page of a stream is asked for. :raises Mistaken: no place in a list."""
    return Turn(before=place(request, "before"), after=place(request, "after"))


def place(request: HttpRequest, name: str) -> int | None:
    """From where a list goes on. :raises Mistaken: that is no number."""
    told = request.GET.get(name, "")
    if not told:
        return None
    if not _PLACE.fullmatch(told) or int(told) > HIGHEST:
        raise no_place(name, told)
    return int(told)


def no_place(name: str, told: str) -> Mistaken:
    """What is said of a place in a list that is none."""
    return Mistaken(name, told, _("The address has {told}, which is no place in this list."))


def page_number(request: HttpRequest) -> int:
    """Which page of a list by name, from 1. :raises Mistaken: that is no number."""
    told = request.GET.get("page", "1")
    if not _PAGE.fullmatch(told) or int(told) < 1:
        raise Mistaken("page", told, _("The address has {told}, which is no page of this list."))
    return int(told)
