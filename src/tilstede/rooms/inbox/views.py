"""Pages where those who work here write down what was said by other ways than networks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.intake import byhand
from tilstede.office.models import Body
from tilstede.rooms.inbox import queries
from tilstede.rooms.inbox.forms import WAYS, Conversation

RIGHT = "outbox.change_delivery"


@never_cache
@login_required
@permission_required(RIGHT, raise_exception=True)
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """What was written down, the newest first."""
    rows = [(one, str(WAYS.get(one.way, ""))) for one in queries.conversations()]
    context = {"room_page": "conversations", "rows": rows}
    return render(request, "inbox/conversations.html", context)


@never_cache
@login_required
@permission_required(RIGHT, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request: HttpRequest) -> HttpResponse:
    """One conversation."""
    if request.method != "POST":
        form = Conversation(initial={"way": "telephone", "at": timezone.localtime()})
        return _form(request, form)
    form = Conversation(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form)
    _write_down(form.cleaned_data, by=request.user.get_username())
    messages.success(request, _("It is written down, and stands in the record."))
    return redirect("conversations")


def _write_down(told: dict[str, Any], *, by: str) -> None:
    papers = [
        byhand.Paper(file.name or "", file.content_type or "", file.read())
        for file in told["papers"]
    ]
    what = byhand.Conversation(
        way=told["way"],
        at=told["at"],
        said=told["said"],
        name=told["name"],
        language=told["language"],
        papers=papers,
        answer=told["answer"],
    )
    own = Body.objects.filter(own=True).first()
    byhand.write_down(what, body=str(own or ""), by=by, now=datetime.now(UTC))


def _form(request: HttpRequest, form: Conversation) -> HttpResponse:
    context = {"room_page": "conversations", "form": form}
    status = 422 if form.errors else 200
    return render(request, "inbox/write_down.html", context, status=status)
