"""Pages about mail. None sets a cookie: whoever holds a link is who it was sent to."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.rooms.follow.outputs import asked
from tilstede.rooms.follow.outputs.mail import actions, links
from tilstede.rooms.follow.outputs.mail.forms import Subscribe
from tilstede.web import pace

_WAYS = require_http_methods(["GET", "HEAD", "POST"])


@_WAYS
@never_cache
@csrf_exempt  # nobody is signed in here, so nothing can be done in another's name; and no cookie is needed
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for mail about the view that the query string names."""
    try:
        view = asked.view(request.GET)
    except asked.NotUnderstood as error:
        return _page(request, "subscribe", {"mistake": str(error)}, status=400)
    form = Subscribe(request.POST if request.method == "POST" else None)
    context = {"form": form, "view": view, "query": view.query, "can": bool(settings.MAIL.host)}
    if not form.is_bound or not settings.MAIL.host:
        return _page(request, "subscribe", context)
    if pace.is_too_fast(request, "subscribe"):
        return _page(request, "subscribe", {**context, "fast": True}, status=429)
    if not form.is_valid():
        return _page(request, "subscribe", context, status=422)
    if not form.cleaned_data["website"]:
        _ask(request, form, view)
    return redirect("subscribe-asked")


@require_safe
@never_cache
def is_asked(request: HttpRequest) -> HttpResponse:
    """A mail is on its way."""
    return _page(request, "subscribe_asked", {"days": links.PATIENCE.days})


@_WAYS
@never_cache
@csrf_exempt  # as above
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. It takes a button, since some mail servers open every link before its reader does."""
    now = datetime.now(UTC)
    act = actions.confirm if request.method == "POST" else actions.asked
    row = act(token, now=now)
    if row is None:
        return _page(request, "subscribe_late", {}, status=410)
    context = {"row": row, "done": request.method == "POST", "query": row.query}
    return _page(request, "subscribe_confirm", context)


@_WAYS
@never_cache
@csrf_exempt  # RFC 8058 section 3.2: the reader's mail program sends it, without cookies
def stop(request: HttpRequest, name: str) -> HttpResponse:
    """No more mail: a button for people, one POST for mail programs."""
    number = links.stopped_by(name)
    if number is None:
        raise Http404
    done = request.method == "POST"
    if done:
        actions.stop(number)
    return _page(request, "subscribe_stop", {"done": done})


def _ask(request: HttpRequest, form: Subscribe, view: asked.View) -> None:
    told = form.cleaned_data
    wish = actions.Wish(
        address=told["email"],
        query=view.query,
        language=told["language"],
        rhythm=told["rhythm"],
        site=f"{request.scheme}://{request.get_host()}",
    )
    actions.ask(wish, now=datetime.now(UTC))


def _page(
    request: HttpRequest, name: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    return render(request, f"follow/outputs/{name}.html", context, status=status)
