"""The times before elections, in which role and party are kept apart; administrators set them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox import elections as times
from tilstede.outbox.models import Election
from tilstede.rooms.publish.plan.forms import Period
from tilstede.rooms.publish.write.access import writer, writers

#: To set them: administrators have it.
_RIGHT = "office.change_user"


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def elections(request: HttpRequest) -> HttpResponse:
    """Those that are set, and what follows from them; and a new one."""
    may_set = request.user.has_perm(_RIGHT)
    form = Period(request.POST or None)
    if request.method == "POST":
        if not may_set:
            raise PermissionDenied
        if form.is_valid():
            told, by = form.cleaned_data, writer(request).get_username()
            now = datetime.now(UTC)
            times.declare(told["name"], told["since"], told["until"], by=by, now=now)
            messages.success(request, _("It is set."))
            return redirect("elections")
    context = {
        "room_page": "publish-calendar",
        "form": form,
        "may_set": may_set,
        "rows": Election.objects.order_by("-since", "-pk")[:100],
        "parties": times.parties(),
    }
    return render(request, "publish/plan/elections.html", context)


@require_POST
@writers
def take_away(request: HttpRequest, number: int) -> HttpResponse:
    """One of them holds no more."""
    if not request.user.has_perm(_RIGHT):
        raise PermissionDenied
    row = get_object_or_404(Election, pk=number)
    times.take_away(row, by=writer(request).get_username(), now=datetime.now(UTC))
    messages.success(request, _("It is taken away."))
    return redirect("elections")
