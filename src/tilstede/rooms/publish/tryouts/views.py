"""What is being tried, what is due, and what was found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.outbox.drafting import deeds, rightful, trying, writing
from tilstede.outbox.drafting.models import TryOut
from tilstede.outbox.drafting.trying import NotTried, Trial
from tilstede.rooms.publish.tryouts.forms import NOT_YOURS, Begin, Verdict
from tilstede.rooms.publish.write.access import writer, writers

#: So many that are over are shown.
_DONE = 50
#: So many of a try-out's drafts are shown.
_POSTS = 50


@require_safe
@writers
def tryouts(request: HttpRequest) -> HttpResponse:
    """What is due first, then what runs, then what was found."""
    today = timezone.localdate()
    running = list(trying.running())
    context = {
        "room_page": "tryouts",
        "due": [one for one in running if one.ends <= today],
        "running": [one for one in running if one.ends > today],
        "done": trying.done()[:_DONE],
    }
    return render(request, "publish/tryouts/tryouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def begin(request: HttpRequest) -> HttpResponse:
    """Begin one; ``again``: the number of one that is to be changed and tried again."""
    person = writer(request)
    form = Begin(request.POST or None, by=person, initial=_again(request.GET.get("again", "")))
    if form.is_valid():
        told = form.cleaned_data
        account = form.own.get(told.pop("account"))
        by, now = person.get_username(), datetime.now(UTC)
        try:
            trying.begin(Trial(**told, account=account), by=by, now=now, today=timezone.localdate())
        except NotTried as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The try-out has begun."))
            return redirect("tryouts")
    status = 422 if form.errors else 200
    context = {"room_page": "tryouts", "form": form}
    return render(request, "publish/tryouts/begin.html", context, status=status)


def _again(number: str) -> dict[str, Any]:
    row = TryOut.objects.filter(pk=number).first() if number.isdecimal() else None
    if row is None:
        return {}
    names = ("kind", "name", "hypothesis")
    return {**{name: getattr(row, name) for name in names}, "account": row.account_id or ""}


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def tryout(request: HttpRequest, number: int) -> HttpResponse:
    """One: what was believed, what was published, and how it went."""
    row = get_object_or_404(TryOut.objects.select_related("account"), pk=number)
    form = Verdict(request.POST or None)
    may = rightful.may_try(writer(request), row.kind, row.account)
    if form.is_bound and not may:
        form.add_error(None, NOT_YOURS)
    if form.is_valid():
        by, now = writer(request).get_username(), datetime.now(UTC)
        try:
            judged = trying.judge(row, **form.cleaned_data, by=by, now=now)
        except NotTried as error:
            form.add_error(None, str(error))
        else:
            return _judged(request, judged)
    posts = row.manuscripts.order_by("-changed")[:_POSTS]
    context = {
        "room_page": "tryouts",
        "one": row,
        "form": form,
        "may": may,
        "is_due": row.ends <= timezone.localdate(),
        "posts": [(one, deeds.named(one) or writing.standing(one).parts[0][:120]) for one in posts],
    }
    status = 422 if form.errors else 200
    return render(request, "publish/tryouts/tryout.html", context, status=status)


def _judged(request: HttpRequest, row: TryOut) -> HttpResponse:
    messages.success(request, _("What was found is kept."))
    if row.outcome == TryOut.Outcome.CHANGE:
        return redirect(f"{reverse('begin-tryout')}?again={row.pk}")
    return redirect("tryouts")
