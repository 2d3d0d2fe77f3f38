"""What people write of share kits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.outbox.drafting import writing
from tilstede.outbox.drafting.kits import Wording
from tilstede.outbox.drafting.models import Manuscript, ShareKit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: Drafts that a kit can be begun from: the last changed.
_DRAFTS: Final = 30


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "ds-input", "rows": rows, "dir": "auto"})


def _line(kind: str = "text") -> forms.TextInput:
    return forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off", "type": kind})


def _drafts() -> list[tuple[str, StrPromise | str]]:
    """Those that a kit can be begun from."""
    rows = Manuscript.objects.exclude(state=Manuscript.State.DROPPED).order_by("-changed")
    told = ((row.key, _excerpt(row)) for row in rows[:_DRAFTS])
    none = pgettext_lazy("no draft", "None")
    return [("", none), *((key, text) for key, text in told if text)]


def _excerpt(row: Manuscript) -> str:
    words = " ".join(" ".join(writing.standing(row).parts).split())
    return words if len(words) <= 80 else f"{words[:79]}…"


class Begin(forms.Form):
    """A new kit."""

    title = forms.CharField(label=_("What it is about"), max_length=200, widget=_line())
    draft = forms.ChoiceField(
        label=_("Begin with the words and pictures of a draft"),
        choices=_drafts,
        required=False,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )


class Words(forms.Form):
    """What partners are to read."""

    title = forms.CharField(label=_("What it is about"), max_length=200, widget=_line())
    about = forms.CharField(
        label=_("To those who share it"),
        help_text=_("What it is for, and what you ask of them."),
        max_length=5_000,
        required=False,
        widget=_lines(3),
    )
    text_nb = forms.CharField(
        label=_("Text in bokmål"), max_length=10_000, required=False, widget=_lines(5)
    )
    text_nn = forms.CharField(
        label=_("Text in nynorsk"), max_length=10_000, required=False, widget=_lines(5)
    )
    text_en = forms.CharField(
        label=_("Text in English"), max_length=10_000, required=False, widget=_lines(5)
    )
    page = forms.URLField(
        label=_("Our own page about it"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=_line("url"),
    )
    since = forms.DateField(label=_("From this day"), required=False, widget=_line("date"))
    until = forms.DateField(label=_("Until this day"), required=False, widget=_line("date"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return told

    def wording(self) -> Wording:
        """What was written, of a form that is valid."""
        told = self.cleaned_data
        return Wording(
            title=told["title"],
            about=told["about"],
            texts=(told["text_nb"], told["text_nn"], told["text_en"]),
            page=told["page"],
            since=told["since"],
            until=told["until"],
        )


def of(kit: ShareKit) -> Words:
    """The form as the kit stands."""
    told = {name: getattr(kit, name) for name in Words.base_fields}
    for name in ("since", "until"):
        told[name] = told[name].isoformat() if told[name] else ""
    return Words(initial=told)


class Described(forms.Form):
    """What a picture shows."""

    alt_nb = forms.CharField(
        label=_("What it shows, in bokmål"), max_length=2_000, required=False, widget=_lines(2)
    )
    alt_nn = forms.CharField(
        label=_("What it shows, in nynorsk"), max_length=2_000, required=False, widget=_lines(2)
    )
    alt_en = forms.CharField(
        label=_("What it shows, in English"), max_length=2_000, required=False, widget=_lines(2)
    )
