"""What is filled in about when something goes out."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.outbox.drafting.clocks import WallTime

_INPUT: Final = {"class": "ds-input"}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={**_INPUT, "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=widget, **more)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={**_INPUT, "type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, input_formats=["%H:%M", "%H:%M:%S"], widget=widget, **more)


class Time(forms.Form):
    """Day, clock and zone; of an hour that comes twice, which."""

    day = _day(_("Day"))
    clock = _clock(_("Time of day"))
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off", "spellcheck": "false"}),
    )
    which = forms.ChoiceField(
        label=_("The clocks are set back that night. Which of the two?"),
        choices=[
            ("first", pgettext_lazy("of two hours of the same name", "The first, summer time")),
            ("second", pgettext_lazy("of two hours of the same name", "The second, winter time")),
        ],
        required=False,
        widget=forms.RadioSelect(attrs=_INPUT),
    )

    def wall(self) -> WallTime:
        """What was filled in, once it is valid."""
        told = self.cleaned_data
        return WallTime(
            told["day"],
            told["clock"],
            told["zone"] or settings.TIME_ZONE,
            told["which"] == "second",
        )


class NotBefore(forms.Form):
    """Until when it is held back, and by whose wish."""

    day = _day(_("Not before"), required=False)
    clock = _clock(_("Time of day"), required=False)
    agreed = forms.CharField(
        label=_("Agreed with whom, and about what"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_INPUT),
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, auto_id="not-before-%s", **more)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        day, clock = told.get("day"), told.get("clock")
        if (day is None) != (clock is None):
            raise forms.ValidationError(_("Give both the day and the time of day, or neither."))
        if day and not told.get("agreed"):
            self.add_error("agreed", _("Say with whom it was agreed."))
        return told


class Named(forms.Form):
    """A campaign."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs=_INPUT))
    note = forms.CharField(
        label=_("What it is about"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={**_INPUT, "rows": 3}),
    )


class Period(forms.Form):
    """The time before an election."""

    name = forms.CharField(
        label=_("Which election"), max_length=200, widget=forms.TextInput(attrs=_INPUT)
    )
    since = _day(_("First day"))
    until = _day(_("Last day"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            raise forms.ValidationError(_("The last day is before the first."))
        return told
