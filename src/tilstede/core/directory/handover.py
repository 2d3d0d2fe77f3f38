"""An office passes from one person to another. The last day of the one is the day before the first of the other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from tilstede.core.directory.entries import Account, Directory, Holder, key, person_key

ONE_DAY: Final = timedelta(days=1)


class NotHandedOver(Exception):
    """``code``: ``no-role``; ``begun`` when someone is told to begin on that day or later; ``holds`` when the person
    holds the role already. ``person``, ``day``: of the one who stands in the way."""

    def __init__(self, code: str, person: str = "", day: date | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.person = person
        self.day = day


def leaving(directory: Directory, role: str, day: date) -> list[Holder]:
    """Those who hold the role on the day before ``day``, or are told to go on past it."""
    return [
        holder
        for holder in directory.holders
        if holder.role == role and _before(holder, day) and _lasts(holder, day - ONE_DAY)
    ]


def personal(directory: Directory, role: str, day: date) -> list[Account]:
    """The personal accounts, with this role or its body, of those who leave: their last day is before ``day``."""
    gone = {person_key(one.person, one.person_id) for one in leaving(directory, role, day)}
    owners = {role, *(one.body for one in directory.roles if one.id == role)}
    return [
        account
        for account in directory.accounts
        if account.capacity == "personal"
        and account.owner in owners
        and _person(account) in gone
        and _before(account, day)
        and _lasts(account, day)
    ]


def passed_on(directory: Directory, role: str, day: date) -> list[Account]:
    """The role's own accounts, which go over with it."""
    return [
        account
        for account in directory.accounts
        if account.owner == role and account.capacity != "personal" and _lasts(account, day)
    ]


def hand_over(directory: Directory, *, to: Holder, keeping: Collection[str] = ()) -> Directory:
    """The directory after the office has passed to ``to``, whose ``since`` is the first day.

    ``keeping``: keys of personal accounts that are not closed. A role's account that names one who leaves names
    nobody any more: whose words they were is told by who held the role that day.
    :raises NotHandedOver:
    """
    if to.since is None or to.role not in {role.id for role in directory.roles}:
        raise NotHandedOver("no-role")
    day, gone = to.since, leaving(directory, to.role, to.since)
    _check(directory, to, day)
    closing = {key(one) for one in personal(directory, to.role, day)} - set(keeping)
    names = {person_key(one.person, one.person_id) for one in gone}
    passing = {key(one) for one in passed_on(directory, to.role, day)}
    return Directory(
        bodies=directory.bodies,
        roles=directory.roles,
        holders=[
            *(
                replace(one, until=_earlier(one, day)) if one in gone else one
                for one in directory.holders
            ),
            to,
        ],
        accounts=[_after(one, day, closing, passing, names) for one in directory.accounts],
    )


def _check(directory: Directory, to: Holder, day: date) -> None:
    new = person_key(to.person, to.person_id)
    for holder in directory.holders:
        if holder.role != to.role:
            continue
        if holder.since is not None and holder.since >= day:
            raise NotHandedOver("begun", holder.person, holder.since)
        if _lasts(holder, day) and person_key(holder.person, holder.person_id) == new:
            raise NotHandedOver("holds", holder.person, holder.since)


def _after(
    account: Account, day: date, closing: set[str], passing: set[str], names: set[str]
) -> Account:
    if key(account) in closing:
        return replace(account, until=day - ONE_DAY)
    if key(account) in passing and account.person and _person(account) in names:
        return replace(account, person="", person_id="")
    return account


def _earlier(holder: Holder, day: date) -> date:
    """The last day: the one that was told when it is earlier."""
    return min(holder.until or date.max, day - ONE_DAY)


def _before(one: Holder | Account, day: date) -> bool:
    return one.since is None or one.since < day


def _lasts(one: Holder | Account, day: date) -> bool:
    return one.until is None or one.until >= day


def _person(account: Account) -> str:
    return person_key(account.person, account.person_id)
