"""What public registers say about a body, side by side with what the directory says. A tick takes a field over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.intake import listing
from tilstede.intake.lookups import enhetsregisteret, wikidata
from tilstede.intake.lookups.asking import NotAnswered, Proposed
from tilstede.office.directory.words import said
from tilstede.office.models import Body
from tilstede.rooms.setup.directory import entries
from tilstede.rooms.setup.directory.access import editors, who
from tilstede.rooms.setup.directory.forms import NAMES, BodyForm, got, put

REGISTERS = {"enhetsregisteret": "Enhetsregisteret", "wikidata": "Wikidata"}


@dataclass(frozen=True, slots=True)
class Side:
    """A field as it stands and as it is proposed. ``name``: of its tick; it holds the value, so that what is taken
    over is what was seen."""

    name: str
    label: str
    stands: str
    proposed: str


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def lookup(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a register about a body; take over what is ticked."""
    body = get_object_or_404(Body.objects.select_related("parent"), pk=number)
    if request.method == "POST":
        return _taken(request, body)
    register = request.GET.get("register", "")
    asked = request.GET.get("q", "").strip()[:200]
    context: dict[str, Any] = {
        "room_page": "directory",
        "body": body,
        "registers": REGISTERS,
        "register": register if register in REGISTERS else "enhetsregisteret",
        "asked": asked or _usual(body, register),
    }
    if asked:
        context |= _answer(context["register"], asked, body)
    return render(request, "setup/lookup.html", context)


def _usual(body: Body, register: str) -> str:
    """What to ask about, unless something else is written."""
    if register == "wikidata":
        return body.wikidata or str(body)
    return body.key.removeprefix("NO-BRC-") if body.key.startswith("NO-BRC-") else str(body)


def _answer(register: str, asked: str, body: Body) -> dict[str, Any]:
    try:
        if register == "wikidata":
            found: list[Any] = wikidata.find(
                asked, language=get_language() or "nb", today=timezone.localdate()
            )
        else:
            found = list(enhetsregisteret.find(asked))
    except NotAnswered as error:
        return {"problem": str(error), "detail": error.detail}
    if len(found) == 1 and found[0].proposed:
        return {"found": found, "sides": sides(body, found[0].proposed), "one": found[0]}
    return {"found": found}


def sides(body: Body, proposed: tuple[Proposed, ...]) -> list[Side]:
    """Field by field what differs; accounts that are not in the directory yet."""
    entry = entries.of(body)
    labels = {NAMES.get(name, name): field.label for name, field in BodyForm.base_fields.items()}
    had = {account.address for account in body.accounts.all()}
    found = []
    for one in proposed:
        if one.field == "account":
            address = _address(one.value)
            if address and address not in had:
                had.add(address)
                found.append(Side(f"account:{one.value}", _("Account"), "", one.value))
        elif one.field in labels and str(got(entry, one.field) or "") != one.value:
            stands = entries.in_words(got(entry, one.field))
            found.append(
                Side(f"{one.field}:{one.value}", str(labels[one.field]), stands, one.value)
            )
    return found


def _address(url: str) -> str:
    """Its one spelling; ``""`` for what is no account."""
    try:
        return parse(url).address
    except NotAnAccount:
        return ""


def _taken(request: HttpRequest, body: Body) -> HttpResponse:
    """Write what is ticked: the body's own fields first, then its accounts."""
    entry, accounts = entries.of(body), []
    for ticked in request.POST.getlist("take"):
        field, _colon, value = ticked.partition(":")
        if field == "account":
            accounts.append(value)
        elif field in {NAMES.get(name, name) for name in BodyForm.base_fields}:
            put(entry, field, value)
    now, by = datetime.now(UTC), who(request)
    problems = []
    try:
        with transaction.atomic():  # all that is ticked, or nothing
            key = listing.save_entry(
                "bodies", body.key, entry, changed=body.changed, by=by, now=now
            )
            for url in accounts:
                account = {"owner": key, "url": url, "capacity": "official", "show": True}
                listing.save_entry("accounts", "", account, changed=None, by=by, now=now)
    except listing.NotValid as error:
        problems = [said(problem) for problem in error.problems]
    except listing.Conflict:
        problems = [_("Somebody else has just changed this body. Look it up once more.")]
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, _("What you ticked is taken over."))
    return redirect("directory-entry", "bodies", body.pk)
