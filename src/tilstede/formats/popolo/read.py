"""Reads Popolo of our own and of others, as EveryPolitician's: what is there becomes entries, the rest is left.

Others have no posts but a ``role`` in a membership, which becomes one; and accounts of persons, which are taken for
personal ones that the public is not shown until somebody says so.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.core.directory.entries import person_key
from tilstede.core.directory.layout import Reading
from tilstede.core.directory.problems import Problem
from tilstede.core.directory.written import Fields, fields
from tilstede.formats.decoding import NotText, decode

Data = Mapping[str, Any]
Said = dict[str, Any]
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-\d\d)?")
_CONTACT: Final = ("type", "value", "note", "hours")
#: A contact detail's type -> what comes before the name, where others give no address.
_PLACES: Final = {
    "twitter": "https://x.com/",
    "x": "https://x.com/",
    "facebook": "https://www.facebook.com/",
    "instagram": "https://www.instagram.com/",
    "youtube": "https://www.youtube.com/@",
}


def read(data: bytes) -> Reading:
    """All entries, and what is wrong with it as Popolo. Entries have no lines."""
    try:
        document = json.loads(decode(data).removeprefix("\ufeff"))
    except NotText as error:
        return Reading({}, [], [error.problem])
    except json.JSONDecodeError as error:
        return Reading({}, [], [Problem("syntax", error.lineno, more={"detail": error.msg})])
    except RecursionError:
        return Reading({}, [], [Problem("too-deep", 1)])
    if not isinstance(document, dict):
        return Reading({}, [], [Problem("not-fields", 1)])
    return Reading(_Document(document).entries())


class _Document:
    """One document on its way to entries."""

    def __init__(self, document: Data) -> None:
        self._document = document
        self._organizations = {_text(one, "id"): one for one in self._all("organizations")}
        self._persons = {_text(one, "id"): one for one in self._all("persons")}
        self._accounts: list[Said] = []
        self._roles: dict[str, Said] = {}

    def entries(self) -> dict[str, list[Fields]]:
        """By list."""
        bodies = [self._body(one) for one in self._organizations.values()]
        for one in self._all("posts"):
            self._roles[_text(one, "id")] = self._role(one)
        holders = [self._holder(one) for one in self._all("memberships")]
        self._of_persons(holders)
        lists: dict[str, Iterable[Said]] = {
            "bodies": bodies,
            "roles": self._roles.values(),
            "holders": holders,
            "accounts": self._accounts,
        }
        return {part: [fields(one) for one in entries] for part, entries in lists.items()}

    def _all(self, name: str) -> Iterator[Data]:
        yield from _rows(self._document, name)

    def _body(self, one: Data) -> Said:
        names = {_text(name, "lang"): _text(name, "name") for name in _rows(one, "other_names")}
        other = [
            _text(name, "name") for name in _rows(one, "other_names") if not _text(name, "lang")
        ]
        told = {code: name for code, name in names.items() if code in ("nb", "nn", "se", "en")}
        contacts, accounts = _sorted(_rows(one, "contact_details"), _text(one, "id"))
        self._accounts += accounts
        return {
            "id": _text(one, "id"),
            "name": told or {"nb": _text(one, "name")},
            "kind": _text(one, "classification"),
            "parent": _text(one, "parent_id"),
            "website": _link(one, "website"),
            "from": _first_day(_text(one, "founding_date")),
            "to": _last_day(_text(one, "dissolution_date")),
            "wikidata": _wikidata(one),
            "other_names": other or None,
            "contacts": contacts or None,
            **_own(one),
        }

    def _role(self, one: Data) -> Said:
        self._accounts += _sorted(_rows(one, "contact_details"), _text(one, "id"))[1]
        return {
            "id": _text(one, "id"),
            "body": _text(one, "organization_id"),
            "title": {"nb": _text(one, "label") or _text(one, "role")},
            "from": _first_day(_text(one, "start_date")),
            "to": _last_day(_text(one, "end_date")),
            **_own(one),
        }

    def _holder(self, one: Data) -> Said:
        person = self._persons.get(_text(one, "person_id"), {})
        name, key = _text(person, "name"), _text(person, "id")
        return {
            "role": _text(one, "post_id") or self._role_of(one),
            "person": name,
            "person_id": "" if key == person_key(name) else key,
            "party": self._party(one),
            "from": _first_day(_text(one, "start_date")),
            "to": _last_day(_text(one, "end_date")),
            "wikidata": _wikidata(person),
            **_own(one),
        }

    def _role_of(self, membership: Data) -> str:
        """A post made of a membership's role: "member" of a parliament is one, whoever holds it."""
        body = _text(membership, "organization_id")
        label = _text(membership, "role") or "member"
        name = f"{body}/{person_key(label)}"
        self._roles.setdefault(name, {"id": name, "body": body, "title": {"nb": label}})
        return name

    def _party(self, membership: Data) -> str:
        told = membership.get("on_behalf_of")
        if isinstance(told, Mapping):
            return _text(told, "name")
        party = self._organizations.get(_text(membership, "on_behalf_of_id"), {})
        return _text(party, "name")

    def _of_persons(self, holders: Iterable[Said]) -> None:
        """Accounts that others list with a person: of the role the person came to first."""
        roles: dict[str, str] = {}
        for one in holders:
            roles.setdefault(one["person_id"] or person_key(one["person"]), one["role"])
        for key, person in self._persons.items():
            name = _text(person, "name")
            own = "" if key == person_key(name) else key
            if (owner := roles.get(key)) is None:
                continue
            for account in _sorted(_rows(person, "contact_details", "links"), owner)[1]:
                said = {"capacity": "personal", "show": False, "person": name, "person_id": own}
                self._accounts.append({**account, **said})


