"""What everyone can read: the house rules, the earlier ones, and how to have a decision looked at again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.outbox.moderating import appeals
from tilstede.outbox.moderating import rules as house
from tilstede.outbox.moderating.models import Decision, Edition, Rule
from tilstede.rooms.publish.moderation.forms import Ask, Look
from tilstede.web import pace

_REFERENCE: Final = re.compile(r"[0-9]{4}-[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Said:
    """A rule in the reader's language."""

    number: int
    words: str


def said(rules: Iterable[Rule]) -> list[Said]:
    """In the language of the page."""
    language = get_language() or ""
    return [Said(one.number, house.words(one, language)) for one in rules]


@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    """Those in force, and the earlier ones."""
    held = house.editions()
    return _shown(request, held[0] if held else None, held[1:])


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """One that is or was in force."""
    found = house.edition(number)
    if found is None:
        raise Http404
    if found.until is None:
        return redirect("house-rules")
    return _shown(request, found, [])


def _shown(request: HttpRequest, held: Edition | None, earlier: list[Edition]) -> HttpResponse:
    context = {
        "room_page": "house-rules",
        "edition": held,
        "rules": said(held.rules.all()) if held else [],
        "earlier": earlier,
        "days": appeals.DAYS,
    }
    return render(request, "publish/moderation/house_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # nobody is signed in here, so nothing can be done in another's name; and no cookie is needed
def ask(request: HttpRequest) -> HttpResponse:
    """Ask whether something was hidden, and have that looked at again."""
    if request.method != "POST":
        return _form(request)
    if pace.is_too_fast(request, "appeal"):
        return _form(request, status=429, fast=True)
    return _look(request) if "look" in request.POST else _ask(request)


def _look(request: HttpRequest) -> HttpResponse:
    look = Look(request.POST)
    if not look.is_valid():
        return _form(request, status=422, look=look)
    address = look.cleaned_data["address"]
    found = appeals.found(address)
    told = Told(found, said([found.rule])[0]) if found else None
    return _form(request, look=look, form=Ask(initial={"what": address}), looked=True, told=told)


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever has a post's address is told: that it was hidden or deleted, by which rule and when."""

    decision: Decision
    rule: Said


def _ask(request: HttpRequest) -> HttpResponse:
    form = Ask(request.POST)
    if not form.is_valid():
        return _form(request, status=422, form=form)
    if form.cleaned_data["website"]:
        return redirect("appeal-received", "0000-0")
    row = appeals.receive(form.cleaned_data, now=datetime.now(UTC))
    return redirect("appeal-received", row.reference)


def _form(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "room_page": "house-rules",
        "form": Ask(),
        "look": Look(),
        "days": appeals.DAYS,
        "kept": appeals.KEPT.days,
        **more,
    }
    return render(request, "publish/moderation/ask.html", context, status=status)


@require_safe
@never_cache
def received(request: HttpRequest, reference: str) -> HttpResponse:
    """The number to ask by. Whoever makes up a number learns nothing."""
    if not _REFERENCE.fullmatch(reference):
        raise Http404
    context = {"reference": reference, "days": appeals.DAYS}
    return render(request, "publish/moderation/received.html", context)
