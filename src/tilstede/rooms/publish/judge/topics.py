"""The body's own list of topics that a second person must see."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox.drafting import rightful
from tilstede.outbox.drafting import topics as must_see
from tilstede.outbox.drafting.models import Topic
from tilstede.rooms.publish.judge.access import approvers
from tilstede.rooms.publish.judge.forms import NewTopic
from tilstede.rooms.publish.write.access import writer, writers


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def topics(request: HttpRequest) -> HttpResponse:
    """The list; those who approve for all channels add to it, since it holds for all."""
    may = rightful.may_approve_all(writer(request))
    form = NewTopic(request.POST if may and request.method == "POST" else None)
    if form.is_valid():
        by = writer(request).get_username()
        must_see.add(**form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("It is on the list."))
        return redirect("must-see")
    context = {
        "room_page": "looks",
        "rows": Topic.objects.order_by("word"),
        "form": form,
        "may": may,
    }
    status = 422 if form.errors else 200
    return render(request, "publish/judge/topics.html", context, status=status)


@require_POST
@approvers
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a word off the list."""
    if not rightful.may_approve_all(writer(request)):
        raise PermissionDenied
    must_see.take_off(number, by=writer(request).get_username(), now=timezone.now())
    messages.success(request, _("It is taken off the list."))
    return redirect("must-see")
