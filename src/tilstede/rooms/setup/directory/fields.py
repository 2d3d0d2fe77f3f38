"""Fields that the directory's forms are made of, dressed as the design system has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    Text = str | StrPromise

#: How the key of a body begins that has an organisation number (org-id.guide).
REGISTERED = "NO-BRC-"
#: Kinds of body that have a word of their own on pages. Other words can be written too.
KINDS = (
    ("municipality", gettext_lazy("municipality")),
    ("county", gettext_lazy("county municipality")),
    ("ministry", gettext_lazy("ministry")),
    ("agency", gettext_lazy("agency")),
    ("council", gettext_lazy("council")),
    ("parliament", gettext_lazy("parliament")),
    ("party", gettext_lazy("political party")),
)
CONTACTS = (
    ("phone", gettext_lazy("Telephone")),
    ("email", gettext_lazy("E-mail")),
    ("form", gettext_lazy("Form on the web")),
    ("address", gettext_lazy("Visiting address")),
)


def text(
    label: Text, *, longest: int = 300, help_text: Text = "", **options: Any
) -> forms.CharField:
    """A line of text that may be empty."""
    widget = forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"})
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=help_text,
        required=False,
        widget=widget,
        **options,
    )


class WebsiteField(forms.CharField):
    """The address of a website. Written as on a poster, without https://, it is taken to have that."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        is_bare = "." in text and not set(text) & set(": ")
        return f"https://{text}" if is_bare else text


def website(*, help_text: Text) -> WebsiteField:
    """A body's own website, or none."""
    widget = forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"})
    return WebsiteField(
        label=gettext_lazy("Website"),
        max_length=500,
        help_text=help_text,
        required=False,
        widget=widget,
    )


class LinesField(forms.CharField):
    """Text of several lines. Browsers send them ended as in a letter (HTML Living Standard, 4.10.21.4); files have
    one character there."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return text if text.strip() else ""


def lines(label: Text, *, help_text: Text = "", rows: int = 2) -> LinesField:
    """Several lines of text, or none."""
    widget = forms.Textarea(attrs={"class": "ds-input", "rows": rows})
    return LinesField(
        label=label,
        max_length=5_000,
        help_text=help_text,
        required=False,
        strip=False,
        widget=widget,
    )


def choice(
    label: Text, choices: Any, *, help_text: Text = "", required: bool = False
) -> forms.ChoiceField:
    """One of a few."""
    widget = forms.Select(attrs={"class": "ds-input"})
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, required=required, widget=widget
    )


def day(label: Text, *, help_text: Text = "", required: bool = False) -> forms.DateField:
    """A day, chosen or written."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "ds-input", "type": "date"})
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=widget,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": gettext_lazy("Write the day as 2026-11-22 or 22.11.2026.")},
    )


def yes(label: Text, *, help_text: Text = "") -> forms.BooleanField:
    """A tick."""
    widget = forms.CheckboxInput(attrs={"class": "ds-input"})
    return forms.BooleanField(label=label, help_text=help_text, required=False, widget=widget)


class WikidataField(forms.CharField):
    """A QID, or the address of the page that has it."""

    def __init__(self) -> None:
        super().__init__(
            label="Wikidata",
            required=False,
            max_length=300,
            help_text=gettext_lazy("The number that begins with Q, or the address of its page."),
            widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> str:
        given = str(super().clean(value))
        found = re.fullmatch(r"(?:https?://\S*/)?(Q[1-9]\d{0,14})", given)
        if given and found is None:
            raise ValidationError(
                _("Write a number like Q1234, or the address of the page on Wikidata.")
            )
        return found[1] if found else ""


class ContactRows(forms.Widget):
    """Ways to reach a body: kind, what, note and hours on each row, with two empty rows to write in."""

    template_name = "setup/contact_rows.html"
    PARTS = ("type", "value", "note", "hours")
    EMPTY = 2
    MOST = 30

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        rows = [*(value or []), *({} for _row in range(self.EMPTY))]
        context = super().get_context(name, "", attrs)
        return context | {"rows": rows, "kinds": CONTACTS, "name": name, "known": dict(CONTACTS)}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        rows = []
        for number in range(self.MOST):
            row = {part: data.get(f"{name}-{number}-{part}", "").strip() for part in self.PARTS}
            if row["value"] or row["note"] or row["hours"]:
                rows.append({part: said for part, said in row.items() if said})
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-type" not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """A group of fields has no single one that its name leads to."""
        return ""


class ContactsField(forms.Field):
    """Rows of ``type``, ``value`` and perhaps ``note`` and ``hours``, as the directory's file has them."""

    widget = ContactRows

    def clean(self, value: Any) -> list[dict[str, str]]:
        for number, row in enumerate(value, start=1):
            if not row.get("value"):
                raise ValidationError(
                    _("Row {number} has a note or hours, but no number or address.").format(
                        number=number
                    )
                )
        return list(value)


def parts(value: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def org_id(value: str) -> str:
    """Nine digits as an org-id (org-id.guide, list NO-BRC); anything else as it was written."""
    digits = re.sub(r"[\s.]", "", value)
    return f"{REGISTERED}{digits}" if re.fullmatch(r"\d{9}", digits) else value.strip()
