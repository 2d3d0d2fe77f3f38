"""Rows as entries of the file, and what differs between two entries in words a person knows from the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _

from tilstede.core.directory import entries as core
from tilstede.core.directory.entries import plain
from tilstede.office.directory import standing
from tilstede.office.models import Account, Body, Holding, Role
from tilstede.rooms.setup.directory.forms import NAMES, Entry, EntryForm, got, put

_PARTS: dict[type[Any], str] = {
    Body: "bodies",
    Role: "roles",
    Holding: "holders",
    Account: "accounts",
}


def of(row: Body | Role | Holding | Account) -> Entry:
    """The row as the file has it; what is empty is left out."""
    return as_text(standing.entry(_PARTS[type(row)], row.pk))


def as_text(entry: core.Entry) -> Entry:
    """An entry of the core in the types that JSON has, as forms and signed texts carry it."""
    told: Entry = msgspec.json.decode(msgspec.json.encode(plain(entry)))
    return told


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that says one thing in one entry and another in the other. ``mine`` and ``theirs``: in words."""

    field: str
    label: str
    mine: str
    theirs: str
    mine_is_new: bool = False


def differences(form: EntryForm, mine: Entry, theirs: Entry, before: Entry) -> Iterator[Difference]:
    """Field by field, in the form's order. ``before``: what both began with, which tells who changed what."""
    for name, field in form.fields.items():
        key = NAMES.get(name, name)
        ours, other, old = (_value(entry, key) for entry in (mine, theirs, before))
        if ours != other:
            label = str(field.label)
            mine_said, theirs_said = _chosen(field, ours), _chosen(field, other)
            yield Difference(key, label, mine_said, theirs_said, mine_is_new=ours != old)


def merged(mine: Entry, theirs: Entry, kept: Mapping[str, str], names: Iterable[str]) -> Entry:
    """An entry with each field from whom it was chosen: ``kept`` has ``mine`` or ``theirs`` by field."""
    told: Entry = {}
    for name in names:
        key = NAMES.get(name, name)
        put(told, key, _value(theirs if kept.get(key) == "theirs" else mine, key))
    return told


def facts(form: EntryForm, row: Any) -> list[tuple[str, str]]:
    """What the entry says, in the form's words and order."""
    entry = of(row)
    told = ((field, got(entry, NAMES.get(name, name))) for name, field in form.fields.items())
    return [
        (str(field.label), _chosen(field, value))
        for field, value in told
        if value not in (None, "")
    ]


def _chosen(field: forms.Field, value: Any) -> str:
    """A value that is chosen from a list, by the word that the form has for it."""
    if isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        return str(dict(field.widget.choices).get(value) or in_words(value))
    return in_words(value)


def in_words(value: Any) -> str:
    """A value of the file for a person to read."""
    if value in (None, "", [], {}):
        return _("(empty)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(_row(row) for row in value)
    return str(value)


def _row(row: Any) -> str:
    return ", ".join(str(part) for part in row.values()) if isinstance(row, dict) else str(row)


def _value(entry: Entry, field: str) -> Any:
    """Nothing as None, so that two entries can be compared."""
    value = got(entry, field)
    return value if field == "show" or value not in ("", [], {}, False) else None