def _sorted(rows: Iterable[Data], owner: str) -> tuple[list[Said], list[Said]]:
    """Ways to reach a body, and accounts of an owner."""
    contacts: list[Said] = []
    accounts: list[Said] = []
    for one in rows:
        if (url := _account_url(one)) or "tilstede" in one:
            accounts.append(
                {
                    "owner": owner,
                    "url": url,
                    "capacity": "official",
                    "show": False,
                    "from": _first_day(_text(one, "valid_from")),
                    "to": _last_day(_text(one, "valid_until")),
                    "note": _text(one, "note") if "value" in one else "",
                    **_own(one),
                }
            )
        elif "value" in one:
            contacts.append({name: _text(one, name) for name in _CONTACT if _text(one, name)})
    return contacts, accounts


def _account_url(one: Data) -> str:
    """The address of an account that a contact detail or a link names, or ``""``."""
    if "tilstede" in one:
        return _text(one, "value")
    value = _text(one, "value") or _text(one, "url")
    kind = (_text(one, "type") or _text(one, "note")).lower()
    if "/" not in value and kind in _PLACES:
        value = _PLACES[kind] + value.lstrip("@")
    if "/" not in value:
        return ""
    try:
        return value if parse(value).network not in ("feeds", "email") else ""
    except NotAnAccount:
        return ""


def _rows(one: Data, *names: str) -> Iterator[Data]:
    for name in names:
        rows = one.get(name)
        yield from (
            (row for row in rows if isinstance(row, Mapping)) if isinstance(rows, list) else ()
        )


def _text(one: Data, name: str) -> str:
    value = one.get(name)
    return "" if value is None else str(value)


def _own(one: Data) -> Said:
    """What stands in our own words."""
    said = one.get("tilstede")
    return dict(said) if isinstance(said, Mapping) else {}


def _link(one: Data, note: str) -> str:
    return next(
        (_text(row, "url") for row in _rows(one, "links") if _text(row, "note") == note), ""
    )


def _wikidata(one: Data) -> str:
    rows = _rows(one, "identifiers")
    return next(
        (_text(row, "identifier") for row in rows if _text(row, "scheme") == "wikidata"), ""
    )


def _first_day(told: str) -> str:
    """Popolo's days may be a month or a year only: the first day of it."""
    return told + "-01-01"[3 * told.count("-") :] if _DAY.fullmatch(told) else told


def _last_day(told: str) -> str:
    """The last day of it."""
    found = _DAY.fullmatch(told)
    if found is None or told.count("-") == 2:
        return told
    month = int(found[2] or 12)
    last = monthrange(int(found[1]), month)[1] if 1 <= month <= 12 else 1
    return f"{found[1]}-{month:02}-{last:02}"
