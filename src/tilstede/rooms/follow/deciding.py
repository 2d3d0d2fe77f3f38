"""Staff who decide about posts: they see what is withheld, withhold, and release. Others meet none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.core.decide import PUBLIC
from tilstede.intake import decisions
from tilstede.office import rights
from tilstede.posts import models, read
from tilstede.rooms.follow.forms import Release, Withhold
from tilstede.rooms.follow.queries import Page, cards

#: Django's own right to change a post. Here it is all that can be changed: whether the public sees it.
RIGHT = "posts.change_post"
#: Withheld posts on their page, the newest written.
MOST = 200

View = Callable[..., HttpResponse]


def seen_by(user: Any, number: int) -> read.Shown | None:
    """The post as this reader may see it: what is public, and for those who decide about it also what is withheld."""
    if not user.is_authenticated:
        return read.one(number)
    item = read.one(number, public=False)
    if item is None or not decides(user, item):
        return read.one(number)
    return item if item.row.visibility in PUBLIC else None


def decides(user: Any, item: read.Shown) -> bool:
    """Whether the person decides about this post: about all, or about those of the account that wrote it."""
    return rights.may(user, RIGHT, item.author.network, item.author.native_id)


def writes(user: Any) -> bool:
    """Whether the person answers, thanks and boosts from an account of ours."""
    return rights.may_somewhere(user, "drafting.change_manuscript")


def deciders(view: View) -> View:
    """Only for those who decide; others are asked to sign in, or refused. Never kept by a cache."""
    return never_cache(login_required(permission_required(RIGHT, raise_exception=True)(view)))


@require_safe
@deciders
def withheld(request: HttpRequest) -> HttpResponse:
    """What is withheld, so that it is found again."""
    rows = models.Post.objects.filter(withheld=True).order_by("-key")
    page = Page(cards(read.with_words(rows[:MOST])))
    return render(request, "follow/withheld.html", {"room_page": "withheld", "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def withhold(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a reason, then keep the post from the public."""
    return _decide(request, number, withhold=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more, then let the public see the post again."""
    return _decide(request, number, withhold=False)


def _decide(request: HttpRequest, number: int, *, withhold: bool) -> HttpResponse:
    item = seen_by(request.user, number)
    if item is None and request.user.has_perm(RIGHT):
        raise Http404
    if item is None or not decides(request.user, item):
        raise PermissionDenied
    form = (Withhold if withhold else Release)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = decisions.withhold if withhold else decisions.release
        try:
            act(number, reason=form.cleaned_data["reason"], by=_who(request), now=datetime.now(UTC))
        except decisions.NotDecided as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _done(withhold))
        return redirect("post", number)
    [card] = cards([item])
    context = {"card": card, "form": form, "withhold": withhold}
    return render(request, "follow/decide.html", context, status=422 if form.errors else 200)


def _done(withheld: bool) -> str:
    if withheld:
        return _("The post is withheld from the public.")
    return _("The public sees the post again.")


def _who(request: HttpRequest) -> str:
    """Who decides, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))
