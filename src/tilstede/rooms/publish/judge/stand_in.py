"""The page of one who stands in as the second person: without an account, by a link that works once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.office.models import User
from tilstede.outbox.drafting import looking, rightful
from tilstede.outbox.drafting.looking import NotTaken, Said
from tilstede.outbox.drafting.models import SecondLook
from tilstede.rooms.publish.judge import second, shown
from tilstede.rooms.publish.judge.forms import StandInsReply
from tilstede.web import sender, throttle

View = Callable[..., HttpResponseBase]


def by_link(view: Callable[..., HttpResponseBase]) -> View:
    """Gives the view what the link asks about. Who guesses must wait; nothing is kept or found by search engines."""

    @wraps(view)
    def answer(request: HttpRequest, secret: str, **named: object) -> HttpResponseBase:
        response = _looked_up(view, request, secret, named)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return never_cache(answer)


def _looked_up(
    view: View, request: HttpRequest, secret: str, named: dict[str, object]
) -> HttpResponseBase:
    place = sender.address(request)
    guesses = f"stand-in {place}"
    if throttle.must_wait(guesses, place):
        return render(request, "429.html", status=429)
    look = looking.find(secret, now=datetime.now(UTC))
    if look is None:
        throttle.missed(guesses, place)
        return render(request, "publish/judge/gone.html", status=404)
    return view(request, look, secret, **named)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def page(request: HttpRequest, look: SecondLook, secret: str) -> HttpResponse:
    """Who asks, the draft, and two answers. To read it uses nothing up. Who is signed in sees it, and answers only with
    the right to."""
    kept = _kept(request, look)
    if kept and request.method == "POST":
        raise PermissionDenied
    form = StandInsReply(request.POST or None, after=look.after)
    if form.is_valid():
        told = form.cleaned_data
        said = Said(yes=told["answer"] == "yes", words=told["words"])
        try:
            answered = looking.answer_by_link(
                secret, said, name=told["name"], now=datetime.now(UTC)
            )
        except NotTaken as error:
            form.add_error(None, str(error))
        else:
            result = second.let_out(answered)
            return render(
                request, "publish/judge/thanks.html", {"look": answered, "result": result}
            )
    context = {
        **shown.draft(request, look.manuscript, secret=secret),
        **shown.asked(look),
        "form": form,
        "kept": kept,
    }
    status = 422 if form.errors else 200
    return render(request, "publish/judge/stand_in.html", context, status=status)


def _kept(request: HttpRequest, look: SecondLook) -> str:
    """Why whoever is signed in cannot answer, in words; "" where they may, and for those who are not."""
    name = request.user.get_username()
    if name and name in {look.asked_by, *rightful.own(look.manuscript)}:
        return _("This is your own work: give the link to somebody else.")
    if isinstance(request.user, User) and not rightful.may_approve(request.user, look.manuscript):
        return _("You are signed in, and do not have the right to say that it may go out.")
    return ""


@require_safe
@by_link
def file(request: HttpRequest, look: SecondLook, secret: str, name: str) -> HttpResponseBase:
    """A picture or film of the draft."""
    return shown.file(look.manuscript, name)
