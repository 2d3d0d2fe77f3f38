"""Pages open to all. Each works without script, sets no cookie and may be kept by caches for a moment."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tilstede.core.query import QueryError
from tilstede.posts import read
from tilstede.rooms.follow import deciding, finding, history, queries, vouching
from tilstede.rooms.follow.changes.access import Letters
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.forms import Follow, StreamFilters
from tilstede.rooms.follow.turning import place, turn
from tilstede.web.caching import for_readers

#: Checkpoints on the page; all are kept.
_CHECKPOINTS = 50


@require_safe
@for_readers
def stream(request: HttpRequest) -> HttpResponse:
    """The newest posts of all accounts, with filters."""
    form = StreamFilters(request.GET)
    page = queries.stream(form.filters, **turn(request))
    context = {
        "room_page": "stream",
        "form": form,
        "page": page,
        "being_read": not page.cards and queries.is_any_followed(),
    }
    return render(request, "follow/stream.html", context)


@require_safe
@for_readers
def search(request: HttpRequest) -> HttpResponse:
    """Search in all posts; a mistake is shown where it stands, with what may have been meant."""
    query = request.GET.get("q", "").strip()
    by_relevance = request.GET.get("order") == "relevance"
    context: dict[str, Any] = {"room_page": "search", "query": query, "by_relevance": by_relevance}
    if not query:
        return render(request, "follow/search.html", context)
    try:
        if by_relevance:
            context["found"] = finding.best(query, skip=place(request, "skip") or 0)
        else:
            context["found"] = finding.newest(query, **turn(request))
    except QueryError as error:
        context["mistake"] = finding.mistake(query, error)
        return render(request, "follow/search.html", context, status=400)
    return render(request, "follow/search.html", context)


@require_safe
@for_readers
def post(request: HttpRequest, number: int) -> HttpResponse:
    """One post with its versions, its thread and its proof; of a destroyed one, when and why it went."""
    if item := deciding.seen_by(request.user, number):
        page = history.post(item)
        letters = Letters(request.build_absolute_uri("/").rstrip("/"))
        context = {
            "page": page,
            "decides": deciding.decides(request.user, item),
            "writes": page.card.post and not item.withdrawn and deciding.writes(request.user),
            "links": read.embedded(number) if page.card.post else [],
            "kept": read.captured(number) if page.card.post else [],
            "letter": letters.to(page.card) if item.withdrawn or page.card.edited else "",
        }
        return render(request, "follow/post.html", context)
    if gone := history.destroyed(number):
        return render(request, "follow/destroyed.html", {"gone": gone}, status=410)
    raise Http404


@require_safe
@for_readers
def thread(request: HttpRequest, number: int) -> HttpResponse:
    """A thread by one author as one text, to read or to print."""
    item = read.one(number)
    if item is None:
        raise Http404
    return render(request, "follow/thread.html", {"text": history.text(item)})


@require_safe
@for_readers
def account(request: HttpRequest, number: int) -> HttpResponse:
    """One account: who it is, what it wrote, what could not be seen."""
    found = queries.account(number, public=not request.user.has_perm(deciding.RIGHT))
    if found is None:
        raise Http404
    filters = Filters(account=number)
    page = queries.stream(filters, **turn(request))
    return render(request, "follow/account.html", {"about": found, "page": page})


@require_safe
@for_readers
def sources(request: HttpRequest) -> HttpResponse:
    """What is read from, and how it goes; with buttons for staff."""
    is_staff = request.user.has_perm("intake.change_source")
    listed = queries.sources(public=not is_staff)
    context: dict[str, Any] = {"room_page": "sources", "sources": listed}
    if is_staff:
        context["follow"] = Follow()
    return render(request, "follow/sources.html", context)


@require_safe
@for_readers
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The signed states of the record, and how anyone can check them."""
    context = {"room_page": "checkpoints", "vouched": vouching.shown(_CHECKPOINTS)}
    return render(request, "follow/checkpoints.html", context)
