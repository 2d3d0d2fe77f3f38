"""What is filled in about a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WAYS: Final = {
    "telephone": pgettext_lazy("way of a conversation", "Telephone"),
    "counter": pgettext_lazy("way of a conversation", "At the counter"),
    "paper": pgettext_lazy("way of a conversation", "On paper"),
    "meeting": pgettext_lazy("way of a conversation", "In a meeting"),
}
LANGUAGES: Final = (
    ("", pgettext_lazy("language of a conversation", "Not said")),
    ("nb", pgettext_lazy("language", "bokmål")),
    ("nn", pgettext_lazy("language", "nynorsk")),
    ("se", pgettext_lazy("language", "Northern Sámi")),
    ("en", pgettext_lazy("language", "English")),
)
MOST_FILES: Final = 10
LARGEST: Final = 20 * 1024 * 1024
LONGEST: Final = 20_000
_TEXT: Final = {"class": "ds-input", "rows": 5}


class Files(forms.ClearableFileInput):
    """Several at once."""

    allow_multiple_selected = True


class Papers(forms.FileField):
    """As many as are allowed, none too large."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [one for one in data or [] if one]
        if len(files) > MOST_FILES:
            said = _("At most {most} files at a time.")
            raise forms.ValidationError(said.format(most=MOST_FILES))
        for file in files:
            if file.size > LARGEST:
                said = _("{name} is larger than {most} MB.")
                raise forms.ValidationError(said.format(name=file.name, most=LARGEST >> 20))
        return files


class Conversation(forms.Form):
    """No name is needed; the words must have been read back."""

    way = forms.ChoiceField(
        label=_("How"),
        choices=list(WAYS.items()),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
    )
    at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(
            attrs={"class": "ds-input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )
    said = forms.CharField(
        label=_("What was said"),
        help_text=_("In the person's own words, as short as they were."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs=_TEXT),
    )
    papers = Papers(
        label=_("Papers that were handed in"),
        required=False,
        widget=Files(attrs={"class": "ds-input"}),
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only if the person wants to be named. It is not needed."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        required=False,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )
    answer = forms.CharField(
        label=_("What we answered"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=_TEXT),
    )
    read_back = forms.BooleanField(
        label=_("The words were read back to the person, who agreed"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )

    chosen = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput())
    without = forms.BooleanField(
        label=_("Save without these files"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )

    @property
    def handed_in(self) -> str:
        """Names of the papers chosen, now or at an earlier try: no browser sends files again by itself."""
        now = ", ".join(file.name or "?" for file in self.files.getlist("papers"))
        return now or str(self.data.get("chosen", ""))

    def clean_at(self) -> datetime:
        """:raises forms.ValidationError: it has not been yet."""
        at: datetime = self.cleaned_data["at"]
        if at > timezone.now():
            raise forms.ValidationError(_("This time has not come yet."))
        return at

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        said = told.get("said", "").strip()
        if not said and not told.get("papers") and "papers" not in self.errors:
            self.add_error("said", _("Write what was said, or add what was handed in."))
        if said and told.get("way") != "paper" and not told.get("read_back"):
            self.add_error("read_back", _("Read the words back first: they go into the record."))
        self._miss_papers(told)
        return told

    def _miss_papers(self, told: dict[str, Any]) -> None:
        """They are never left out without a word: either they come with the form, or somebody says that they should
        not."""
        if not self.handed_in or (told.get("without") and not self.files):
            return
        if self.errors or not self.files:
            said = _("Choose the files again, since the page cannot keep them: {names}")
            self.add_error("papers", said.format(names=self.handed_in))
