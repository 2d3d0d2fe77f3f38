"""Which fields an entry of each list may have, and how an entry is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from tilstede.core.account_address import parse
from tilstede.core.directory import values
from tilstede.core.directory.entries import (
    POLICIES,
    Account,
    Body,
    Entry,
    Holder,
    Role,
    person_key,
)
from tilstede.core.directory.problems import Problems, meant
from tilstede.core.directory.written import Fields, Text


class Field(NamedTuple):
    """``needed``: whether it must be given."""

    read: values.Reader
    needed: bool = False


class Shape(NamedTuple):
    """A list's entries."""

    entry: type[Any]
    fields: Mapping[str, Field]


_word: Final = Field(values.text(40))
_short: Final = Field(values.text(120))
_id: Final = Field(values.slug)
_known_org: Final = Field(values.org_id)
_ends: Final = {
    "from": Field(values.day),
    "to": Field(values.day),
    "wikidata": Field(values.wikidata),
    "note": Field(values.text(5000)),
}

SHAPES: Final[dict[str, Shape]] = {
    "bodies": Shape(
        Body,
        {
            "id": Field(values.org_id, needed=True),
            "name": Field(values.names, needed=True),
            "short": Field(values.text(60)),
            "kind": _word,
            "own": Field(values.flag),
            "parent": _known_org,
            "number": Field(values.number),
            "county": _short,
            "language_form": Field(values.language),
            "website": Field(values.web),
            "access_email": Field(values.email),
            "complaints_to": _known_org,
            "replaced_by": _known_org,
            "other_names": Field(values.texts),
            "contacts": Field(values.contacts),
            **_ends,
        },
    ),
    "roles": Shape(
        Role,
        {
            "id": Field(values.slug, needed=True),
            "body": Field(values.org_id, needed=True),
            "title": Field(values.names, needed=True),
            "kind": Field(values.choice("political", "administrative")),
            **_ends,
        },
    ),
    "holders": Shape(
        Holder,
        {
            "role": Field(values.slug, needed=True),
            "person": Field(values.text(300), needed=True),
            "person_id": _id,
            "party": Field(values.text(80)),
            **_ends,
        },
    ),
    "accounts": Shape(
        Account,
        {
            "owner": Field(values.org_id, needed=True),
            "url": Field(values.account, needed=True),
            "capacity": Field(values.choice("official", "role", "personal"), needed=True),
            "show": Field(values.flag, needed=True),
            "language": Field(values.language),
            "person": Field(values.text(300)),
            "person_id": _id,
            "reason": Field(values.text(500)),
            "policy": Field(values.choice(*POLICIES)),
            "policy_reason": Field(values.text(500)),
            "policy_date": Field(values.day),
            "policy_by": Field(values.text(200)),
            **_ends,
        },
    ),
}
#: What stands for fields that must be given and could not be read: it equals nothing real.
_UNREAD: Final[dict[str, dict[str, Any]]] = {
    "bodies": {"id": ""},
    "roles": {"id": "", "body": ""},
    "holders": {"role": "", "person": ""},
    "accounts": {"owner": "", "url": "", "capacity": "", "show": False},
}
#: A decision is told whole: what, why, when and by whom.
_POLICY: Final = ("policy", "policy_reason", "policy_date", "policy_by")
_ATTRIBUTES: Final = {"from": "since", "to": "until"}


def entry(part: str, written: Fields, problems: Problems) -> Entry:
    """The entry, with what could not be read left out and noted."""
    shape = SHAPES[part]
    said: dict[str, Any] = {}
    for name, value in written.values.items():
        field = shape.fields.get(name)
        if field is None:
            near = meant(name, shape.fields)
            problems.add("unknown-field", value.line, name, name, meant=near)
        elif not (isinstance(value, Text) and value.empty):
            said[_ATTRIBUTES.get(name, name)] = field.read(value, name, problems)
    for name, field in shape.fields.items():
        if field.needed and name not in said:
            problems.add("missing", written.line, name)
    _check_days(written, said, problems)
    if part == "accounts":
        _complete_account(written, said, problems)
    if said.get("person_id") and said["person_id"] == person_key(said.get("person") or ""):
        del said["person_id"]  # it says nothing that the name does not
    read = {name: one for name, one in said.items() if one is not None}
    made: Entry = shape.entry(**{**_UNREAD[part], **read})
    return made


def _check_days(written: Fields, said: Mapping[str, Any], problems: Problems) -> None:
    since, until = said.get("since"), said.get("until")
    if since and until and until < since:
        problems.add("dates", written.line_of("to"), "to", str(until), from_=since)


def _complete_account(written: Fields, said: dict[str, Any], problems: Problems) -> None:
    if said.get("url"):
        said["found"] = parse(said["url"])
    if said.get("capacity") == "personal" and not said.get("person"):
        problems.add("personal-whose", written.line, "person")
    if any(said.get(name) for name in _POLICY):
        for name in _POLICY:
            if name not in said:
                problems.add("missing", written.line, name)
