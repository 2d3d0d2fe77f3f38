"""The form for everyone, and the pages where staff answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.rooms.follow import deciding
from tilstede.rooms.follow.outputs.removal import actions, queries
from tilstede.rooms.follow.outputs.removal.forms import Ask, Decide, Owner
from tilstede.web import pace

_REFERENCE = re.compile(r"[0-9]{4}-[0-9]{1,9}")
_WAYS = require_http_methods(["GET", "HEAD", "POST"])


@_WAYS
@never_cache
@csrf_exempt  # nobody is signed in here, so nothing can be done in another's name; and no cookie is needed
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to be taken off. ``about``: an address to begin with."""
    form = Ask(
        request.POST if request.method == "POST" else None,
        initial={"what": request.GET.get("about", "")[:500]},
    )
    if not form.is_bound:
        return _form(request, form)
    if pace.is_too_fast(request, "remove-me"):
        return _form(request, form, status=429)
    if not form.is_valid():
        return _form(request, form, status=422)
    if form.cleaned_data["website"]:
        return redirect("remove-me-received", "0000-0")
    row = actions.receive(form.cleaned_data, now=datetime.now(UTC))
    return redirect("remove-me-received", row.reference)


def _form(request: HttpRequest, form: Ask, status: int = 200) -> HttpResponse:
    context = {"form": form, "fast": status == 429}
    return render(request, "follow/outputs/remove_me.html", context, status=status)


@require_safe
@never_cache
def received(request: HttpRequest, reference: str) -> HttpResponse:
    """The number to ask by. Whoever makes up a number learns nothing."""
    if not _REFERENCE.fullmatch(reference):
        raise Http404
    return render(request, "follow/outputs/remove_me_received.html", {"reference": reference})


# --- staff ---------------------------------------------------------------------------------------------
@require_safe
@deciding.deciders
def removals(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and what was answered."""
    today = timezone.localdate()
    context = {"room_page": "removals", "wishes": queries.wishes(today), "today": today}
    return render(request, "follow/outputs/removals.html", context)


@_WAYS
@deciding.deciders
def removal(request: HttpRequest, number: int) -> HttpResponse:
    """One wish, and its decision."""
    wish = _wish(number)
    form = Decide(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.decide(
                wish.row,
                verdict=form.cleaned_data["verdict"],
                answer=form.cleaned_data["answer"],
                by=_who(request),
                now=datetime.now(UTC),
            )
        except actions.NotDecided as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The decision is recorded. Now tell the person."))
        return redirect("removal", number)
    return _one(request, wish, form)


@require_http_methods(["POST"])
@deciding.deciders
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Say who sees to it."""
    wish = _wish(number)
    form = Owner(request.POST, queries.owners(deciding.RIGHT), wish.row.owner)
    if form.is_valid():
        actions.give(wish.row, form.cleaned_data["owner"])
        messages.success(request, _("Noted."))
    return redirect("removal", number)


def _wish(number: int) -> queries.Wish:
    wish = queries.wish(number)
    if wish is None:
        raise Http404
    return wish


def _one(request: HttpRequest, wish: queries.Wish, form: Decide) -> HttpResponse:
    owner = Owner(None, queries.owners(deciding.RIGHT), wish.row.owner)
    context = {
        "room_page": "removals",
        "wish": wish,
        "form": form,
        "owner": owner,
        "today": timezone.localdate(),
    }
    return render(
        request, "follow/outputs/removal.html", context, status=422 if form.errors else 200
    )


def _who(request: HttpRequest) -> str:
    """Who decides, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))
