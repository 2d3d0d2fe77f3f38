"""What stands in the outbox, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tilstede.outbox import deciding, seeing
from tilstede.outbox.models import Act, Delivery
from tilstede.rooms.setup.connect import queries
from tilstede.rooms.setup.connect.access import SEES, may_decide, only, who

_VIEWS: Final = ("", "person", "waiting")
_DECIDE: Final[dict[str, Callable[..., None]]] = {
    "again": deciding.again,
    "stands": deciding.stands,
    "accept": deciding.accept,
    "drop": deciding.drop,
    "by_hand": deciding.by_hand,
}
_KINDS: Final[dict[str, Any]] = {"post": Delivery, "act": Act}


@require_safe
@only(SEES)
def going(request: HttpRequest) -> HttpResponse:
    """All of it; what waits for a person on a tab of its own."""
    view = request.GET.get("view", "")
    view = view if view in _VIEWS else ""
    page, rows = queries.going(view, request.GET.get("page", "1"), seeing.by(request.user))
    labels = {"": _("All"), "person": _("For a person"), "waiting": _("Not sent yet")}
    tabs = [
        {"label": label, "url": f"?view={name}" if name else "?", "current": name == view}
        for name, label in labels.items()
    ]
    context = {
        "room_page": "outbox",
        "expired": queries.expired(),
        "page": page,
        "rows": [(one, may_decide(request, one.row.account)) for one in rows],
        "tabs": tabs,
        "view": view,
    }
    return render(request, "setup/connect/outbox.html", context)


@require_POST
@only(SEES)
def decide(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Carry out what was decided."""
    said = request.POST.get("say", "")
    if (
        kind not in _KINDS
        or said not in _DECIDE
        or (kind == "act" and said in ("stands", "by_hand"))
    ):
        raise Http404
    row = get_object_or_404(_KINDS[kind].objects.select_related("account"), pk=number)
    if not may_decide(request, row.account):
        raise PermissionDenied
    try:
        _DECIDE[said](row, by=who(request), now=datetime.now(UTC))
    except deciding.NotDecided as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is decided."))
    if kind == "post" and "one" in request.POST:
        return redirect("outbox-post", number)
    return redirect("outbox")
