"""What the guide for the first time asks: as little as a public stream needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tilstede.rooms.setup.directory import fields as made
from tilstede.rooms.setup.directory.forms import Entry, EntryForm

#: The key of the body that `tilstede init` makes.
UNNAMED = "own"


class WhoForm(EntryForm):
    """The body that these pages are about."""

    id = made.text(_("Organisation number"), longest=20, help_text=_("Nine digits."))
    name = made.text(_("Name"))
    language_form = made.choice(
        _("Written language"),
        [(code, name) for code, name in settings.LANGUAGES],
        help_text=_("The one the body writes in."),
        required=True,
    )
    kind = made.choice(_("Kind"), made.KINDS)
    website = made.website(
        help_text=_("Accounts are checked against the links that stand there."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("id", "name"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("This must be filled in.")

    def shown(self, name: str, value: Any) -> Any:
        if name == "id":
            return value.removeprefix(made.REGISTERED) if value != UNNAMED else ""
        return next(iter(value.values()), "") if name == "name" else value

    def told(self, name: str, value: Any) -> Any:
        if name == "id":
            return made.org_id(value)
        if name == "name":
            return {self.cleaned_data["language_form"]: value} if value else None
        return value


class AccountsForm(forms.Form):
    """Addresses, one on each line."""

    addresses = made.lines(
        _("Addresses of your accounts"),
        rows=6,
        help_text=_(
            "Open each profile in the browser, copy the address, and paste it here. One on each line."
        ),
    )


class LeaderForm(forms.Form):
    """Who speaks for the body."""

    title = made.text(_("Title"), longest=300)
    person = made.text(_("Name"), longest=300)
    party = made.text(_("Party"), longest=80)
    since = made.day(_("In office since"))
    addresses = made.lines(
        _("Addresses of the accounts"),
        rows=3,
        help_text=_("One on each line. Leave it empty when there is none."),
    )
    capacity = made.choice(
        _("What kind of account"),
        [
            ("role", _("The role's: handed over with the office")),
            ("personal", _("Personal: the person's own, shown with written consent")),
        ],
        required=True,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("title", "person"):
            if not given.get(name):
                self.add_error(name, _("This must be filled in."))
        return given


def own_entry(form: WhoForm, before: Entry) -> Entry:
    """The body's entry with what the guide asked; all else stays as it was. The name that `tilstede init` was given
    stood in for the one that is told now."""
    names = before.get("name", {}) if before.get("id") != UNNAMED else {}
    entry = {**before, **form.entry, "own": True}
    entry["name"] = {**names, **form.entry.get("name", {})}
    return entry
