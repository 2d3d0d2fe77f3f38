"""Examples of what the API answers with about the directory. Of the answers' own types, so they cannot go stale."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict

from tilstede.rooms.follow.api import directory_shapes as shapes

_SITE: Final = "https://log.fjordvik.example"
_API: Final = f"{_SITE}/api/v1"
_TOWN: Final = "NO-BRC-310100013"


def _addresses(kind: str, page: str, key: str) -> shapes.EntryAddresses:
    return shapes.EntryAddresses(self=f"{_API}/{kind}/{key}", page=f"{_SITE}/{page}/{key}")


_TO_TOWN = shapes.Reference(
    key=_TOWN, name="Fjordvik municipality", address=f"{_API}/bodies/{_TOWN}"
)
_TO_ROLE = shapes.Reference(key="ordforar", name="Mayor", address=f"{_API}/roles/ordforar")
_TO_PERSON = shapes.Reference(
    key="amund-storevik", name="Amund Storevik", address=f"{_API}/people/amund-storevik"
)
_ACCOUNT = shapes.ListedAccount(
    network="mastodon",
    handle="ordforar@sosial.fjordvik.example",
    url="https://sosial.fjordvik.example/@ordforar",
    native_id="https://sosial.fjordvik.example/users/ordforar",
    capacity="role",
    language="nn",
    since=None,
    until=None,
    level=3,
    status="ok",
    account=f"{_API}/accounts/1",
)
_HOLDER = shapes.Holder(
    person=_TO_PERSON, role=_TO_ROLE, party="", since=date(2025, 10, 2), until=None
)
_BODY = shapes.BodyEntry(
    key=_TOWN,
    name="Fjordvik municipality",
    names={"nb": "Fjordvik kommune", "nn": "Fjordvik kommune", "en": "Fjordvik municipality"},
    short="",
    kind="municipality",
    own=True,
    parent="NO-BRC-310100021",
    number="4699",
    county="Vestland",
    language_form="nn",
    website="https://www.fjordvik.example/",
    since=None,
    until=None,
    wikidata="",
    addresses=_addresses("bodies", "body", _TOWN),
)
_ROLE = shapes.RoleEntry(
    key="ordforar",
    title="Mayor",
    titles={"nb": "Ordfører", "nn": "Ordførar", "en": "Mayor"},
    kind="political",
    body=_TO_TOWN,
    since=None,
    until=None,
    wikidata="",
    addresses=_addresses("roles", "role", "ordforar"),
)
_PERSON = shapes.PersonEntry(
    key="amund-storevik",
    name="Amund Storevik",
    wikidata="",
    addresses=_addresses("people", "person", "amund-storevik"),
)
_CONTACT = shapes.Contact(type="phone", value="+47 00 00 00 00", note="", hours="Mon-Fri 09-15")

ANSWERS: Final[tuple[Struct, ...]] = (
    shapes.Bodies(bodies=(_BODY,), next=f"{_API}/bodies?after={_TOWN}", previous=None),
    shapes.Body(
        **asdict(_BODY),
        access_email="innsyn@fjordvik.example",
        complaints_to="",
        replaced_by="",
        other_names=(),
        contacts=(_CONTACT,),
        units=(),
        roles=(_TO_ROLE,),
        accounts=(),
    ),
    shapes.Roles(roles=(_ROLE,), next=None, previous=None),
    shapes.Role(**asdict(_ROLE), holders=(_HOLDER,), accounts=(_ACCOUNT,)),
    shapes.People(people=(_PERSON,), next=None, previous=None),
    shapes.Person(**asdict(_PERSON), held=(_HOLDER,), accounts=()),
)
