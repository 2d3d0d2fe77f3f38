"""The guide for the first time: from nothing to a public stream. Each step is a page, and can be gone back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.core.account_address import parse
from tilstede.intake import listing
from tilstede.intake.lookups import website
from tilstede.intake.lookups.asking import NotAnswered
from tilstede.intake.verification import naming
from tilstede.jobs import queries as jobs
from tilstede.office.directory.words import said
from tilstede.office.models import Account, Body
from tilstede.rooms.setup.directory import entries, queries
from tilstede.rooms.setup.directory.access import editors, who
from tilstede.rooms.setup.directory.fields import REGISTERED, org_id, parts
from tilstede.rooms.setup.directory.first_forms import (
    UNNAMED,
    AccountsForm,
    LeaderForm,
    WhoForm,
    own_entry,
)
from tilstede.rooms.setup.directory.forms import Entry, role_key
from tilstede.rooms.setup.directory.lookup import from_register
from tilstede.web.templatetags.parts import day

PAGE = "setup"


@dataclass(frozen=True, slots=True)
class Refused:
    """An address that was not taken in, and why."""

    address: str
    why: str


@require_safe
@editors
def begin(request: HttpRequest) -> HttpResponse:
    """What the guide asks, and how far it has come."""
    return render(request, "setup/first.html", {"room_page": PAGE, "steps": steps()})


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def body(request: HttpRequest) -> HttpResponse:
    """Who the body is; the register proposes."""
    own = own_body()
    before = entries.of(own) if own else {}
    asked = request.GET.get("q", "").strip()[:200]
    context: dict[str, Any] = {"asked": asked or _called(own)}
    if request.method == "POST":
        form = WhoForm(request.POST)
        if form.is_valid() and _save_body(request, form, own, before):
            return redirect("first-accounts")
    else:
        if asked:
            context |= from_register(asked)
        form = WhoForm(entry={**before, **context.get("proposed", _numbered(asked))})
    return _step(request, "first_body", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def accounts(request: HttpRequest) -> HttpResponse:
    """The addresses of the body's accounts. Those that cannot be taken in stay in the field, with the reason."""
    own = own_body()
    if own is None:
        return redirect("first-body")
    told = _on_website(own) if "find" in request.GET else {}
    form = AccountsForm(
        request.POST or None, initial={"addresses": "\n".join(told.get("found", []))}
    )
    refused: list[Refused] = []
    if request.method == "POST" and form.is_valid():
        given = parts(form.cleaned_data["addresses"])
        refused = _save_accounts(request, given, {"owner": own.key, "capacity": "official"})
        if not refused:
            return redirect("first-leader" if given or _accounts(own) else "first-accounts")
        form = AccountsForm(initial={"addresses": "\n".join(one.address for one in refused)})
    listed = naming.with_names(_accounts(own))
    context = {"refused": refused, "accounts": listed, "own": own, **told}
    return _step(request, "first_accounts", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def leader(request: HttpRequest) -> HttpResponse:
    """Who leads the body and speaks for it."""
    own = own_body()
    if own is None:
        return redirect("first-body")
    form = LeaderForm(request.POST or None, initial={"title": _usual_title(own)})
    refused: list[Refused] = []
    if request.method == "POST" and form.is_valid():
        refused = _save_leader(request, form, own)
        if form.is_valid():
            _remark_on_coming(request, form)
            if not refused:
                return redirect("first-done")
    roles = list(queries.with_holders(own.roles.order_by("title_nb")))
    return _step(request, "first_leader", form, {"refused": refused, "roles": roles, "own": own})


@require_safe
@editors
def done(request: HttpRequest) -> HttpResponse:
    """What is read now, and where the stream is."""
    own = own_body()
    if own is None:
        return redirect("first-body")
    context = {
        "room_page": PAGE,
        "steps": steps("done"),
        "own": own,
        "accounts": naming.with_names(_accounts(own)),
        "roles": list(queries.with_holders(own.roles.order_by("title_nb"))),
        "working": jobs.alive(now=datetime.now(UTC)),
    }
    return render(request, "setup/first_done.html", context)


def steps(here: str = "") -> list[dict[str, Any]]:
    """The guide's steps: done, now or later. ``here``: the step whose page it is, which needs no way to itself;
    the last leads on to the stream."""
    own = own_body()
    told = [
        (
            "body",
            _("Who you are"),
            _("Organisation number, name, website."),
            own is not None and own.key != UNNAMED,
        ),
        ("accounts", _("Your accounts"), _("Paste their addresses."), bool(own and _accounts(own))),
        (
            "leader",
            _("Who leads you"),
            _("The mayor, or another who speaks for you."),
            bool(own and own.roles.exists()),
        ),
        ("done", _("Look at your stream"), _("What is read, and what others see."), False),
    ]
    current = here or next(name for name, _title, _text, is_done in told if not is_done)
    ways = {name: reverse(f"first-{name}") for name, *_rest in told}
    ways[here] = reverse("stream") if here == "done" else ""
    return [
        {
            "title": title,
            "text": text,
            "state": "now" if name == current else "done" if is_done else "later",
            "url": ways[name],
            "action": _("Begin") if name == current == "body" and not here else _("Go there"),
        }
        for name, title, text, is_done in told
    ]


def own_body() -> Body | None:
    """The body whose installation this is."""
    return Body.objects.select_related("parent").filter(own=True).first()


def _step(request: HttpRequest, name: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    wrong = bool(form.errors or context.get("refused"))
    told = {"room_page": PAGE, "form": form, "steps": steps(name.removeprefix("first_")), **context}
    return render(request, f"setup/{name}.html", told, status=422 if wrong else 200)


def _on_website(own: Body) -> dict[str, Any]:
    """The accounts that the body's website links to and that are not listed (``found``), or why it did not answer."""
    had = {account.address for account in _accounts(own)}
    try:
        found = website.accounts(own.url)
    except NotAnswered as error:
        return {"problem": str(error), "detail": error.detail}
    return {"found": [address for address in found if parse(address).address not in had]}


def _save_body(request: HttpRequest, form: WhoForm, own: Body | None, before: Entry) -> bool:
    try:
        listing.save_entry(
            "bodies",
            own.key if own else "",
            own_entry(form, before),
            changed=own.changed if own else None,
            by=who(request),
            now=datetime.now(UTC),
        )
    except listing.NotValid as error:
        for problem in error.problems:
            form.refuse(problem.field, said(problem))
        return False
    except listing.Conflict:
        form.add_error(None, _("Somebody else has just changed this. Look at it once more."))
        return False
    return True


def _save_accounts(request: HttpRequest, given: list[str], told: Entry) -> list[Refused]:
    """Each address by itself, so that one that is wrong does not stop the rest."""
    refused = []
    for address in given:
        entry = {**told, "url": address, "show": True}
        try:
            listing.save_entry(
                "accounts", "", entry, changed=None, by=who(request), now=datetime.now(UTC)
            )
        except listing.NotValid as error:
            why = " ".join(said(problem) for problem in error.problems)
            refused.append(Refused(address, why))
    return refused


def _save_leader(request: HttpRequest, form: LeaderForm, own: Body) -> list[Refused]:
    given = form.cleaned_data
    language = own.language_form or "nb"
    role = role_key(own, given["title"])
    holder = {"role": role, "person": given["person"], "party": given["party"]}
    if given["since"]:
        holder["from"] = given["since"].isoformat()
    now, by = datetime.now(UTC), who(request)
    entry = {"id": role, "body": own.key, "title": {language: given["title"]}, "kind": "political"}
    try:
        with transaction.atomic():
            if not own.roles.filter(key=role).exists():
                listing.save_entry("roles", "", entry, changed=None, by=by, now=now)
            listing.save_entry("holders", "", holder, changed=None, by=by, now=now)
    except listing.NotValid as error:
        for problem in error.problems:
            form.add_error(problem.field if problem.field in form.fields else None, said(problem))
        return []
    account = {"owner": role, "capacity": given["capacity"]}
    if given["capacity"] == "personal":
        account["person"] = given["person"]
    return _save_accounts(request, parts(given["addresses"]), account)


def _remark_on_coming(request: HttpRequest, form: LeaderForm) -> None:
    """A first day that lies ahead may be right, and may be a slip of the pen: it stands, and is told of."""
    since, person = form.cleaned_data["since"], form.cleaned_data["person"]
    if since and since > timezone.localdate():
        text = _(
            "{person} takes office on {day}, which is not yet here. Until that day nobody is shown in the role. If the"
            " day is wrong, change it in the directory."
        )
        messages.warning(request, text.format(person=person, day=day(since)))


def _accounts(own: Body) -> list[Account]:
    """The body's accounts and those of its roles."""
    found = Account.objects.filter(body=own) | Account.objects.filter(role__body=own)
    return list(found.select_related("role", "person").order_by("pk"))


def _numbered(asked: str) -> Entry:
    """A number that the register could not tell of need not be written twice."""
    digits = asked.replace(" ", "")
    return {"id": org_id(digits)} if len(digits) == 9 and digits.isdecimal() else {}


def _called(own: Body | None) -> str:
    if own is None:
        return ""
    return own.key.removeprefix(REGISTERED) if own.key.startswith(REGISTERED) else str(own)


def _usual_title(own: Body) -> str:
    """What the leader of such a body is mostly called."""
    nynorsk = own.language_form == "nn"
    titles = {
        "municipality": "Ordførar" if nynorsk else "Ordfører",
        "county": "Fylkesordførar" if nynorsk else "Fylkesordfører",
        "ministry": "Statsråd",
        "agency": "Direktør",
    }
    return titles.get(own.kind, "")
