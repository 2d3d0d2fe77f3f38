"""Pages of who speaks, open to all."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tilstede.rooms.follow.turning import page_number, turn
from tilstede.rooms.follow.who import absent as absence
from tilstede.rooms.follow.who import bodies as directory
from tilstede.rooms.follow.who import people, places
from tilstede.web.caching import for_readers

_LONGEST = 100  #: letters of a name that is looked up


@require_safe
@for_readers
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies: the tree from the top, or those of a name, a kind, a county."""
    asked = {name: _asked(request, name) for name in ("q", "kind", "county")}
    narrowed, number = any(asked.values()), page_number(request)
    tree = None if narrowed else directory.tree()
    context = {
        "room_page": "bodies",
        "asked": asked,
        "narrowed": narrowed,
        "tree": tree,
        "found": None
        if tree
        else directory.directory(
            wanted=asked["q"], kind=asked["kind"], county=asked["county"], page=number
        ),
        "kinds": directory.kinds(),
        "counties": directory.counties(),
    }
    return render(request, "follow/bodies.html", context)


@require_safe
@for_readers
def body(request: HttpRequest, key: str) -> HttpResponse:
    """One body: what it is called, how it is reached, its tree, its roles, its accounts, its newest posts."""
    page = directory.body(key)
    if page is None:
        raise Http404
    contacts = directory.contacts(page.body.contacts)
    return render(request, "follow/body_page.html", {"about": page, "contacts": contacts})


@require_safe
@for_readers
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One person: roles with dates, accounts, and posts with the title held when each was written."""
    page = people.person(key, **turn(request))
    if page is None:
        raise Http404
    return render(request, "follow/person.html", {"about": page, "page": page.posts})


@require_safe
@for_readers
def role(request: HttpRequest, key: str) -> HttpResponse:
    """One role through time."""
    page = people.role(key, **turn(request))
    if page is None:
        raise Http404
    return render(request, "follow/role.html", {"about": page, "page": page.posts})


@require_safe
@for_readers
def find(request: HttpRequest) -> HttpResponse:
    """My municipality and those who represent me."""
    wanted = _asked(request, "q")
    context = {
        "room_page": "find",
        "wanted": wanted,
        "found": places.find(wanted) if wanted else None,
        "counties": () if wanted else places.counties(),
    }
    return render(request, "follow/find.html", context)


@require_safe
@for_readers
def absent(request: HttpRequest) -> HttpResponse:
    """Who is not present, and how they are reached instead."""
    is_people = request.GET.get("who") == "people"
    on_open = request.GET.get("on") == "open"
    kind = _asked(request, "kind")
    share, page, rows = absence.absent(
        people=is_people, on_open=on_open, kind=kind, page=page_number(request)
    )
    context = {
        "room_page": "absent",
        "people": is_people,
        "on_open": on_open,
        "kind": kind,
        "kinds": absence.kinds(),
        "share": share,
        "page": page,
        "rows": rows,
    }
    return render(request, "follow/absent.html", context)


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip()[:_LONGEST]
