"""The list of drafts, and how one is begun, put away and taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilstede.outbox import words
from tilstede.outbox.drafting import deeds, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Manuscript
from tilstede.posts import read
from tilstede.rooms.publish.write import form, joining
from tilstede.rooms.publish.write import thanks as thanking
from tilstede.rooms.publish.write.access import writer, writers

State = Manuscript.State
MOST: Final = 30
#: Tabs of the list, and the states each shows.
_VIEWS: Final = {
    "": writing.OPEN,
    "sent": (State.HANDED,),
    "away": (State.DROPPED,),
}
_COLORS: Final = {
    State.WRITING: "neutral",
    State.ASKED: "warning",
    State.PLANNED: "info",
    State.HANDED: "success",
    State.DROPPED: "neutral",
}
#: Letters of a draft that the list shows.
_SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class Row:
    """A draft in the list."""

    manuscript: Manuscript
    words: str
    color: str
    channels: tuple[str, ...]


@require_safe
@writers
def drafts(request: HttpRequest) -> HttpResponse:
    """What is being written, the newest first; what was sent, and what was put away."""
    view = request.GET.get("view", "")
    view = view if view in _VIEWS else ""
    page = Paginator(_found(view), MOST).get_page(request.GET.get("page", "1"))
    labels = {
        "": _("Not sent"),
        "sent": pgettext("drafts", "Sent"),
        "away": pgettext("drafts", "Put away"),
    }
    tabs = [
        {"label": label, "url": f"?view={name}" if name else "?", "current": name == view}
        for name, label in labels.items()
    ]
    context = {
        "room_page": "drafts",
        "page": page,
        "rows": _rows(page),
        "tabs": tabs,
        "view": view,
    }
    return render(request, "publish/write/drafts.html", context)


def _found(view: str) -> QuerySet[Manuscript]:
    rows = Manuscript.objects.filter(state__in=_VIEWS[view]).order_by("-changed", "-pk")
    return rows.select_related("author", "campaign").prefetch_related("accounts")


def _rows(page: Page[Manuscript]) -> list[Row]:
    held = writing.standings(page)
    return [
        Row(
            one,
            deeds.named(one) or _beginning(held[one.pk]),
            _COLORS[State(one.state)],
            tuple(words.channel(account) for account in one.accounts.all()),
        )
        for one in page
    ]


def _beginning(content: Content) -> str:
    whole = " ".join(" ".join((content.title, *content.parts)).split())
    return f"{whole[:_SHOWN].rstrip()}…" if len(whole) > _SHOWN else whole


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def begin(request: HttpRequest) -> HttpResponse:
    """From nothing, from words that are sent along, or to answer or quote a post in the record."""
    asked = request.POST if request.method == "POST" else request.GET
    reply_to, quote_of = _number(asked.get("reply_to", "")), _number(asked.get("quote_of", ""))
    thanked = _number(asked.get("thank", ""))
    joined = _post(request, reply_to or thanked or quote_of)
    if request.method != "POST":
        context = {"room_page": "drafts", "joined": joined, "quotes": quote_of is not None}
        return render(request, "publish/write/begin.html", context)
    answered = reply_to or thanked
    begun = writing.begin(
        author=writer(request),
        now=datetime.now(UTC),
        content=_begun(request, joined if answered else None, thanks=thanked is not None),
        accounts=joining.likely(request, joined) if joined else [],
        reply_to=answered,
        quote_of=None if answered else quote_of,
    )
    return redirect("draft", begun.key)


def _begun(request: HttpRequest, answered: read.Shown | None, *, thanks: bool) -> Content:
    """What stands there already: words that were sent along; of an answer, to whom it goes, and a thank."""
    parts = form.parts(request.POST.getlist("part"))
    if answered is None:
        return Content(parts=parts)
    named = joining.opening(request, answered)
    if not thanks:
        return Content(parts=(named + parts[0], *parts[1:]))
    said = thanking.beginning(answered)
    return Content(parts=(named + said,), language=thanking.form(answered))


def _number(typed: str) -> int | None:
    """:raises Http404: it is no number of a post."""
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 18:
        raise Http404
    return int(typed)


def _post(request: HttpRequest, number: int | None) -> read.Shown | None:
    """:raises Http404: there is no such post, it was withdrawn, or the person may not see it."""
    found = joining.seen(request, number)
    if number is not None and found is None:
        raise Http404
    return found


@require_POST
@writers
def put_away(request: HttpRequest, key: str) -> HttpResponse:
    """Nobody is to publish it."""
    return _turn(request, key, writing.put_away, _("The draft is put away. Its words are kept."))


@require_POST
@writers
def take_up(request: HttpRequest, key: str) -> HttpResponse:
    """Go on with it."""
    return _turn(request, key, writing.take_up, _("The draft can be written on again."))


def _turn(request: HttpRequest, key: str, turn: writing.Turn, said: str) -> HttpResponse:
    try:
        turn(key, by=writer(request), now=datetime.now(UTC))
    except Manuscript.DoesNotExist as error:
        raise Http404 from error
    except writing.NotYours as error:
        messages.error(request, str(error))
    except writing.NotOpen:
        messages.error(request, _("Somebody else was there first: look at how it stands now."))
    else:
        messages.success(request, said)
    return redirect("draft", key)
