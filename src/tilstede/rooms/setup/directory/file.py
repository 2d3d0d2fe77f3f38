"""The directory as a file: downloaded, uploaded, shown what would change, and taken in."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.core.directory.difference import Change
from tilstede.core.directory.entries import Account, Body, Holder, Role
from tilstede.intake import listing
from tilstede.office.directory.words import said
from tilstede.rooms.setup.directory import entries, uploads
from tilstede.rooms.setup.directory.access import may_replace, replacers, viewers, who
from tilstede.rooms.setup.directory.parts import PARTS, Part

#: Problems of a file that a page lists.
MOST = 200
#: Entries that are named of each kind of change.
NAMED = 500
_SALT = "setup.directory.file"
_TYPES = {
    "yaml": ("katalog.yaml", "application/yaml; charset=utf-8"),
    "csv": ("kontoer.csv", "text/csv; charset=utf-8"),
    "popolo": ("popolo.json", "application/json"),
    "lock": ("katalog.lock.csv", "text/csv; charset=utf-8"),
}


class UploadForm(forms.Form):
    """A file of the directory."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "YAML with the four lists, CSV with the accounts, or Popolo JSON; at most 20 MB. What is not in the file is"
            " removed from the directory."
        ),
        widget=forms.FileInput(attrs={"class": "ds-input", "accept": ".yaml,.yml,.csv,.json"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def clean_file(self) -> Any:
        """:raises ValidationError: it is too large, or no kind of file that is known."""
        file = self.cleaned_data["file"]
        if file.size > uploads.LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        if PurePath(file.name).suffix.lower() not in (".yaml", ".yml", ".csv", ".json"):
            raise forms.ValidationError(_("The file's name must end in .yaml, .csv or .json."))
        return file


@dataclass(frozen=True, slots=True)
class Altered:
    """An entry that would say something else, field by field."""

    name: str
    fields: list[entries.Difference]


@dataclass(frozen=True, slots=True)
class PartPlan:
    """What would become of one of the lists."""

    name: str
    title: Any
    added: list[str]
    changed: list[Altered]
    removed: list[str]
    counts: tuple[str, str, str]
    same: int


@require_http_methods(["GET", "HEAD", "POST"])
@viewers
def upload(request: HttpRequest) -> HttpResponse:
    """The page with the files, and what becomes of one that is uploaded."""
    return _uploaded(request) if request.method == "POST" else _page(request, UploadForm())


@replacers
def _uploaded(request: HttpRequest) -> HttpResponse:
    """What would change, or what is wrong on which line."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        read = listing.read(data, file.name)
        kept = uploads.keep(data, now=time.time(), understood=listing.packed(read))
        token = signing.dumps([kept, file.name], salt=_SALT)
        return _previewed(request, read, file.name, token)
    except listing.NotValid as error:
        return _page(request, UploadForm(), name=file.name, problems=_told(error))


@require_http_methods(["GET", "HEAD", "POST"])
@replacers
def take_in(request: HttpRequest) -> HttpResponse:
    """Do what was shown; shown again when the directory is no longer what it was then."""
    if request.method != "POST":
        return redirect("directory-file")
    token = request.POST.get("file", "")
    found = _kept(token)
    if found is None:
        messages.error(
            request, _("The file has waited too long, and was thrown away. Upload it again.")
        )
        return redirect("directory-file")
    data, name, digest = found
    basis = request.POST.get("basis") or "none"
    try:
        read = listing.unpacked(uploads.understood(digest)) or listing.read(data, name)
        report = listing.apply(read, by=who(request), now=datetime.now(UTC), basis=basis)
    except listing.NotValid as error:
        return _page(request, UploadForm(), name=name, problems=_told(error))
    except listing.Conflict:
        return _previewed(request, read, name, token, stale=True)
    uploads.forget(digest)
    messages.success(request, _summary(report))
    return redirect("directory")


@require_safe
@viewers
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The directory as it stands, as a file."""
    if kind not in _TYPES:
        raise Http404
    name, content_type = _TYPES[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(listing.export(kind), content_type=content_type, headers=headers)


def _kept(token: str) -> tuple[bytes, str, str] | None:
    """The uploaded file, its name and its digest."""
    try:
        digest, name = signing.loads(token, salt=_SALT, max_age=uploads.PATIENCE)
    except signing.BadSignature:
        return None
    data = uploads.kept(digest, now=time.time())
    return None if data is None else (data, name, digest)


def _previewed(
    request: HttpRequest, read: listing.Read, name: str, token: str, *, stale: bool = False
) -> HttpResponse:
    old, changes = listing.changes(read)
    parts = [
        _plan(PARTS[part], change, old.directory.part(part)) for part, change in changes.items()
    ]
    context = {
        "room_page": "directory",
        "name": name,
        "token": token,
        "basis": old.basis(),
        "stale": stale,
        "parts": [part for part in parts if part.added or part.changed or part.removed],
        "nothing": not any(part.added or part.changed or part.removed for part in parts),
        "removes": any(part.removed for part in parts),
    }
    return render(request, "setup/file_preview.html", context, status=409 if stale else 200)


def _plan(part: Part, change: Change, old: list[Any]) -> PartPlan:
    form = part.form()
    altered = [
        Altered(
            _called(old[pair.old]),
            list(
                entries.differences(
                    form, entries.as_text(pair.entry), entries.as_text(old[pair.old]), {}
                )
            ),
        )
        for pair in change.changed[:NAMED]
    ]
    added, changed, removed = len(change.added), len(change.changed), len(change.removed)
    return PartPlan(
        name=part.name,
        title=part.title,
        added=[_called(one) for one in change.added[:NAMED]],
        changed=altered,
        removed=[_called(old[place]) for place in change.removed[:NAMED]],
        counts=(
            ngettext("{count} is added", "{count} are added", added).format(count=added),
            ngettext("{count} is changed", "{count} are changed", changed).format(count=changed),
            ngettext("{count} is removed", "{count} are removed", removed).format(count=removed),
        ),
        same=change.same,
    )


def _called(one: Body | Role | Holder | Account) -> str:
    """An entry as a person knows it."""
    if isinstance(one, Body):
        return f"{one.name.any() or one.id} ({one.id})"
    if isinstance(one, Role):
        return f"{one.title.any() or one.id} ({one.id})"
    if isinstance(one, Holder):
        return f"{one.person} – {one.role}, {one.since or '…'} – {one.until or '…'}"
    return f"{one.url} – {one.owner}"


def _told(error: listing.NotValid) -> list[str]:
    return [said(problem) for problem in error.problems]


def _summary(report: listing.Report) -> str:
    text = _("Taken in: {added} added, {changed} changed, {removed} removed.")
    return text.format(
        added=sum(report.added.values()),
        changed=sum(report.changed.values()),
        removed=sum(report.removed.values()),
    )


def _page(
    request: HttpRequest, form: UploadForm, *, name: str = "", problems: list[str] | None = None
) -> HttpResponse:
    told = problems or []
    context = {
        "room_page": "directory",
        "may_replace": may_replace(request),
        "form": form,
        "name": name,
        "problems": told[:MOST],
        "more": max(0, len(told) - MOST),
    }
    return render(request, "setup/file.html", context, status=422 if told or form.errors else 200)
