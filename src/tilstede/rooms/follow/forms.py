"""What readers and staff may fill in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tilstede.core import order
from tilstede.rooms.follow import queries
from tilstede.web import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_FIRST_DAY, _LAST_DAY = date(order.FIRST_YEAR, 1, 1), date(order.LAST_YEAR, 12, 31)
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


class StreamFilters(forms.Form):
    """Narrows the stream; sent as a plain GET, so that what is found can be shared as an address."""

    network = forms.ChoiceField(label=_("Network"), required=False)
    account = forms.TypedChoiceField(
        label=_("Account"), required=False, coerce=int, empty_value=None
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    since = _day(_("From"))
    until = _day(_("Up to and including"))

    def __init__(self, told: QueryDict) -> None:
        super().__init__(told, auto_id="filter-%s")
        self._offer("network", [(name, words.network(name)) for name in queries.networks()])
        self._offer("account", [(row.id, _account(row)) for row in queries.authors()])
        self._offer("language", [(code, words.language(code)) for code in _LANGUAGES])

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]
        field.widget.attrs["class"] = "ds-input"

    @property
    def filters(self) -> queries.Filters:
        """What was chosen, without what could not be understood (the form says so beside the field)."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return queries.Filters(**chosen)

    @property
    def active(self) -> bool:
        """Whether anything is chosen at all."""
        return self.filters != queries.Filters()


def _account(row: Any) -> str:
    return f"{row.name or row.handle} ({words.network(row.network)})"


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
