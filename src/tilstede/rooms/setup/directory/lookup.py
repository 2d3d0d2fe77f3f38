"""What public registers say, side by side with what the directory says. A tick takes a field over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
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
from tilstede.office.models import Body, Holding
from tilstede.rooms.setup.directory import entries
from tilstede.rooms.setup.directory.access import editors, who
from tilstede.rooms.setup.directory.fields import REGISTERED
from tilstede.rooms.setup.directory.forms import NAMES, Entry, got, put
from tilstede.rooms.setup.directory.parts import Part, called, part_of

REGISTERS = {"enhetsregisteret": "Enhetsregisteret", "wikidata": "Wikidata"}


@dataclass(frozen=True, slots=True)
class Side:
    """A field as it stands and as it is proposed. ``name``: of its tick; it holds the value, so that what is taken
    over is what was seen."""

    name: str
    label: str
    stands: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: a body, or a person in a role."""

    part: Part
    row: Any

    @property
    def registers(self) -> dict[str, str]:
        """Who may know something about it."""
        return REGISTERS if isinstance(self.row, Body) else {"wikidata": REGISTERS["wikidata"]}

    @property
    def fields(self) -> dict[str, str]:
        """Fields of the file that may be taken over, with their labels."""
        form = self.part.form.base_fields
        labels = {NAMES.get(name, name): str(field.label) for name, field in form.items()}
        return labels if isinstance(self.row, Body) else {"wikidata": labels["wikidata"]}

    def usual(self, register: str) -> str:
        """What to ask about, unless something else is written."""
        if isinstance(self.row, Holding):
            return str(self.row.wikidata or self.row.person.wikidata or self.row.person)
        if register == "wikidata":
            return str(self.row.wikidata or self.row)
        key = str(self.row.key)
        return key.removeprefix(REGISTERED) if key.startswith(REGISTERED) else str(self.row)

    def accounts(self) -> set[str]:
        """The addresses of its accounts in the directory."""
        owner = self.row if isinstance(self.row, Body) else self.row.person
        return set(owner.accounts.values_list("address", flat=True))

    def account(self, url: str, key: str) -> Entry:
        """An account of it as the file has it. A person's own is not shown before there is consent."""
        if isinstance(self.row, Body):
            return {"owner": key, "url": url, "capacity": "official", "show": True}
        entry = entries.of(self.row)
        whose: Entry = {name: entry[name] for name in ("person", "person_id") if name in entry}
        owner = {"owner": self.row.role.key, "url": url}
        return {**owner, "capacity": "personal", "show": False, **whose}


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def lookup(request: HttpRequest, part: str, number: int) -> HttpResponse:
    """Ask a register about a body or a person; take over what is ticked."""
    if part not in ("bodies", "holders"):
        raise Http404
    shown = part_of(part)
    subject = Subject(shown, get_object_or_404(shown.rows(), pk=number))
    if request.method == "POST":
        return _taken(request, subject)
    register = request.GET.get("register", "")
    if register not in subject.registers:
        register = next(iter(subject.registers))
    asked = request.GET.get("q", "").strip()[:200]
    context: dict[str, Any] = {
        "room_page": "directory",
        "part": shown,
        "row": subject.row,
        "title": called(subject.row),
        "registers": subject.registers,
        "register": register,
        "asked": asked or subject.usual(register),
    }
    if asked:
        context |= _answer(register, asked, subject)
    return render(request, "setup/lookup.html", context)


def _answer(register: str, asked: str, subject: Subject) -> dict[str, Any]:
    try:
        if register == "wikidata":
            language = get_language() or "nb"
            items = wikidata.find(asked, language=language, today=timezone.localdate())
            found: list[Any] = list(items)
        else:
            found = list(enhetsregisteret.find(asked))
    except NotAnswered as error:
        return {"problem": str(error), "detail": error.detail}
    if len(found) == 1 and found[0].proposed:
        proposed = list(found[0].proposed)
        if register == "wikidata":
            proposed.append(Proposed("wikidata", found[0].id))
        return {"found": found, "sides": sides(subject, proposed), "one": found[0]}
    return {"found": found}


def sides(subject: Subject, proposed: Iterable[Proposed]) -> list[Side]:
    """Field by field what differs; accounts that are not in the directory yet."""
    entry, labels, had = entries.of(subject.row), subject.fields, subject.accounts()
    found = []
    for one in proposed:
        if one.field == "account":
            address = _address(one.value)
            if address and address not in had:
                had.add(address)
                found.append(Side(f"account:{one.value}", _("Account"), "", one.value))
        elif one.field in labels and str(got(entry, one.field) or "") != one.value:
            stands = entries.in_words(got(entry, one.field))
            found.append(Side(f"{one.field}:{one.value}", labels[one.field], stands, one.value))
    return found


def _address(url: str) -> str:
    """Its one spelling; ``""`` for what is no account."""
    try:
        return parse(url).address
    except NotAnAccount:
        return ""


def _taken(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Write what is ticked: the entry's own fields first, then its accounts."""
    entry, accounts = entries.of(subject.row), []
    for ticked in request.POST.getlist("take"):
        field, _colon, value = ticked.partition(":")
        if field == "account":
            accounts.append(value)
        elif field in subject.fields:
            put(entry, field, value)
    problems = []
    try:
        _write(subject, entry, accounts, by=who(request), now=datetime.now(UTC))
    except listing.NotValid as error:
        problems = [said(problem) for problem in error.problems]
    except listing.Conflict:
        problems = [_("Somebody else has just changed this. Look it up once more.")]
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, _("What you ticked is taken over."))
    return redirect("directory-entry", subject.part.name, subject.row.pk)


def _write(
    subject: Subject, entry: Entry, accounts: Iterable[str], *, by: str, now: datetime
) -> None:
    """All that is ticked, or nothing. :raises listing.NotValid: :raises listing.Conflict:"""
    part, row = subject.part, subject.row
    with transaction.atomic():
        key = listing.save_entry(
            part.name, part.key(row), entry, changed=row.changed, by=by, now=now
        )
        for url in accounts:
            account = subject.account(url, key)
            listing.save_entry("accounts", "", account, changed=None, by=by, now=now)


def from_register(asked: str) -> dict[str, Any]:
    """What Enhetsregisteret says of a body that is to be added: one unit fills the form (``proposed``, as an entry of
    the file), several are chosen among (``found``), or why it did not answer (``problem``)."""
    try:
        found = enhetsregisteret.find(asked)
    except NotAnswered as error:
        return {"problem": str(error), "detail": error.detail}
    if len(found) != 1:
        return {"found": found}
    entry: Entry = {"id": found[0].key}
    for one in found[0].proposed:
        put(entry, one.field, one.value)
    return {"found": found, "unit": found[0], "proposed": entry}
