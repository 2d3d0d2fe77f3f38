"""What staff do about a post of anybody's: answer it, boost or like it, follow whoever wrote it; from any account of
ours that can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tilstede.core.decide import PUBLIC
from tilstede.office import rights
from tilstede.office.models import Account
from tilstede.outbox import acts, fitting, seeing
from tilstede.outbox.clear import ClearedBefore, NotCleared, clear
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Act, Delivery
from tilstede.posts import read
from tilstede.posts.read import Shown
from tilstede.rooms.setup.connect import post, queries
from tilstede.rooms.setup.connect.access import DECIDES, SEES, may_decide, only, who
from tilstede.rooms.setup.connect.forms import Answered, Done

_KINDS: Final = (Act.Kind.BOOST, Act.Kind.LIKE, Act.Kind.FOLLOW)
#: What is done about a post that not all can see.
_OF_PRIVATE: Final = (Act.Kind.LIKE, Act.Kind.FOLLOW)
_ORDERS: Final[dict[str, Callable[..., Act]]] = {
    Act.Kind.BOOST: acts.boost,
    Act.Kind.LIKE: acts.like,
    Act.Kind.FOLLOW: acts.follow,
}


@dataclass(frozen=True, slots=True)
class Able:
    """Which of our accounts on the post's network can do what; of those that the person decides about."""

    answering: list[Account]
    doing: list[Account]
    kinds: tuple[Act.Kind, ...]


@require_safe
@only(SEES)
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """The post, and what can be done about it."""
    item = _found(request, number)
    return _shown(request, item, _able(request, item))


@require_POST
@only(SEES)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Clear an answer: sent by itself, or to be published by hand."""
    item = _found(request, number)
    able = _able(request, item)
    form = Answered(able.answering, request.POST)
    if not form.is_valid():
        return _shown(request, item, able, answered=form)
    account = _chosen(able.answering, form)
    text, now = form.cleaned_data["text"], datetime.now(UTC)
    draft = Draft(parts=(Part(text=text, language=form.cleaned_data["language"]),), reply_to=number)
    try:
        (row,) = clear(draft, [account], by=who(request), now=now, key=form.key(number))
    except ClearedBefore as before:
        messages.warning(request, _("You have just given this answer."))
        return redirect("outbox-post", before.deliveries[0].pk)
    except NotCleared as error:
        form.add_error(None, str(error))
        return _shown(request, item, able, answered=form)
    by_hand = _("The answer is cleared. Publish it by hand, and tell here where it stands.")
    messages.success(
        request, by_hand if row.by_hand else _("The answer is cleared, and sent by itself.")
    )
    return redirect("outbox-post", row.pk)


@require_POST
@only(SEES)
def do(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Boost it, like it, or follow its author."""
    if kind not in _ORDERS:
        raise Http404
    item = _found(request, number)
    able = _able(request, item)
    form = Done(able.doing, request.POST)
    if not form.is_valid():
        return _shown(request, item, able, done=form)
    told = {"reason": form.cleaned_data["reason"], "by": who(request), "now": datetime.now(UTC)}
    what = _name(item) if kind == Act.Kind.FOLLOW else number
    try:
        _ORDERS[kind](what, _chosen(able.doing, form), **told)
    except NotCleared as error:
        form.add_error(None, str(error))
        return _shown(request, item, able, done=form)
    messages.success(request, _("It is ordered, and recorded when it is done."))
    return redirect("engage", number)


def _found(request: HttpRequest, number: int) -> Shown:
    """A post that stands.

    :raises Http404: there is none that the person may see. :raises PermissionDenied: the person writes from no account.
    """
    if not rights.may_somewhere(request.user, DECIDES):
        raise PermissionDenied
    item = read.one(number, public=False)
    if item is None or item.post is None or item.withdrawn or not seeing.by(request.user)(item):
        raise Http404
    return item


def _able(request: HttpRequest, item: Shown) -> Able:
    ours = [one for one in queries.ours(item.row.network) if may_decide(request, one)]
    can = {one.pk: acts.possible(one) for one in ours}
    fit = _KINDS if item.row.visibility in PUBLIC else _OF_PRIVATE
    kinds = tuple(kind for kind in fit if any(kind in found for found in can.values()))
    doing = [one for one in ours if not can[one.pk].isdisjoint(fit)]
    return Able([one for one in ours if acts.can_answer(one)], doing, kinds)


def _chosen(accounts: list[Account], form: Answered | Done) -> Account:
    return next(one for one in accounts if one.pk == form.cleaned_data["account"])


def _name(item: Shown) -> str:
    return item.author.handle or item.author.url or item.author.native_id


def _shown(request: HttpRequest, item: Shown, able: Able, **wrong: Any) -> HttpResponse:
    may_see = seeing.by(request.user)
    ordered = Act.objects.filter(post=item.number).select_related("account").order_by("-id")
    answers = Delivery.objects.filter(cleared__reply_to=item.number, position=0)
    context = {
        "room_page": "outbox",
        "item": item,
        "name": item.author.name or _name(item),
        "able": able,
        "audience": fitting.audience(item.number),
        "answered": Answered(
            able.answering,
            initial={"language": get_language(), "text": fitting.opening(item.number)},
        ),
        "done": Done(able.doing),
        "ordered": [post.told(one, may_see) for one in ordered],
        "answers": [
            post.told(one, may_see, whole=False)
            for one in answers.select_related("cleared", "account").order_by("-id")
        ],
        **wrong,
    }
    return render(request, "setup/connect/engage.html", context, status=422 if wrong else 200)
