"""What staff do about sources. Each is a form on the page of sources and leads back to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tilstede.intake import sources
from tilstede.intake.models import Source
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.forms import Follow

View = Callable[..., HttpResponse]


def staff(view: View) -> View:
    """Only for those who may change sources; others are asked to sign in, or refused."""
    allowed = permission_required("intake.change_source", raise_exception=True)(view)
    return login_required(require_POST(allowed))


@staff
def follow(request: HttpRequest) -> HttpResponse:
    """Follow an address; what is wrong with it is said beside the field."""
    form, detail = Follow(request.POST), ""
    if form.is_valid():
        try:
            done = sources.follow(
                form.cleaned_data["address"], by=_who(request), now=datetime.now(UTC)
            )
        except sources.NotFollowed as error:
            form.add_error("address", str(error))
            detail = error.detail
        else:
            return _done(request, _followed(done), done.source)
    context = {
        "room_page": "sources",
        "sources": queries.sources(public=False),
        "follow": form,
        "detail": detail,
    }
    return render(request, "follow/sources.html", context, status=422)


def _followed(done: sources.Followed) -> str:
    if done.new:
        return _("{source} is followed from now on.")
    return _("{source} is followed again.") if done.again else _("{source} is followed already.")


@staff
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Stop reading a source for now."""
    source = get_object_or_404(Source, id=number)
    sources.pause(source, why="decided", by=_who(request), now=datetime.now(UTC))
    return _done(request, _("{source} is paused."), source)


@staff
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Read a paused source again."""
    source = get_object_or_404(Source, id=number)
    try:
        sources.resume(source, by=_who(request), now=datetime.now(UTC))
    except sources.NotFollowed as error:
        messages.error(request, f"{source}: {error}")
        return redirect("sources")
    return _done(request, _("{source} is read again."), source)


@staff
def unfollow(request: HttpRequest, number: int) -> HttpResponse:
    """Stop reading a source for good; what was taken in stays."""
    source = get_object_or_404(Source, id=number)
    sources.unfollow(source, by=_who(request), now=datetime.now(UTC))
    return _done(request, _("{source} is no longer followed."), source)


def _who(request: HttpRequest) -> str:
    """Who does it, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))


def _done(request: HttpRequest, said: str, source: Source) -> HttpResponse:
    messages.success(request, said.format(source=source))
    return redirect("sources")
