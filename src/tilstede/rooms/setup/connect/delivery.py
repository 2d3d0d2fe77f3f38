"""The page of one post of ours: what was cleared, how it stands, and what can be done about it where it stands."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tilstede.outbox import acts, byhand, deciding, hand_changes, queries, seeing
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.models import Delivery
from tilstede.outbox.moderating import measures
from tilstede.posts import read
from tilstede.rooms.setup.connect import post
from tilstede.rooms.setup.connect.access import SEES, may_decide, only, who
from tilstede.rooms.setup.connect.forms import Dropped, Edited, Ordered, Published


@require_safe
@only(SEES)
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """One post of ours."""
    return _shown(request, _found(number))


def _found(number: int) -> Delivery:
    rows = Delivery.objects.select_related("cleared", "account__access", "account__body")
    return get_object_or_404(rows, pk=number)


def _decided(request: HttpRequest, number: int) -> Delivery:
    """:raises PermissionDenied: nobody gave the right to decide about its channel."""
    row = _found(number)
    if not may_decide(request, row.account):
        raise PermissionDenied
    return row


def _shown(request: HttpRequest, row: Delivery, **wrong: Any) -> HttpResponse:
    decides = may_decide(request, row.account)
    can = acts.possible(row.account) if decides else frozenset()
    may_see = seeing.by(request.user)
    answers, deleted = post.answers(row, can, may_see), queries.is_deleted(row)
    context = {
        "room_page": "outbox",
        "one": post.told(row, may_see),
        "files": byhand.files(row),
        "pages": byhand.pages(row),
        "may_decide": decides,
        "can": can & {"edit", "delete"} if post.stands(row) and not deleted else (),
        "deleted": deleted,
        "answers": answers,
        "acts": post.acts_on(row, answers, may_see),
        "published": Published(),
        "dropped": Dropped(),
        "edited": Edited(initial={"text": queries.wording(row).text}),
        "correctable": decides and byhand.is_correctable(row),
        "thread": [
            post.told(one, may_see, whole=False) for one in queries.thread(row) if one != row
        ],
        "by_hand": decides and hand_changes.can_be_told(row),
        "ordered": Ordered(),
        **wrong,
    }
    return render(request, "setup/connect/delivery.html", context, status=422 if wrong else 200)


@require_safe
@only(SEES)
def file(request: HttpRequest, number: int, place: int) -> HttpResponseBase:
    """A picture or film of it, to be uploaded by hand."""
    row = _found(number)
    files = byhand.files(row)
    held = byhand.content(row, files[place]) if place < len(files) else None
    if held is None:
        raise Http404
    name, mime = files[place].name, files[place].mime
    content = held.path.open("rb") if held.path is not None else io.BytesIO(held.content)
    return FileResponse(content, as_attachment=True, filename=name, content_type=mime)


@require_POST
@only(SEES)
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """It was published by hand, and this is its address."""
    row, form, now = _decided(request, number), Published(request.POST), datetime.now(UTC)
    nowhere = "nowhere" in request.POST
    if not (nowhere or form.is_valid()):
        return _shown(request, row, published=form)
    try:
        if nowhere:
            byhand.published_nowhere(row, by=who(request), now=now)
        else:
            byhand.published(row, form.cleaned_data["address"], by=who(request), now=now)
    except deciding.NotDecided as error:
        if nowhere:
            messages.error(request, str(error))
            return redirect("outbox-post", number)
        form.add_error("address", str(error))
        return _shown(request, row, published=form)
    messages.success(request, _("It is recorded as published."))
    return redirect("outbox-post", number)


@require_POST
@only(SEES)
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """It is not published, and why."""
    row, form = _decided(request, number), Dropped(request.POST)
    if not form.is_valid():
        return _shown(request, row, dropped=form)
    reason, now = form.cleaned_data["reason"], datetime.now(UTC)
    try:
        deciding.drop(row, by=who(request), now=now, reason=reason)
    except deciding.NotDecided as error:
        form.add_error("reason", str(error))
        return _shown(request, row, dropped=form)
    messages.success(request, _("It is decided."))
    return redirect("outbox-post", number)


@require_POST
@only(SEES)
def change(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Edit or delete it, where it stands."""
    row = _decided(request, number)
    if kind not in ("edit", "delete"):
        raise Http404
    form = Edited(request.POST) if kind == "edit" else Ordered(request.POST)
    field = "edited" if kind == "edit" else "ordered"
    if not form.is_valid():
        return _shown(request, row, **{field: form})
    try:
        _change(row, form.cleaned_data, by=who(request), now=datetime.now(UTC))
    except (NotCleared, deciding.NotDecided) as error:
        if row.by_hand and not hand_changes.can_be_told(row):
            messages.error(request, str(error))
            return redirect("outbox-post", number)
        if isinstance(form, Edited) and isinstance(error, NotCleared):
            form.stopped(error)
        else:
            form.add_error(None, str(error))
        return _shown(request, row, **{field: form})
    if not row.by_hand:
        return _ordered(request, number)
    messages.success(request, _("It is recorded, and shown to all who see the post here."))
    return redirect("outbox-post", number)


def _change(row: Delivery, given: dict[str, Any], *, by: str, now: datetime) -> None:
    """Ordered of the network; or told, where it was published by hand. Words are given for an edit.

    :raises NotCleared: :raises deciding.NotDecided:
    """
    why: dict[str, Any] = {"reason": given["reason"], "by": by, "now": now}
    if "text" not in given:
        delete = hand_changes.deleted if row.by_hand else acts.delete
        delete(row, **why)
    elif row.by_hand:
        hand_changes.edited(row, given["text"], **why)
    else:
        stands = frozenset(given["confirmed"] or ())
        acts.edit(row, acts.reworded(row, given["text"]), confirmed=stands, **why)


@require_POST
@only(SEES)
def answer(request: HttpRequest, number: int, answered: int, kind: str) -> HttpResponse:
    """Show an answer under it again that was hidden."""
    row, form = _decided(request, number), Ordered(request.POST)
    shown = read.one(answered, public=False)
    may_be_seen = shown is not None and seeing.by(request.user)(shown)
    if kind not in post.TO_ANSWERS or row.account is None or not may_be_seen:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Say why: it is kept in the record."))
        return redirect("outbox-post", number)
    why, now = form.cleaned_data["reason"], datetime.now(UTC)
    try:
        measures.show(answered, row.account, reason=why, by=who(request), now=now)
    except (NotCleared, measures.NotTaken) as error:
        messages.error(request, str(error))
        return redirect("outbox-post", number)
    return _ordered(request, number)


def _ordered(request: HttpRequest, number: int) -> HttpResponse:
    messages.success(request, _("It is ordered, and recorded when it is done."))
    return redirect("outbox-post", number)
