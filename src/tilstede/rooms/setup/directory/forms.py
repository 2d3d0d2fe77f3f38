"""What an administrator writes about a body, a role, a holder or an account. Each form gives an entry as the
directory's file has it (docs/directory.md), so that pages and file say the same and are held to the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tilstede.core.directory.entries import person_key
from tilstede.office.models import Body, Role
from tilstede.rooms.setup.directory import fields as made
from tilstede.rooms.setup.directory.choosing import KeyField, called

Entry = dict[str, Any]

#: Form field -> field of the file, where they differ.
NAMES = {
    "since": "from",
    "until": "to",
    **{
        f"{field}_{code}": f"{field}.{code}"
        for field in ("name", "title")
        for code in ("nb", "nn", "se", "en")
    },
}
LANGUAGES = [
    ("", _("not told")),
    *((code, name) for code, name in settings.LANGUAGES),
    ("se", "Davvisámegiella"),
]


class EntryForm(forms.Form):
    """A form over one entry of the file."""

    #: Fields of the entry that hold the key of another row.
    keys: ClassVar[Mapping[str, tuple[type[Any], ...]]] = {}
    #: Field names in groups, each with a heading; what is in none comes first.
    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    def __init__(self, data: Any = None, *, entry: Entry | None = None, **options: Any) -> None:
        super().__init__(data, initial=self._shown(entry or {}), **options)
        for field in self.fields.values():
            if isinstance(field, KeyField):
                field.suggest()
        self._offer_what_stands()
        self.label_suffix = ""
        self.problems: list[str] = []

    @property
    def entry(self) -> Entry:
        """What was written, as an entry of the file; what is empty is left out."""
        told: Entry = {}
        for name, value in self.cleaned_data.items():
            put(told, NAMES.get(name, name), self.told(name, value))
        return told

    def told(self, name: str, value: Any) -> Any:
        """A field's value as the file has it."""
        return value

    def shown(self, name: str, value: Any) -> Any:
        """A value of the file as its field shows it."""
        return value

    def refuse(self, field: str, message: str) -> None:
        """Put an error beside the form's field for a field of the file; above the form when it has none."""
        back = {there: here for here, there in NAMES.items()}
        name = next(
            (name for name in (back.get(field, field), f"{field}_nb") if name in self.fields), None
        )
        if self.is_bound:
            self.add_error(name, message)
        else:  # it shows an entry that was not written in it
            self.problems.append(message)

    def _offer_what_stands(self) -> None:
        """Where a file has a word that is none of ours (a kind of body, a language), it can be kept."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                choices = list(field.choices)  # type: ignore[arg-type]  # it is no callable here
                stands = self.initial.get(name, "")
                if stands and stands not in dict(choices):
                    field.choices = [*choices, (stands, stands)]

    def _shown(self, entry: Entry) -> dict[str, Any]:
        found = {}
        for name in self.base_fields:
            value = got(entry, NAMES.get(name, name))
            if value not in (None, ""):
                found[name] = self.shown(name, _written(value, self.keys.get(name, ())))
        return found

    def grouped(self) -> Iterable[tuple[Any, list[forms.BoundField]]]:
        """The form's fields under their headings."""
        inside = {name for _heading, names in self.groups for name in names}
        yield "", [self[name] for name in self.fields if name not in inside]
        for heading, names in self.groups:
            yield heading, [self[name] for name in names if name in self.fields]


