"""Writes organizations, posts, persons and memberships."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tilstede.core.directory.entries import (
    Account,
    Body,
    Directory,
    Holder,
    Names,
    Role,
    person_key,
    plain,
)

Data = dict[str, Any]
#: What Popolo says in words of its own.
_BODY: Final = (
    *(
        "id",
        "name",
        "kind",
        "parent",
        "website",
        "from",
        "to",
        "wikidata",
        "other_names",
        "contacts",
    ),
)
_ROLE: Final = ("id", "body", "from", "to")
_HOLDER: Final = ("role", "person", "person_id", "party", "from", "to")
_ACCOUNT: Final = ("owner", "url", "from", "to", "note")


def write(directory: Directory) -> bytes:
    """One JSON document."""
    accounts: dict[str, list[Account]] = defaultdict(list)
    for account in directory.accounts:
        accounts[account.owner].append(account)
    bodies = {role.id: role.body for role in directory.roles}
    document = {
        "organizations": [_organization(one, accounts[one.id]) for one in directory.bodies],
        "posts": [_post(one, accounts[one.id]) for one in directory.roles],
        "persons": list(_persons(directory.holders)),
        "memberships": [_membership(one, bodies) for one in directory.holders],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _organization(body: Body, accounts: Iterable[Account]) -> Data:
    said = plain(body)
    contacts = [dict(one) for one in said.get("contacts", ())]
    names = [
        {"name": name, "lang": code, "note": "multilingual"} for code, name in _told(body.name)
    ]
    names += [{"name": name} for name in body.other_names]
    return _without_nothing(
        id=body.id,
        name=body.name.any(),
        classification=body.kind,
        parent_id=body.parent,
        founding_date=said.get("from"),
        dissolution_date=said.get("to"),
        identifiers=_identifiers(body),
        other_names=names,
        links=[{"url": body.website, "note": "website"}] if body.website else [],
        contact_details=[*contacts, *map(_contact, accounts)],
        tilstede=_rest(said, _BODY),
    )


def _told(names: Names) -> Iterable[tuple[str, str]]:
    return ((code, name) for code in names.__struct_fields__ if (name := getattr(names, code)))


def _identifiers(body: Body) -> list[Data]:
    prefix, _, number = body.id.rpartition("-")
    found = [{"scheme": prefix, "identifier": number}] if prefix.isupper() and number else []
    if body.wikidata:
        found.append({"scheme": "wikidata", "identifier": body.wikidata})
    return found


def _post(role: Role, accounts: Iterable[Account]) -> Data:
    said = plain(role)
    return _without_nothing(
        id=role.id,
        label=role.title.any(),
        organization_id=role.body,
        start_date=said.get("from"),
        end_date=said.get("to"),
        contact_details=list(map(_contact, accounts)),
        tilstede=_rest(said, _ROLE),
    )


def _persons(holders: Iterable[Holder]) -> Iterable[Data]:
    found: dict[str, Data] = {}
    for holder in holders:
        key = person_key(holder.person, holder.person_id)
        person = found.setdefault(key, {"id": key, "name": holder.person})
        if holder.wikidata:
            person["identifiers"] = [{"scheme": "wikidata", "identifier": holder.wikidata}]
    return found.values()


def _membership(holder: Holder, bodies: Mapping[str, str]) -> Data:
    said = plain(holder)
    party = {"name": holder.party, "classification": "party"} if holder.party else None
    return _without_nothing(
        person_id=person_key(holder.person, holder.person_id),
        organization_id=bodies.get(holder.role),
        post_id=holder.role,
        on_behalf_of=party,
        start_date=said.get("from"),
        end_date=said.get("to"),
        tilstede=_rest(said, _HOLDER),
    )


def _contact(account: Account) -> Data:
    said = plain(account)
    return _without_nothing(
        type=account.found.network,
        value=account.url,
        note=account.note,
        valid_from=said.get("from"),
        valid_until=said.get("to"),
        tilstede=_rest(said, _ACCOUNT),
    )


def _rest(said: Mapping[str, Any], popolo: Iterable[str]) -> Data:
    return {name: value for name, value in said.items() if name not in popolo}


def _without_nothing(**said: Any) -> Data:
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}
