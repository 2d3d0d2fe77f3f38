"""Where the body writes its house rules, and adopts them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox.moderating import rules as house
from tilstede.rooms.publish.moderation import forms
from tilstede.rooms.publish.moderation.access import rule_makers, who


@require_http_methods(["GET", "HEAD", "POST"])
@rule_makers
def rules(request: HttpRequest) -> HttpResponse:
    """What is proposed, to be written on."""
    if request.method != "POST":
        return _shown(request)
    written, seen = forms.Rules(request.POST), _seen(request)
    if not written.is_valid():
        return _shown(request, status=422, written=written, read_now=seen)
    lines = [(one.cleaned_data.get("number"), one.words) for one in written if any(one.words)]
    try:
        house.propose(lines, seen=seen, by=who(request), now=datetime.now(UTC))
    except house.Changed as error:
        messages.error(request, str(error))
        return _shown(request, status=422, written=written, theirs=house.proposed())
    except house.NotAdopted as error:
        messages.error(request, str(error))
        return _shown(request, status=422, written=written, read_now=seen)
    messages.success(request, _("The proposal is saved. It is in force when it is adopted."))
    return redirect("edit-house-rules")


def _seen(request: HttpRequest) -> datetime | None:
    """Which wording was read before this was written; None: the first set."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


@require_POST
@rule_makers
def adopt(request: HttpRequest) -> HttpResponse:
    """The proposal that was read is in force from today."""
    held, form = house.proposal(), forms.Adopt(request.POST)
    if held is None:
        messages.error(request, _("There is no proposal to adopt."))
        return redirect("edit-house-rules")
    if not form.is_valid() or form.cleaned_data["seen"] != held.changed.isoformat():
        messages.error(
            request, _("The proposal was changed since you read it. Read it again first.")
        )
        return redirect("edit-house-rules")
    told = {"decision": form.cleaned_data["decision"], "by": who(request)}
    try:
        house.adopt(held, seen=held.changed, now=datetime.now(UTC), **told)
    except house.NotAdopted as error:
        messages.error(request, str(error))
        return redirect("edit-house-rules")
    messages.success(request, _("The house rules are adopted, and in force from today."))
    return redirect("house-rules")


def _shown(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    held = house.proposal()
    seen = {"seen": held.changed.isoformat()} if held else {}
    context = {
        "room_page": "moderation",
        "written": forms.Rules(initial=forms.written(house.proposed())),
        "proposal": held,
        "read_now": house.read_now(),
        "in_force": house.in_force(),
        "adopt": forms.Adopt(initial=seen),
        **more,
    }
    return render(request, "publish/moderation/rules.html", context, status=status)
