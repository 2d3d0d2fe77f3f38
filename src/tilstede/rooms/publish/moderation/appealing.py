"""Where appeals are answered, by another than who took the decision."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox.moderating import appeals
from tilstede.outbox.moderating.models import Appeal, Decision
from tilstede.rooms.publish.moderation.access import may, moderators, person, who
from tilstede.rooms.publish.moderation.forms import Answer, Joined
from tilstede.rooms.publish.moderation.views import told

_NUMBER = re.compile(r"(?:[0-9]{4}-)?([0-9]{1,9})")


@require_http_methods(["GET", "HEAD", "POST"])
@moderators
def appeal(request: HttpRequest, number: int) -> HttpResponse:
    """One appeal, with what the person wrote, and its answer."""
    row = _found(request, number)
    form = Answer(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("verdict", "answer")}
        try:
            appeals.decide(row, **said, by=who(request), now=datetime.now(UTC))
        except appeals.NotAnswered as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The answer is recorded. Now tell the person."))
            return redirect("answer-appeal", number)
    return _shown(request, row, form)


@require_POST
@moderators
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Say which decision is meant."""
    row, typed = _found(request, number), Joined(request.POST)
    named = _NUMBER.fullmatch(typed.cleaned_data["decision"].strip()) if typed.is_valid() else None
    found = Decision.objects.filter(pk=int(named[1])).first() if named else None
    if found is None or not may(person(request), found.account):
        messages.error(request, _("There is no decision with that number."))
        return redirect("answer-appeal", number)
    try:
        appeals.join(row, found, by=who(request), now=datetime.now(UTC))
    except appeals.NotAnswered as error:
        messages.error(request, str(error))
    return redirect("answer-appeal", number)


def _found(request: HttpRequest, number: int) -> Appeal:
    """:raises PermissionDenied: it is about a channel that is not the person's, or about one that nobody has found yet,
    and the person does not moderate for all."""
    rows = Appeal.objects.select_related("decision__rule__edition", "decision__account")
    row = get_object_or_404(rows, pk=number)
    if not may(person(request), row.decision.account if row.decision else None):
        raise PermissionDenied
    return row


def _shown(request: HttpRequest, row: Appeal, form: Answer) -> HttpResponse:
    context: dict[str, Any] = {
        "room_page": "moderation",
        "row": row,
        "told": appeals.told(row),
        "decision": told(row.decision) if row.decision else None,
        "own": row.decision is not None and row.decision.by == who(request),
        "form": form,
        "joined": Joined(),
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "publish/moderation/appeal.html", context, status=status)
