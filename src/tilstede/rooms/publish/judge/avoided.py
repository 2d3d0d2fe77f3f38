"""Words that we do not use, each with what we say instead: the body's own list, which drafts are looked through for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.core.checks.reading.form import NAMES
from tilstede.outbox.drafting import avoiding
from tilstede.outbox.drafting.models import Avoided
from tilstede.rooms.publish.judge.access import approvers, approves
from tilstede.rooms.publish.write.access import writer, writers
from tilstede.web.widgets import Select

_INPUT: Final = {"class": "ds-input", "autocomplete": "off"}
_LONGEST: Final = 200


class NewWords(forms.Form):
    """Words, and what to say instead."""

    form = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[(code, NAMES[code]) for code in ("nb", "nn", "en", "se")],
        widget=Select(attrs=_INPUT),
    )
    words = forms.CharField(
        label=gettext_lazy("Words that we do not use"),
        help_text=gettext_lazy(
            "Other forms of the same after a stroke with spaces: “tilrettelegge / tilrettelegger”."
        ),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs=_INPUT),
    )
    instead = forms.CharField(
        label=gettext_lazy("What we say instead"),
        help_text=gettext_lazy("If there is more than one way, part them in the same way."),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs=_INPUT),
    )

    def clean_words(self) -> str:
        """Only what can be found in a text."""
        words: str = self.cleaned_data["words"]
        if not avoiding.can_be_found(words):
            raise forms.ValidationError(_("Write whole words, without signs or numbers."))
        return words


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def avoided(request: HttpRequest) -> HttpResponse:
    """The list; those who approve add to it."""
    may = approves(writer(request))
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = NewWords(request.POST or None)
    if form.is_valid():
        by = writer(request).get_username()
        avoiding.put_on(**form.cleaned_data, by=by, now=datetime.now(UTC))
        messages.success(request, _("It is on the list."))
        return redirect("avoided")
    context = {"room_page": "drafts", "groups": _groups(), "form": form, "may": may}
    status = 422 if form.errors else 200
    return render(request, "publish/judge/avoided.html", context, status=status)


@require_POST
@approvers
def take_off(request: HttpRequest, number: int) -> HttpResponse:
    """The words may be used again."""
    avoiding.take_off(number, by=writer(request).get_username(), now=datetime.now(UTC))
    messages.success(request, _("It is taken off the list."))
    return redirect("avoided")


def _groups() -> list[dict[str, Any]]:
    rows = list(Avoided.objects.order_by("words"))
    return [
        {"form": form, "name": name, "rows": [row for row in rows if row.form == form]}
        for form, name in NAMES.items()
        if any(row.form == form for row in rows)
    ]