class BodyForm(EntryForm):
    """A body, or a unit of one."""

    keys = dict.fromkeys(("parent", "complaints_to", "replaced_by"), (Body,))
    groups = (
        (_("Names in other languages"), ("name_se", "name_en", "other_names")),
        (_("How to reach it"), ("access_email", "complaints_to", "contacts")),
        (
            _("Place and time"),
            ("number", "county", "since", "until", "replaced_by", "wikidata", "note"),
        ),
    )

    id = made.text(
        _("Organisation number, or a short key of your own"),
        longest=120,
        help_text=_(
            "Nine digits for a body in Norway. A unit without a number: a few letters, such as fjordvik-library."
        ),
    )
    name_nb = made.text(_("Name in bokmål"))
    name_nn = made.text(_("Name in nynorsk"))
    name_se = made.text(_("Name in Northern Sámi"))
    name_en = made.text(_("Name in English"))
    other_names = made.lines(
        _("Other names"), help_text=_("Earlier names and the like, one on each line.")
    )
    short = made.text(_("Short name"), longest=60)
    kind = made.choice(_("Kind"), [("", _("not told")), *made.KINDS])
    parent = KeyField(
        Body,
        label=_("Is part of"),
        required=False,
        help_text=_("Write the name or the number of the body above it."),
    )
    own = made.yes(
        _("This is our own body"), help_text=_("These pages bear its name. One body can be so.")
    )
    website = made.website(help_text=_("Where accounts are looked for when they are checked."))
    language_form = made.choice(_("Written language"), LANGUAGES)
    access_email = made.text(_("E-mail for access requests"), longest=254)
    complaints_to = KeyField(Body, outside=True, label=_("Complaints go to"), required=False)
    contacts = made.ContactsField(
        label=_("Telephone, e-mail and other ways in"),
        required=False,
        help_text=_("Shown where the body is not present on social media."),
    )
    number = made.text(
        _("Municipality or county number"), longest=8, help_text=_("With its leading zero: 0301.")
    )
    county = made.text(_("County"), longest=120)
    since = made.day(_("First day"))
    until = made.day(_("Last day"), help_text=_("Empty while the body exists."))
    replaced_by = KeyField(Body, outside=True, label=_("Replaced by"), required=False)
    wikidata = made.WikidataField()
    note = made.lines(
        _("Note"), help_text=_("For colleagues, and in the file. Not shown to the public.")
    )

    def told(self, name: str, value: Any) -> Any:
        if name == "id":
            return made.org_id(value)
        return made.parts(value) if name == "other_names" else value

    def shown(self, name: str, value: Any) -> Any:
        return "\n".join(value) if name == "other_names" else value


class RoleForm(EntryForm):
    """An office that a person can hold."""

    keys = {"body": (Body,)}
    groups = ((_("More"), ("title_se", "title_en", "id", "since", "until", "wikidata", "note")),)

    title_nb = made.text(_("Title in bokmål"))
    title_nn = made.text(_("Title in nynorsk"))
    title_se = made.text(_("Title in Northern Sámi"))
    title_en = made.text(_("Title in English"))
    body = KeyField(Body, label=_("Body"), help_text=_("Write its name or number."))
    kind = made.choice(
        _("Kind"),
        [
            ("", _("not told")),
            ("political", _("political")),
            ("administrative", _("administrative")),
        ],
    )
    id = made.text(
        _("Key"),
        longest=120,
        help_text=_(
            "Stands in addresses and in the file, such as fjordvik/mayor. Made from the title when empty."
        ),
    )
    since = made.day(
        _("First day"), help_text=_("Empty when the role has been there as long as the body.")
    )
    until = made.day(_("Last day"))
    wikidata = made.WikidataField()
    note = made.lines(
        _("Note"), help_text=_("For colleagues, and in the file. Not shown to the public.")
    )

    @property
    def entry(self) -> Entry:
        """With a key made of the body's short name and the title, when none is written."""
        told = super().entry
        title = next(iter(told.get("title", {}).values()), "")
        if "id" not in told and title:
            told["id"] = role_key(Body.objects.get(key=told["body"]), title)
        return told


def role_key(body: Body, title: str) -> str:
    """What a role is called in the file, such as ``fjordvik/ordforar``."""
    return f"{person_key(body.short or str(body))}/{person_key(title)}"


