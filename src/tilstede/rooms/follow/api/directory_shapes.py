"""What the API answers with about the directory: bodies, the roles in them, the people who hold them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from tilstede.office import models as office
from tilstede.rooms.follow.api.shapes import Address, Next, Previous

EntryKey = Annotated[
    str,
    Meta(
        pattern="^[A-Za-z0-9][A-Za-z0-9_:-]*([./]+[A-Za-z0-9_:-]+)*$",
        max_length=120,
        description="Lasting, as the directory's file has it; it may hold a slash.",
        examples=["NO-BRC-310100013", "ordforar"],
    ),
]
_Names = Annotated[dict[str, str], Meta(description="By language: nb, nn, se, en.")]
_Since = Annotated[date | None, Meta(description="The first day; null: not told.")]
_Until = Annotated[date | None, Meta(description="The last day; null: still.")]
_Wikidata = Annotated[str, Meta(description="As Q42, or empty.")]
_Capacity = Annotated[str, Meta(extra_json_schema={"enum": office.Account.Capacity.values})]
_Status = Annotated[str, Meta(extra_json_schema={"enum": office.Finding.Status.values})]


class EntryAddresses(Struct, frozen=True, kw_only=True):
    """Where an entry of the directory is."""

    self: Annotated[Address, Meta(description="In the API.")]
    page: Annotated[Address, Meta(description="For people.")]


class Reference(Struct, frozen=True, kw_only=True):
    """Another entry of the directory."""

    key: EntryKey
    name: Annotated[str, Meta(description="In the language asked for.")]
    address: Address


class Contact(Struct, frozen=True, kw_only=True):
    """A way to reach a body."""

    type: Annotated[str, Meta(description="phone, email, address, or another word.")]
    value: str
    note: str
    hours: str


class ListedAccount(Struct, frozen=True, kw_only=True):
    """An account that the directory lists, whether or not posts of it are held."""

    network: str
    handle: str
    url: str
    native_id: Annotated[str, Meta(description="The network's permanent id, once it is known.")]
    capacity: _Capacity
    language: str
    since: _Since
    until: _Until
    level: Annotated[
        Literal[0, 1, 2, 3],
        Meta(
            description="0 claimed, 1 linked from the body's site, 2 confirmed both ways, 3 on the body's domain."
        ),
    ]
    status: _Status
    account: Annotated[Address | None, Meta(description="In the API; null when nothing is held.")]


class BodyEntry(Struct, frozen=True, kw_only=True):
    """A public body or a unit of one, in the list."""

    key: EntryKey
    name: Annotated[str, Meta(description="In the language asked for.")]
    names: _Names
    short: str
    kind: Annotated[str, Meta(description="ministry, municipality, agency, or another word.")]
    own: Annotated[bool, Meta(description="This installation is its.")]
    parent: Annotated[EntryKey | None, Meta(description="The key of the body it is a part of.")]
    number: Annotated[str, Meta(description="Of a municipality or county, with its leading zero.")]
    county: str
    language_form: str
    website: Address | None
    since: _Since
    until: _Until
    wikidata: _Wikidata
    addresses: EntryAddresses


class Bodies(Struct, frozen=True, kw_only=True):
    """Some bodies, by key."""

    bodies: tuple[BodyEntry, ...]
    next: Next
    previous: Previous


class RoleEntry(Struct, frozen=True, kw_only=True):
    """A role in a body, in the list: an office, whoever holds it."""

    key: EntryKey
    title: Annotated[str, Meta(description="In the language asked for.")]
    titles: _Names
    kind: Annotated[str, Meta(description="political or administrative, or empty.")]
    body: Reference
    since: _Since
    until: _Until
    wikidata: _Wikidata
    addresses: EntryAddresses


class Roles(Struct, frozen=True, kw_only=True):
    """Some roles, by key."""

    roles: tuple[RoleEntry, ...]
    next: Next
    previous: Previous


class Body(BodyEntry, frozen=True, kw_only=True):
    """A body with its units, roles and accounts."""

    access_email: Annotated[str, Meta(description="Where access to records is asked for.")]
    complaints_to: Annotated[str, Meta(description="Key of the body that hears complaints.")]
    replaced_by: Annotated[str, Meta(description="Key of what came after it.")]
    other_names: tuple[str, ...]
    contacts: tuple[Contact, ...]
    units: tuple[Reference, ...]
    roles: tuple[Reference, ...]
    accounts: tuple[ListedAccount, ...]


class Holder(Struct, frozen=True, kw_only=True):
    """A person in a role, with days; both count."""

    person: Reference
    role: Reference
    party: str
    since: _Since
    until: _Until


class Role(RoleEntry, frozen=True, kw_only=True):
    """A role with all who held it, the latest first, and its accounts."""

    holders: tuple[Holder, ...]
    accounts: tuple[ListedAccount, ...]


class PersonEntry(Struct, frozen=True, kw_only=True):
    """A person who holds or held a role, in the list."""

    key: EntryKey
    name: str
    wikidata: _Wikidata
    addresses: EntryAddresses


class People(Struct, frozen=True, kw_only=True):
    """Some people, by key."""

    people: tuple[PersonEntry, ...]
    next: Next
    previous: Previous


class Person(PersonEntry, frozen=True, kw_only=True):
    """A person with the roles held, the latest first, and accounts of their own."""

    held: tuple[Holder, ...]
    accounts: tuple[ListedAccount, ...]
