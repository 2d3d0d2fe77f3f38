"""Looking through the directory, and adding, editing and removing what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.intake import listing
from tilstede.intake.verification import naming
from tilstede.office.directory.words import said
from tilstede.office.models import Account, Body, Holding
from tilstede.rooms.setup.directory import entries, queries
from tilstede.rooms.setup.directory.access import editors, may_change, viewers, who
from tilstede.rooms.setup.directory.forms import Entry, EntryForm
from tilstede.rooms.setup.directory.lookup import from_register
from tilstede.rooms.setup.directory.parts import PARTS, Part, called, part_of

PAGE = "directory"
_SALT = "setup.directory.entry"


@require_safe
@viewers
def index(request: HttpRequest) -> HttpResponse:
    """The list most look for first."""
    return listed(request, "bodies")


@require_safe
@viewers
def listed(request: HttpRequest, part: str) -> HttpResponse:
    """One of the four lists, a page at a time."""
    shown = part_of(part)
    sought = request.GET.get("q", "").strip()[:200]
    under = Body.objects.filter(pk=_number(request.GET.get("under"))).first()
    page = queries.listed(
        shown, sought=sought, page=_number(request.GET.get("page"), 1), under=under
    )
    context = {
        "room_page": PAGE,
        "may_change": may_change(request),
        "part": shown,
        "tabs": _tabs(part),
        "page": page,
        "named": naming.with_names(page) if part == "accounts" else [],
        "sought": sought,
        "today": timezone.localdate(),
        "under": under,
        "above": queries.above(under),
        "newer": _turned(request, page.previous_page_number()) if page.has_previous() else "",
        "older": _turned(request, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, f"setup/{part}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def add(request: HttpRequest, part: str) -> HttpResponse:
    """A new entry. The address may fill some of it in: `?body=`, `?role=`, `?owner=`, `?parent=`."""
    shown = part_of(part)
    begun: Entry = {name: value for name, value in request.GET.items() if name in shown.form.keys}
    if part == "accounts":
        begun |= {"show": True}
    asked, told = request.GET.get("q", "").strip()[:200], {}
    if part == "bodies" and asked:
        told = from_register(asked)
        begun |= told.get("proposed", {})
    form = shown.form(request.POST if request.method == "POST" else None, entry=begun)
    if request.method == "POST" and form.is_valid():
        key = _save(request, shown, form, form.entry)
        if key is not None:
            messages.success(request, _("Added."))
            return redirect(_home(shown, _found(shown, key)))
    return _page(request, shown, form, more={"asked": asked, **told})


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def edit(request: HttpRequest, part: str, number: int) -> HttpResponse:
    """An entry as it stands, changed when another has not changed it meanwhile; else both are shown."""
    shown = part_of(part)
    row = shown.rows().filter(pk=number).first()
    if row is None:
        return _gone(request, shown)
    if request.method != "POST":
        return _page(request, shown, shown.form(entry=entries.of(row)), row)
    if "mine" in request.POST:
        return _chosen(request, shown, row)
    form = shown.form(request.POST, entry=entries.of(row))
    if not form.is_valid():
        return _page(request, shown, form, row)
    return _change(request, shown, row, form, form.entry)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def remove(request: HttpRequest, part: str, number: int) -> HttpResponse:
    """Ask once more, then take the entry out. The record keeps what it said."""
    shown = part_of(part)
    row = get_object_or_404(shown.rows(), pk=number)
    problems: list[str] = []
    if request.method == "POST":
        try:
            listing.remove_entry(
                part,
                shown.key(row),
                changed=_number(request.POST.get("changed")),
                by=who(request),
                now=_now(),
            )
        except listing.NotValid as error:
            problems = [said(problem) for problem in error.problems]
        except listing.Conflict:
            problems = [_("Somebody else has just changed it. Look at it once more below.")]
            row.refresh_from_db()
        else:
            messages.success(request, _("Removed. The record keeps what it said."))
            return redirect("directory-part", part)
    context = {
        "room_page": PAGE,
        "part": shown,
        "row": row,
        "title": called(row),
        "facts": entries.facts(shown.form(), row),
        "problems": problems,
    }
    return render(request, "setup/remove.html", context, status=409 if problems else 200)


def _gone(request: HttpRequest, part: Part) -> HttpResponse:
    """The entry is not there (any more): what somebody wrote about it is kept, to be added again.

    :raises Http404: nobody wrote anything.
    """
    if request.method != "POST":
        raise Http404
    mine = _signed(request, "mine") if "mine" in request.POST else None
    form = part.form(entry=mine) if mine is not None else part.form(request.POST)
    return _page(request, part, form, gone=True)


def _change(
    request: HttpRequest, part: Part, row: Any, form: EntryForm, mine: Entry
) -> HttpResponse:
    try:
        key = _save(request, part, form, mine, row, _number(request.POST.get("changed")))
    except listing.Conflict:
        return _both(request, part, row, mine, _signed(request, "before"))
    if key is None:
        return _page(request, part, form, row)
    messages.success(request, _("Saved."))
    return redirect(_home(part, _found(part, key)))


def _chosen(request: HttpRequest, part: Part, row: Any) -> HttpResponse:
    """The two versions were shown, and it was chosen field by field what shall stand."""
    mine, theirs = _signed(request, "mine"), entries.of(row)
    kept = {name.removeprefix("keep-"): str(value) for name, value in request.POST.items()}
    entry = entries.merged(mine, theirs, kept, part.form.base_fields)
    if _number(request.POST.get("changed")) != row.changed:
        return _both(request, part, row, mine, _signed(request, "before"))
    return _change(request, part, row, part.form(entry=entry), entry)


def _both(request: HttpRequest, part: Part, row: Any, mine: Entry, before: Entry) -> HttpResponse:
    row = part.rows().get(pk=row.pk)
    theirs = entries.of(row)
    context = {
        "room_page": PAGE,
        "part": part,
        "row": row,
        "title": called(row),
        "differences": list(entries.differences(part.form(), mine, theirs, before)),
        "mine": signing.dumps(mine, salt=_SALT),
        "before": signing.dumps(before, salt=_SALT),
    }
    return render(request, "setup/conflict.html", context, status=409)


def _save(
    request: HttpRequest,
    part: Part,
    form: EntryForm,
    entry: Entry,
    row: Any = None,
    changed: int | None = None,
) -> str | None:
    """The entry's key once it is written; None when it cannot be, with the reasons beside the form's fields."""
    try:
        return listing.save_entry(
            part.name,
            part.key(row) if row else "",
            entry,
            changed=changed if row else None,
            by=who(request),
            now=_now(),
        )
    except listing.NotValid as error:
        for problem in error.problems:
            form.refuse(problem.field, said(problem))
        return None


def _page(
    request: HttpRequest,
    part: Part,
    form: EntryForm,
    row: Any = None,
    *,
    gone: bool = False,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> HttpResponse:
    context = {
        "room_page": PAGE,
        "part": part,
        "form": form,
        "row": row,
        "title": called(row) if row else part.add,
        "today": timezone.localdate(),
        "gone": gone,
        "above": queries.above(row.parent) if isinstance(row, Body) else [],
        "around": queries.around(row) if row else None,
        "before": signing.dumps(entries.of(row), salt=_SALT) if row else "",
        **more,
    }
    return render(request, "setup/entry.html", context, status=422 if form.errors or gone else 200)


def _signed(request: HttpRequest, name: str) -> Entry:
    """An entry that a page of ours carried. :raises BadRequest: it is not as we wrote it."""
    try:
        return dict(signing.loads(request.POST.get(name, ""), salt=_SALT))
    except signing.BadSignature:
        raise BadRequest from None


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": part.title,
            "url": reverse("directory-part", args=[part.name]),
            "current": part.name == current,
            "count": part.model._default_manager.count(),
        }
        for part in PARTS.values()
    ]


def _found(part: Part, key: str) -> Any:
    by = {"key": key} if part.name in ("bodies", "roles") else {"pk": key}
    return part.rows().get(**by)


def _home(part: Part, row: Any) -> str:
    """The page that a person wants to see after a change: a holder's role, an account's owner."""
    if isinstance(row, Holding):
        part, row = PARTS["roles"], row.role
    elif isinstance(row, Account) and (row.role or row.body):
        part, row = (PARTS["roles"], row.role) if row.role else (PARTS["bodies"], row.body)
    return reverse("directory-entry", args=[part.name, row.pk])


def _turned(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"


def _number(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _now() -> datetime:
    return datetime.now(UTC)
