"""The entries of the four lists. ``since`` and ``until`` are ``from`` and ``to`` in the file; both days count."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from hashlib import sha256
from typing import Any, Final

import msgspec

from tilstede.core.account_address import AccountAddress

PARTS: Final = ("bodies", "roles", "holders", "accounts")
#: The languages a name can be given in: bokmål, nynorsk, Northern Sámi, English.
LANGUAGES: Final = ("nb", "nn", "se", "en")
#: What can be decided about writing from an account: we do; a person does, in the network's own pages; we only read
#: there; we are not there.
POLICIES: Final = ("post", "by hand", "listen only", "no")
_RENAMED: Final = {"since": "from", "until": "to"}
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ŋ": "n", "ŧ": "t"}
)
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


class Names(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A name or a title by language; at least one is given."""

    nb: str = ""
    nn: str = ""
    se: str = ""
    en: str = ""

    def any(self) -> str:
        """The name to use where the language does not matter, or ``""``."""
        return self.nb or self.nn or self.en or self.se


class Contact(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A way to reach a body. ``type``: ``phone``, ``email``, ``address`` or another word."""

    type: str
    value: str
    note: str = ""
    hours: str = ""


class _Entry(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, rename=_RENAMED
):
    since: date | None = None
    until: date | None = None
    wikidata: str = ""
    note: str = ""


class Body(_Entry, frozen=True, kw_only=True, omit_defaults=True, gc=False, rename=_RENAMED):
    """A public body or a unit of one. ``id``: an org-id, or a word of the editor's own."""

    id: str
    name: Names = Names()
    short: str = ""
    kind: str = ""
    own: bool = False
    parent: str = ""
    number: str = ""
    county: str = ""
    language_form: str = ""
    website: str = ""
    access_email: str = ""
    complaints_to: str = ""
    replaced_by: str = ""
    other_names: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


class Role(_Entry, frozen=True, kw_only=True, omit_defaults=True, gc=False, rename=_RENAMED):
    """An office in a body, whoever holds it."""

    id: str
    body: str
    title: Names = Names()
    kind: str = ""


class Holder(_Entry, frozen=True, kw_only=True, omit_defaults=True, gc=False, rename=_RENAMED):
    """A person in a role. ``person``: the name; ``person_id``: told where two share a name."""

    role: str
    person: str
    person_id: str = ""
    party: str = ""


class Account(_Entry, frozen=True, kw_only=True, omit_defaults=True, gc=False, rename=_RENAMED):
    """An account and its owner, a body or a role. ``person``, ``person_id``: whose words they are, as of a holder.

    ``policy``: one of POLICIES, what was decided about writing from it; ``policy_by`` says who decided so,
    ``policy_date`` when, ``policy_reason`` why. ``found``: what the address says; it is no part of the entry.
    """

    owner: str
    url: str
    capacity: str
    show: bool
    language: str = ""
    person: str = ""
    person_id: str = ""
    reason: str = ""
    policy: str = ""
    policy_reason: str = ""
    policy_date: date | None = None
    policy_by: str = ""
    found: AccountAddress = AccountAddress("", "", "")


#: What a field holds that says nothing.
_UNSAID: Final[tuple[Any, ...]] = ("", {}, [], ())
Entry = Body | Role | Holder | Account


class Directory(msgspec.Struct):
    """The four lists, in the order of the file."""

    bodies: list[Body] = []
    roles: list[Role] = []
    holders: list[Holder] = []
    accounts: list[Account] = []

    def part(self, name: str) -> list[Any]:
        """One of the lists. ``name``: of PARTS."""
        entries: list[Any] = getattr(self, name)
        return entries


def plain(entry: Entry) -> dict[str, Any]:
    """The entry as the file has it: names of the file, days as text, nothing that is not said."""
    said: dict[str, Any] = msgspec.to_builtins(entry)
    return {name: said[name] for name in ORDER[type(entry)] if said.get(name, "") not in _UNSAID}


def digest(entry: Entry) -> str:
    """The same for entries that say the same: SHA-256, in hexadecimal."""
    return sha256(msgspec.json.encode(plain(entry))).hexdigest()


def key(entry: Entry) -> str:
    """What tells an entry from the others in its list."""
    if isinstance(entry, Body | Role):
        return entry.id
    if isinstance(entry, Holder):
        return f"{entry.role}|{person_key(entry.person, entry.person_id)}|{entry.since or ''}"
    return f"{entry.found.address}|{entry.owner}|{entry.since or ''}"


def person_key(name: str, person_id: str = "") -> str:
    """What a person is known by: the id that is told, else the name in plain letters."""
    if person_id:
        return person_id
    bare = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    slug = _BETWEEN.sub("-", letters).strip("-")[:100]
    return slug or "p-" + sha256(name.encode()).hexdigest()[:12]


_BODY: Final = """
id name short kind own parent number county language_form website access_email complaints_to from to replaced_by
wikidata other_names contacts note
"""
_ACCOUNT: Final = """
owner url capacity show language from to person person_id reason policy policy_reason policy_date policy_by
wikidata note
"""
#: The order of an entry's fields when it is written: as people read them.
ORDER: Final[dict[type[Any], tuple[str, ...]]] = {
    Body: tuple(_BODY.split()),
    Role: ("id", "body", "title", "kind", "from", "to", "wikidata", "note"),
    Holder: ("role", "person", "person_id", "party", "from", "to", "wikidata", "note"),
    Account: tuple(_ACCOUNT.split()),
}
