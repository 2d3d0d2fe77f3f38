"""What was found out about the accounts, out to the lock file and in from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.core.directory.finding import Finding
from tilstede.office import models


def read() -> list[Finding]:
    """Of each account that is in use or was last; an account that was handed over stands once."""
    rows = models.Account.objects.select_related("finding").order_by("id")
    latest: dict[str, models.Account] = {}
    for row in rows:
        before = latest.get(row.address)
        if before is None or _later(row, before):
            latest[row.address] = row
    return [_finding(row) for row in latest.values()]


def _later(one: models.Account, other: models.Account) -> bool:
    return one.until is None or (other.until is not None and one.until > other.until)


def _finding(row: models.Account) -> Finding:
    found = getattr(row, "finding", None)
    known: dict[str, Any] = {"url": row.url, "network": row.network, "handle": row.handle}
    if found is None:
        return Finding(**known, stable_id=row.native_id)
    evidence = tuple((one.get("code", ""), one.get("detail", "")) for one in found.evidence)
    return Finding(
        **{**known, "handle": found.handle or row.handle},
        stable_id=found.stable_id or row.native_id,
        level=found.level,
        evidence=evidence,
        status=found.status,
        first_seen=found.first_seen,
        last_ok=found.last_ok,
        last_checked=found.last_checked,
        changed=found.changed,
    )


def write(findings: Iterable[Finding]) -> tuple[int, int]:
    """Take in what another installation, or this one before, found out. How many rows were of accounts that are in
    the directory, and how many were not."""
    rows: dict[str, list[models.Account]] = defaultdict(list)
    for account in models.Account.objects.all():
        rows[account.address].append(account)
    known = unknown = 0
    for found in findings:
        accounts = rows.get(_address(found.url), [])
        known += bool(accounts)
        unknown += not accounts
        for account in accounts:
            _write(account, found)
    return known, unknown


def _address(url: str) -> str:
    try:
        return parse(url).address
    except NotAnAccount:
        return url


def _write(account: models.Account, found: Finding) -> None:
    account.network = found.network or account.network
    if _is_read_as_itself(account):
        account.native_id = found.stable_id or account.native_id
    account.handle = found.handle or account.handle
    account.save(update_fields=("network", "native_id", "handle"))
    told: dict[str, Any] = {
        name: getattr(found, name) for name in ("stable_id", "handle", "level", "status", "changed")
    }
    told |= {name: getattr(found, name) for name in ("first_seen", "last_ok", "last_checked")}
    told["evidence"] = [{"code": code, "detail": detail} for code, detail in found.evidence]
    models.Finding.objects.update_or_create(account=account, defaults=told)


def _is_read_as_itself(account: models.Account) -> bool:
    """Whether its posts bear its network's own id, and not that of a feed that it is read through."""
    try:
        return parse(account.address).network == account.network
    except NotAnAccount:
        return True
