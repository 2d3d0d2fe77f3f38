"""What readers and staff may fill in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tilstede.core import order
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.choices import NAMED, Choice, Choices
from tilstede.rooms.follow.filters import Filters
from tilstede.web import words
from tilstede.web.unchanged import kept
from tilstede.web.widgets import Select

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_FIRST_DAY, _LAST_DAY = date(order.FIRST_YEAR, 1, 1), date(order.LAST_YEAR, 12, 31)
_SEVERAL = 5  #: names are told, where one may mean several
_LANGUAGES = ("nb", "nn", "se", "en", "da", "sv")


def _day(label: StrPromise) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        required=False,
        widget=picker,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(_FIRST_DAY), MaxValueValidator(_LAST_DAY)],
    )


class Named(forms.CharField):
    """Something of the directory, chosen from a list or written. What it is called in the address is its value."""

    default_error_messages = {
        "unknown": _("“%(value)s” is not here. Leave the field empty, or write another name."),
        "several": _("Several are called “%(value)s”. Write one of these instead: %(values)s."),
    }

    def __init__(self, label: StrPromise, named: Choices) -> None:
        super().__init__(label=label, required=False, max_length=300)
        self._choices = named
        self._offered: list[Choice] | None = []

    def offer(self) -> bool:
        """Look up what there is. Whether there is anything to choose."""
        self._offered = kept((id(self._choices), get_language()), self._choices.offered)
        if self._offered is None:
            self.widget = forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"})
            self.help_text = _("The name, or what stands in its address here")
        else:
            listed = [("", _("All")), *self._offered]
            self.widget = Select(attrs={"class": "ds-input"}, choices=listed)
        return self._offered is None or len(self._offered) > 0

    def words(self, value: Any) -> str:
        """What people call it."""
        listed = self._offered or self._choices.find(str(value))
        return dict(listed).get(str(value), str(value))

    def clean(self, value: Any) -> str:
        """The one it means. :raises ValidationError: none, or several."""
        typed = str(super().clean(value))
        if not typed or any(typed == one for one, _name in self._offered or ()):
            return typed
        found = dict(self._choices.find(typed))
        if typed in found:
            return typed
        if len(found) == 1:
            return next(iter(found))
        code = "several" if found else "unknown"
        told = {"value": typed, "values": ", ".join(list(found)[:_SEVERAL])}
        raise forms.ValidationError(self.error_messages[code], code=code, params=told)


class StreamFilters(forms.Form):
    """Narrows the stream; sent as a plain GET, so that what is found can be shared as an address."""

    body = Named(_("Body, with its units"), NAMED["body"])
    ministry = Named(_("Ministry, with all under it"), NAMED["ministry"])
    party = Named(_("Party"), NAMED["party"])
    role = Named(_("Role"), NAMED["role"])
    person = Named(_("Person"), NAMED["person"])
    county = Named(_("County"), NAMED["county"])
    account = Named(_("Account"), NAMED["account"])
    network = forms.ChoiceField(label=_("Network"), required=False, widget=Select)
    language = forms.ChoiceField(label=_("Language"), required=False, widget=Select)
    tag = forms.CharField(
        label=_("Topic tag"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    since = _day(_("From"))
    until = _day(_("Up to and including"))

    def __init__(self, told: QueryDict) -> None:
        super().__init__(told, auto_id="filter-%s")
        for name in NAMED:
            field = self.fields[name]
            assert isinstance(field, Named)
            if not field.offer() and name not in told:
                del self.fields[name]
        self._offer(
            "network", [(name, words.network(name)) for name in kept("networks", queries.networks)]
        )
        self._offer("language", [(code, words.language(code)) for code in _LANGUAGES])

    def _offer(self, name: str, listed: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *listed]
        field.widget.attrs["class"] = "ds-input"

    def clean_tag(self) -> str:
        """Without the sign before it."""
        return str(self.cleaned_data["tag"]).lstrip("#")

    def clean_account(self) -> int | None:
        """The author's number."""
        told = self.cleaned_data["account"]
        return int(told) if told else None

    @property
    def filters(self) -> Filters:
        """What was chosen, without what could not be understood (the form says so beside the field)."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**chosen)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The same in words: each field's label, and what was chosen."""
        filters = self.filters
        told = ((self.fields[name], getattr(filters, name)) for name in self.cleaned_data)
        return [(str(field.label), _words(field, value)) for field, value in told if value]

    @property
    def active(self) -> bool:
        """Whether anything is chosen at all."""
        return self.filters != Filters()


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, Named):
        return field.words(value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # lists of pairs here
    return date_format(value) if isinstance(value, date) else str(value)


class Withhold(forms.Form):
    """Why a post is kept from the public."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the record with your name, never shown to the public."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
    )


class Release(Withhold):
    """Why a post is let out again; the reason may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class Follow(forms.Form):
    """An address to follow, pasted from the browser."""

    address = forms.CharField(
        label=_("Address of a profile or a feed"),
        max_length=2_000,
        widget=forms.TextInput(
            attrs={"class": "ds-input", "inputmode": "url", "autocomplete": "off"}
        ),
    )