class HolderForm(EntryForm):
    """A person in a role, from a day until a day."""

    keys = {"role": (Role,)}
    groups = ((_("More"), ("person_id", "wikidata", "note")),)

    role = KeyField(Role, label=_("Role"), help_text=_("Write its title or key."))
    person = made.text(_("Name of the person"))
    person_id = made.text(
        _("Key of the person"),
        longest=120,
        help_text=_("Only when two people share the name, to tell them apart."),
    )
    party = made.text(
        _("Party"), longest=80, help_text=_("The one the person sits for in this period.")
    )
    since = made.day(_("First day"))
    until = made.day(_("Last day"), help_text=_("This day too is counted. Empty while it lasts."))
    wikidata = made.WikidataField()
    note = made.lines(
        _("Note"), help_text=_("For colleagues, and in the file. Not shown to the public.")
    )


class AccountForm(EntryForm):
    """An account on a network, and whose it is."""

    keys = {"owner": (Body, Role)}
    groups = (
        (
            _("Whether we write from it"),
            ("policy", "policy_reason", "policy_by", "policy_date"),
        ),
        (_("More"), ("person_id", "language", "since", "until", "reason", "wikidata", "note")),
    )

    url = made.text(
        _("Address of the account"),
        longest=500,
        help_text=_("As it stands in the browser when you look at the profile."),
    )
    owner = KeyField(
        Body,
        Role,
        label=_("Belongs to"),
        help_text=_("A body or a role: write its name, title or key."),
    )
    capacity = made.choice(
        _("What kind of account"),
        [
            ("official", _("The body's own")),
            ("role", _("The role's: handed over with the office")),
            ("personal", _("Personal: the person's own")),
        ],
        required=True,
    )
    person = made.text(_("Whose words"), help_text=_("The person's name, for a personal account."))
    person_id = made.text(
        _("Key of the person"), longest=120, help_text=_("Only when two people share the name.")
    )
    show = made.yes(
        _("Show it to the public"),
        help_text=_("A personal account only with the person's written consent."),
    )
    language = made.choice(_("Language it writes in"), LANGUAGES)
    since = made.day(_("First day"))
    until = made.day(_("Last day"), help_text=_("This day too is counted. Empty while it lasts."))
    reason = made.text(_("Why it ended"), longest=500)
    policy = made.choice(
        _("What was decided"),
        [
            ("", _("nothing: sent from here where the network allows it, else by hand")),
            ("post", _("We write there: what is cleared is sent from here")),
            ("by hand", _("By hand: a person publishes it on the network's own pages")),
            ("listen only", _("We only listen: nothing is written from it")),
            ("no", _("No: we are not there")),
        ],
    )
    policy_reason = made.text(_("Why that was decided"), longest=500)
    policy_by = made.text(_("Who decided"), longest=200, help_text=_("A name or an office."))
    policy_date = made.day(_("Decided on"))
    wikidata = made.WikidataField()
    note = made.lines(
        _("Note"), help_text=_("For colleagues, and in the file. Not shown to the public.")
    )

    @property
    def entry(self) -> Entry:
        """Where nothing was decided there is nobody who did, and no day."""
        told = super().entry
        if "policy" not in told:
            for name in ("policy_reason", "policy_by", "policy_date"):
                told.pop(name, None)
        return told


def put(entry: Entry, field: str, value: Any) -> None:
    """Set a field of the file (``name.nb`` lies within ``name``), unless there is nothing to say."""
    if value in (None, "", [], {}) or (value is False and field != "show"):
        return
    if isinstance(value, date):
        value = value.isoformat()
    outer, _dot, inner = field.partition(".")
    if inner:
        entry.setdefault(outer, {})[inner] = value
    else:
        entry[outer] = value


def got(entry: Entry, field: str) -> Any:
    """A field of the file, or None."""
    outer, _dot, inner = field.partition(".")
    value = entry.get(outer)
    return (value or {}).get(inner) if inner else value


def _written(value: Any, kinds: tuple[type[Any], ...]) -> Any:
    """A key as a person reads it, when it is one of a row."""
    for kind in kinds:
        row = kind.objects.filter(key=value).first()
        if row is not None:
            return called(row)
    return value
