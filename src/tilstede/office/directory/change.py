"""Makes the rows say what a directory says, in as few statements as there are kinds of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from django.db import connection

from tilstede.core.directory import relations
from tilstede.core.directory.difference import Change, Pair
from tilstede.core.directory.entries import LANGUAGES, Account, Body, Holder, Role, person_key
from tilstede.office import models
from tilstede.office.directory.standing import Standing

_BATCH: Final = 2_000


def apply(changes: Mapping[str, Change], standing: Standing) -> None:
    """Carry the changes out, inside the caller's transaction. ``standing``: what they are changes of.

    What is found about an account goes with its row; a person whom nothing names any more goes too.
    """
    for part in ("accounts", "holders", "roles"):
        _remove(part, changes[part], standing)
    _Rows(changes, standing).write()
    _remove_bodies(changes["bodies"], standing)
    _forget_people()


def _remove(part: str, change: Change, standing: Standing) -> None:
    model = _MODELS[part]
    for some in _some([standing.ids[part][position] for position in change.removed]):
        model._default_manager.filter(id__in=some).delete()


def _remove_bodies(change: Change, standing: Standing) -> None:
    gone = [standing.ids["bodies"][position] for position in change.removed]
    for some in _some(gone):  # first let go of one another
        models.Body.objects.filter(id__in=some).update(parent=None)
    for some in _some(gone):
        models.Body.objects.filter(id__in=some).delete()


def _forget_people() -> None:
    models.Person.objects.filter(holdings=None, accounts=None).delete()


class _Rows:
    """What is added and changed, and the numbers of the rows it refers to."""

    def __init__(self, changes: Mapping[str, Change], standing: Standing) -> None:
        self._changes = changes
        self._standing = standing
        old = standing.directory
        self._bodies = dict(
            zip((one.id for one in old.bodies), standing.ids["bodies"], strict=True)
        )
        self._roles = dict(zip((one.id for one in old.roles), standing.ids["roles"], strict=True))
        self._people: dict[str, int] = {}

    def write(self) -> None:
        """Bodies before their units, and all before what refers to it."""
        self._write_bodies()
        self._write_people()
        self._roles |= self._add("roles", self._role)
        self._update("roles", self._role)
        self._add("holders", self._holder)
        self._update("holders", self._holder)
        self._add("accounts", self._account)
        self._make_way()
        self._update("accounts", self._owned)

    def _write_bodies(self) -> None:
        change = self._changes["bodies"]
        if any(one.own for one in change.added) or any(pair.entry.own for pair in change.changed):
            models.Body.objects.filter(own=True).update(own=False)  # at no moment two
        for level in relations.bodies_by_depth(change.added):
            rows = [models.Body(**self._body(one)) for one in level]
            made = models.Body.objects.bulk_create(rows, _BATCH)
            self._bodies |= {row.key: row.id for row in made}
        self._update("bodies", self._body)

    def _write_people(self) -> None:
        """Those who are named by what is added or changed, as they are called there."""
        named: dict[str, tuple[str, str]] = {}
        for part in ("holders", "accounts"):
            change = self._changes[part]
            for one in (*change.added, *(pair.entry for pair in change.changed)):
                if one.person:
                    key = person_key(one.person, one.person_id)
                    wikidata = one.wikidata if part == "holders" else ""
                    named[key] = (one.person, wikidata or named.get(key, ("", ""))[1])
        known = {row.key: row for row in models.Person.objects.all()} if named else {}
        new = [
            models.Person(key=key, name=name, wikidata=wikidata)
            for key, (name, wikidata) in named.items()
            if key not in known
        ]
        for row in models.Person.objects.bulk_create(new, _BATCH):
            known[row.key] = row
        for key, (name, wikidata) in named.items():
            row = known[key]
            if (row.name, row.wikidata) != (name, wikidata or row.wikidata):
                row.name, row.wikidata = name, wikidata or row.wikidata
                row.save()
        self._people = {key: row.id for key, row in known.items()}

    def _add(self, part: str, values: Any) -> dict[str, int]:
        model = _MODELS[part]
        rows = [model(**values(one)) for one in self._changes[part].added]
        made = model._default_manager.bulk_create(rows, _BATCH)
        return {row.key: row.id for row in made} if part == "roles" else {}

    def _update(self, part: str, values: Any) -> None:
        pairs: list[Pair] = self._changes[part].changed
        ids = self._standing.ids[part]
        _update(_MODELS[part], [(ids[pair.old], values(pair.entry)) for pair in pairs])

    def _make_way(self) -> None:
        """Rows that trade places must not meet under one name on the way: for a moment they have none."""
        ids = [
            self._standing.ids["accounts"][pair.old] for pair in self._changes["accounts"].changed
        ]
        for some in _some(ids):
            models.Account.objects.filter(id__in=some).update(address="")

    def _body(self, one: Body) -> dict[str, Any]:
        return {
            **_ends(one),
            **{f"name_{code}": getattr(one.name, code) for code in LANGUAGES},
            "key": one.id,
            "parent_id": self._bodies[one.parent] if one.parent else None,
            "own": one.own,
            "kind": one.kind,
            "short": one.short,
            "other_names": list(one.other_names),
            "language_form": one.language_form,
            "number": one.number,
            "county": one.county,
            "url": one.website,
            "access_email": one.access_email,
            "complaints_to": one.complaints_to,
            "replaced_by": one.replaced_by,
            "contacts": msgspec.to_builtins(one.contacts),
        }

    def _role(self, one: Role) -> dict[str, Any]:
        return {
            **_ends(one),
            **{f"title_{code}": getattr(one.title, code) for code in LANGUAGES},
            "key": one.id,
            "body_id": self._bodies[one.body],
            "kind": one.kind,
        }

    def _holder(self, one: Holder) -> dict[str, Any]:
        return {
            **_ends(one),
            "role_id": self._roles[one.role],
            "person_id": self._people[person_key(one.person, one.person_id)],
            "party": one.party,
        }

    def _account(self, one: Account) -> dict[str, Any]:
        """A new one; its network may come to know it better, and then an entry has no say in that."""
        known = {"network": one.found.network, "handle": one.found.handle}
        return known | self._owned(one)

    def _owned(self, one: Account) -> dict[str, Any]:
        person = self._people[person_key(one.person, one.person_id)] if one.person else None
        return {
            **_ends(one),
            "address": one.found.address,
            "url": one.url,
            "capacity": one.capacity,
            "body_id": self._bodies.get(one.owner),
            "role_id": None if one.owner in self._bodies else self._roles[one.owner],
            "person_id": person,
            "show": one.show,
            "language": one.language,
            "reason": one.reason,
            "policy": one.policy,
            "policy_reason": one.policy_reason,
            "policy_date": one.policy_date,
            "policy_by": one.policy_by,
        }


_MODELS: Final[dict[str, Any]] = {
    "bodies": models.Body,
    "roles": models.Role,
    "holders": models.Holding,
    "accounts": models.Account,
}


def _ends(one: Any) -> dict[str, Any]:
    return {"since": one.since, "until": one.until, "wikidata": one.wikidata, "note": one.note}


def _update(model: Any, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """One prepared statement for all: Django's own writes a case a row and field, a hundred times as slow."""
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in rows[0][1]]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    table = model._meta.db_table
    values = [
        [
            *(field.get_db_prep_save(said[field.attname], connection) for field in fields),
            number,
        ]
        for number, said in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{table}" SET {columns}, "changed" = "changed" + 1 WHERE "id" = %s', values
        )


def _some(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(numbers), 900):
        yield numbers[start : start + 900]
