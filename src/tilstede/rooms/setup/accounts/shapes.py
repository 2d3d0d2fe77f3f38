"""The register for machines, `/kontoer.json`. Its shape only grows (docs/verification.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tilstede.core.verification import PROOFS
from tilstede.intake.verification.findings import evidence_of
from tilstede.office.models import Account, Body, Finding
from tilstede.rooms.setup.accounts.register import Listed

#: Goes up if a field is ever taken away or changes meaning.
VERSION = 1

Level = Annotated[
    int, Meta(ge=0, le=3, description="0 claimed, 1 linked, 2 both ways, 3 own domain")
]
Status = Annotated[str, Meta(pattern=f"^({'|'.join(Finding.Status.values)})$")]
Capacity = Annotated[str, Meta(pattern=f"^({'|'.join(Account.Capacity.values)})$")]


class Names(msgspec.Struct, omit_defaults=True):
    """A name in bokmål, nynorsk, Northern Sámi and English, as far as there is one."""

    nb: str = ""
    nn: str = ""
    se: str = ""
    en: str = ""


class Owner(msgspec.Struct, omit_defaults=True):
    """Whom an account speaks for: a body, or a role in it. ``body``: the body's key, always."""

    body: str
    body_name: Names
    role: str = ""
    role_title: Names | None = None


class Proof(msgspec.Struct):
    """One thing that a check found; the codes are in docs/verification.md. ``detail``: where, of what proves."""

    code: str
    detail: str


class RegisteredAccount(msgspec.Struct):
    """An account. ``url`` is empty while it must not be pointed to: its name may be a stranger's (``held``), or free
    for anyone (``gone``). ``id``: the network's permanent id. ``last_ok``: when all was last found in order."""

    network: str
    url: str
    handle: str
    id: str
    owner: Owner
    capacity: Capacity
    language: str
    level: Level
    status: Status
    evidence: list[Proof]
    since: date | None
    until: date | None
    last_checked: datetime | None
    last_ok: datetime | None
    beta: bool


class Register(msgspec.Struct):
    """A page of the register. ``page``: where people read it; ``updated``: when an account was last looked at.

    ``next``: the address of the page that follows; "" for the last.
    """

    version: int
    page: str
    schema: str
    updated: datetime | None
    next: str
    accounts: list[RegisteredAccount]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the register."""
    return msgspec.json.schema(Register)


def account(one: Listed) -> RegisteredAccount:
    """An account of the register."""
    row, finding = one.account, one.finding
    return RegisteredAccount(
        network=one.network,
        url=one.url,
        handle=one.handle,
        id=(finding.stable_id if finding else "") or row.native_id,
        owner=_owner(one),
        capacity=row.capacity,
        language=row.language,
        level=one.level,
        status=one.status,
        evidence=_evidence(one),
        since=row.since,
        until=row.until,
        last_checked=one.checked,
        last_ok=finding.last_ok if finding else None,
        beta=bool(one.tried),
    )


def _evidence(one: Listed) -> list[Proof]:
    """What proves it, with where; of what else was met with only that it was: its details are for staff."""
    found = evidence_of(one.finding) if one.finding else ()
    return [Proof(row.code, row.detail if row.code in PROOFS else "") for row in found]


def _owner(one: Listed) -> Owner:
    role = one.account.role
    body = role.body if role else one.account.body
    assert isinstance(body, Body), "an account of nobody's is not shown"
    owner = Owner(body.key, _names(body, "name"))
    if role:
        owner.role, owner.role_title = role.key, _names(role, "title")
    return owner


def _names(row: Any, field: str) -> Names:
    return Names(**{code: getattr(row, f"{field}_{code}") for code in ("nb", "nn", "se", "en")})
