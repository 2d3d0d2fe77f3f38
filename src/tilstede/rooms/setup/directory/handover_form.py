"""Who takes over which office, from which day."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tilstede.core.directory.entries import Holder
from tilstede.office.models import Role
from tilstede.rooms.setup.directory import fields as made
from tilstede.rooms.setup.directory.choosing import KeyField


class HandoverForm(forms.Form):
    """The first of two steps; the second repeats it unseen."""

    role = KeyField(Role, label=_("Role"), help_text=_("Write its title or key."))
    since = made.day(
        _("First day of the new one"),
        help_text=_("The last day of the one who leaves is the day before."),
        required=True,
    )
    person = made.text(_("Name of the new one"))
    person_id = made.text(
        _("Key of the person"), longest=120, help_text=_("Only when two people share the name.")
    )
    party = made.text(_("Party"), longest=80)
    wikidata = made.WikidataField()

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]  # as any form
        self.label_suffix = ""
        self.fields["person"].required = True
        self.fields["role"].suggest()  # type: ignore[attr-defined]  # a KeyField

    @property
    def holder(self) -> Holder:
        """The new one, as the directory will have it."""
        given = self.cleaned_data
        return Holder(
            role=given["role"],
            person=given["person"],
            person_id=given["person_id"],
            party=given["party"],
            wikidata=given["wikidata"],
            since=given["since"],
        )
