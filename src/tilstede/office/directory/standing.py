"""The directory as the rows have it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet

from tilstede.core.account_address import AccountAddress, NotAnAccount, parse
from tilstede.core.directory.entries import (
    LANGUAGES,
    PARTS,
    Account,
    Body,
    Contact,
    Directory,
    Holder,
    Names,
    Role,
    person_key,
)
from tilstede.office import models


class Standing(msgspec.Struct):
    """The entries, and of each the row it is: ``ids`` and ``changed`` by part, in the same order."""

    directory: Directory
    ids: dict[str, list[int]]
    changed: dict[str, list[int]]

    def basis(self) -> str:
        """The same as long as nobody changes an entry: SHA-256, in hexadecimal."""
        return sha256(msgspec.json.encode([self.ids, self.changed])).hexdigest()


_BATCH: Final = 5_000
_ENDS: Final = ("since", "until", "wikidata", "note")


def read() -> Standing:
    """All entries, in the order in which they came."""
    directory = Directory()
    standing = Standing(directory, {part: [] for part in PARTS}, {part: [] for part in PARTS})
    for part, (fields, make) in _PARTS.items():
        rows = _MODELS[part].objects.order_by("id").values_list("id", "changed", *_ENDS, *fields)
        ids, changed, entries = standing.ids[part], standing.changed[part], directory.part(part)
        for number, count, since, until, wikidata, note, *said in _unconverted(rows):
            ids.append(number)
            changed.append(count)
            ends = {"since": since, "until": until, "wikidata": wikidata, "note": note}
            entries.append(make(said, ends))
    return standing


def _unconverted(rows: QuerySet[Any, Any]) -> Iterator[Sequence[Any]]:
    """What the database's own driver gives, which knows days; Django would look at each value of forty thousand rows
    once more, and double the time a page takes to save one entry."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while some := cursor.fetchmany(_BATCH):
            yield from some


def _list(told: Any) -> list[Any]:
    """A list as it is kept in a column: the driver gives its text."""
    if told == "[]":
        return []
    found: list[Any] = json.loads(told) if isinstance(told, str) else told
    return found


def entry(part: str, number: int) -> Any:
    """One entry, by its row's number. :raises ObjectDoesNotExist:"""
    fields, make = _PARTS[part]
    row = _MODELS[part].objects.values_list(*_ENDS, *fields).get(id=number)
    return make(list(row[4:]), dict(zip(_ENDS, row, strict=False)))


def number(entry: Holder | Account) -> int:
    """Of the row that says this. :raises ObjectDoesNotExist:"""
    if isinstance(entry, Holder):
        person = person_key(entry.person, entry.person_id)
        held = models.Holding.objects.filter(role__key=entry.role, person__key=person)
        return held.get(since=entry.since).id
    owned = Q(body__key=entry.owner) | Q(role__key=entry.owner)
    rows = models.Account.objects.filter(owned, address=entry.found.address)
    return rows.get(since=entry.since).id


def _names(said: Sequence[str]) -> Names:
    return Names(*said)


def _body(said: list[Any], ends: dict[str, Any]) -> Body:
    contacts = tuple(Contact(**one) for one in _list(said[12]))
    return Body(
        id=said[0],
        short=said[1],
        kind=said[2],
        own=bool(said[3]),
        parent=said[4] or "",
        number=said[5],
        county=said[6],
        language_form=said[7],
        website=said[8],
        access_email=said[9],
        complaints_to=said[10],
        replaced_by=said[11],
        contacts=contacts,
        other_names=tuple(_list(said[13])),
        name=_names(said[14:]),
        **ends,
    )


def _role(said: list[Any], ends: dict[str, Any]) -> Role:
    return Role(id=said[0], body=said[1], kind=said[2], title=_names(said[3:]), **ends)


def _holder(said: list[Any], ends: dict[str, Any]) -> Holder:
    role, name, key, party = said
    return Holder(role=role, person=name, person_id=_told(name, key), party=party, **ends)


def _account(said: list[Any], ends: dict[str, Any]) -> Account:
    body, role, url, capacity, show, language, name, key, reason, *told = said
    policy, why, day, by, *names = told
    return Account(
        owner=role or body or "",
        url=url,
        capacity=capacity,
        show=bool(show),
        language=language,
        person=name or "",
        person_id=_told(name, key) if name else "",
        reason=reason,
        policy=policy,
        policy_reason=why,
        policy_date=day,
        policy_by=by,
        found=_found(url, *names),
        **ends,
    )


def _told(name: str, key: str) -> str:
    """A person's key, where the name alone would give another."""
    return "" if key == person_key(name) else key


def _found(url: str, network: str, native_id: str, address: str) -> AccountAddress:
    """What the address says, or what is known of an account that was entered without one."""
    try:
        return parse(url)
    except NotAnAccount:
        return AccountAddress(network, "", address or f"{network}:{native_id}")


_MODELS: Final[dict[str, Any]] = {
    "bodies": models.Body,
    "roles": models.Role,
    "holders": models.Holding,
    "accounts": models.Account,
}
_BODY: Final = (
    *("key", "short", "kind", "own", "parent__key", "number", "county", "language_form", "url"),
    *("access_email", "complaints_to", "replaced_by", "contacts", "other_names"),
)
_POLICY: Final = ("policy", "policy_reason", "policy_date", "policy_by")
_ACCOUNT: Final = (
    *("body__key", "role__key", "url", "capacity", "show", "language", "person__name"),
    *("person__key", "reason", *_POLICY, "network", "native_id", "address"),
)
_PARTS: Final[dict[str, tuple[tuple[str, ...], Any]]] = {
    "bodies": ((*_BODY, *(f"name_{code}" for code in LANGUAGES)), _body),
    "roles": (("key", "body__key", "kind", *(f"title_{code}" for code in LANGUAGES)), _role),
    "holders": (("role__key", "person__name", "person__key", "party"), _holder),
    "accounts": (_ACCOUNT, _account),
}
