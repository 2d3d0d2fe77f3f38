"""The page of what was changed or withdrawn, open to all."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tilstede.posts.changes import LATEST, Place
from tilstede.rooms.follow.changes import hiding, listed
from tilstede.rooms.follow.changes.access import Letters
from tilstede.rooms.follow.forms import StreamFilters
from tilstede.rooms.follow.turning import no_place
from tilstede.web.caching import for_readers

_PLACE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@require_safe
@for_readers
def changes(request: HttpRequest) -> HttpResponse:
    """What officials changed or withdrew, the latest first; narrowed as the stream is."""
    form = StreamFilters(request.GET)
    before = place(request)
    wanted = listed.in_office(form.filters)
    page = listed.page(wanted, before=before)
    letters = Letters(request.build_absolute_uri("/").rstrip("/"))
    context = {
        "room_page": "changes",
        "form": form,
        "page": page,
        "rows": [(one, letters.to(one.card)) for one in page.changes],
        "older": f"{page.older.at}-{page.older.event}" if page.older else "",
        "is_first": before == LATEST,
        "often": listed.often(wanted) if before == LATEST else (),
        "hidden": hiding.counted() if before == LATEST else (),
    }
    return render(request, "follow/changes.html", context)


def place(request: HttpRequest) -> Place:
    """From where the list goes on. :raises Mistaken: that is no place."""
    told = request.GET.get("before", "")
    if not told:
        return LATEST
    found = _PLACE.fullmatch(told)
    if found is None:
        raise no_place("before", told)
    return Place(int(found[1]), int(found[2]))
