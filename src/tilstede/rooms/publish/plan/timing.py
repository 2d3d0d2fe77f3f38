"""When a draft goes out: chosen, moved, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox import words
from tilstede.outbox.drafting import clocks, deeds, judging, planning, rightful, writing
from tilstede.outbox.drafting.clocks import NoSuchTime, NoSuchZone, TooFar, WallTime
from tilstede.outbox.drafting.models import Campaign, Manuscript
from tilstede.outbox.drafting.planning import NotPlanned
from tilstede.outbox.drafting.writing import NotOpen
from tilstede.rooms.publish.plan import days
from tilstede.rooms.publish.plan.forms import NotBefore, Time
from tilstede.rooms.publish.write.access import writer, writers


def mine(request: HttpRequest, key: str) -> Manuscript:
    """A draft that this person may write on. :raises Http404: :raises PermissionDenied:"""
    found = Manuscript.objects.select_related("campaign").filter(key=key).first()
    if found is None:
        raise Http404
    if not rightful.may_write(writer(request), found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """The draft's time. Moved in the calendar, it is the calendar that is seen next."""
    held = mine(request, key)
    if held.state == Manuscript.State.HANDED:
        return redirect("draft-sent", key)
    if request.method != "POST":
        return _page(request, held, Time(initial=_initial(held)))
    form = Time(request.POST)
    if not form.is_valid():
        return _page(request, held, form)
    wall = form.wall()
    if _is_twice(wall) and not form.cleaned_data["which"]:
        return _page(request, held, form, twice=True)
    try:
        planned = planning.plan(key, wall, now=datetime.now(UTC))
    except NotPlanned as error:
        form.add_error(None, str(error))
        return _page(request, held, form, instead=error.instead)
    except NotOpen:
        return _gone(request, key)
    messages.success(request, _said(planned))
    return redirect(_back(request) or reverse("draft-plan", args=[key]))


@require_POST
@writers
def unplan(request: HttpRequest, key: str) -> HttpResponse:
    """No time any more."""
    mine(request, key)
    try:
        planning.unplan(key)
    except NotOpen:
        return _gone(request, key)
    messages.success(request, _("The draft has no time any more, and stays here until it has."))
    return redirect("draft-plan", key)


@require_POST
@writers
def hold_back(request: HttpRequest, key: str) -> HttpResponse:
    """Until when nobody lets it out."""
    held = mine(request, key)
    form = NotBefore(request.POST)
    if not form.is_valid():
        return _page(request, held, Time(initial=_initial(held)), held_back=form)
    told = form.cleaned_data
    wall = WallTime(told["day"], told["clock"], settings.TIME_ZONE) if told["day"] else None
    try:
        until = wall.utc() if wall else None
        planning.hold_back(key, until, agreed=told["agreed"])
    except TooFar:
        form.add_error("day", planning.too_far())
        return _page(request, held, Time(initial=_initial(held)), held_back=form)
    except NoSuchTime as error:
        form.add_error(
            "clock", _("There is no such time that night: {instead}").format(instead=error)
        )
        return _page(request, held, Time(initial=_initial(held)), held_back=form)
    except NotOpen:
        return _gone(request, key)
    messages.success(request, _("It is noted."))
    return redirect("draft-plan", key)


def _page(
    request: HttpRequest,
    held: Manuscript,
    form: Time,
    *,
    instead: Sequence[datetime] = (),
    twice: bool = False,
    held_back: NotBefore | None = None,
) -> HttpResponse:
    accounts = list(held.accounts.all())
    now = datetime.now(UTC)
    context: dict[str, Any] = {
        "room_page": "drafts",
        "draft": held,
        "words": deeds.named(held) or days.beginning(writing.standing(held)),
        "channels": [words.channel(account) for account in accounts],
        "form": form,
        "instead": instead,
        "twice": twice,
        "held_back": held_back or NotBefore(initial=_agreed(held)),
        "free": planning.next_free(accounts, now=now, but=held.pk),
        "approved": judging.approved_at(held) is not None,
        "back": _back(request),
        "zone": settings.TIME_ZONE,
        "campaigns": Campaign.objects.order_by("name"),
    }
    return render(request, "publish/plan/plan.html", context, status=200)


def _initial(held: Manuscript) -> dict[str, Any]:
    which = "second" if held.later else "first"
    zone = held.zone or settings.TIME_ZONE
    return {"day": held.day, "clock": held.clock, "zone": zone, "which": which}


def _agreed(held: Manuscript) -> dict[str, Any]:
    if held.not_before is None:
        return {}
    there = clocks.on_the_wall(held.not_before, settings.TIME_ZONE)
    return {"day": there.day, "clock": there.clock, "agreed": held.agreed}


def _is_twice(wall: WallTime) -> bool:
    try:
        return wall.is_twice
    except (NoSuchZone, TooFar):
        return False  # planning says so


def _said(held: Manuscript) -> str:
    there = timezone.localtime(held.due)
    told = {"day": f"{there:%d.%m.%Y}", "clock": f"{there:%H:%M}"}
    if held.state == Manuscript.State.PLANNED:
        return _("It goes out on {day} at {clock}.").format(**told)
    said = _("Its time is {day} at {clock}. It goes out then if it has been decided that it may.")
    return said.format(**told)


def _gone(request: HttpRequest, key: str) -> HttpResponse:
    messages.error(request, _("It has left the desk, and has no time to be changed any more."))
    return redirect("draft-plan", key)


def _back(request: HttpRequest) -> str:
    """Where the person came from, on this site; "" where nothing is said."""
    told = request.POST.get("back", "") or request.GET.get("back", "")
    here = url_has_allowed_host_and_scheme(told, {request.get_host()}, request.is_secure())
    return told if here else ""
