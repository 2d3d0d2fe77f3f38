"""Rights to a channel when its office passes on: kept, ended, or given to a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tilstede.core.directory.entries import Account, Directory, key
from tilstede.intake import listing
from tilstede.office.directory.standing import Standing
from tilstede.office.models import Grant, User
from tilstede.rooms.setup.people import actions


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a right. ``to``: who has it from now on, when it is given on; None: nobody."""

    grant: Grant
    to: User | None = None


def rows(standing: Standing, accounts: Iterable[Account]) -> list[int]:
    """The numbers of these accounts' rows."""
    names = {key(one) for one in accounts}
    pairs = zip(standing.directory.accounts, standing.ids["accounts"], strict=True)
    return [number for one, number in pairs if key(one) in names]


def grants(channels: Sequence[int]) -> list[Grant]:
    """The rights that are limited to these accounts."""
    found = Grant.objects.filter(channel__in=channels).select_related("user", "team", "channel")
    return list(found.order_by("channel", "pk"))


def fates(given: Iterable[Grant], posted: Mapping[str, str]) -> list[Fate]:
    """What was chosen for each right that is not kept: ``grant-<number>`` is ``keep``, ``end`` or ``move``, and
    ``to-<number>`` the colleague's number."""
    chosen = []
    for grant in given:
        what = posted.get(f"grant-{grant.pk}", "keep")
        if what == "move":
            to = posted.get(f"to-{grant.pk}", "")
            user = (
                User.objects.filter(pk=int(to), is_active=True).first() if to.isdecimal() else None
            )
            if user is not None and user != grant.user:
                chosen.append(Fate(grant, user))
        elif what == "end":
            chosen.append(Fate(grant))
    return chosen


def carry_out(
    after: Directory, *, basis: str, fates: Sequence[Fate], by: str, now: datetime
) -> None:
    """The directory and the rights, in one transaction.

    :raises listing.Conflict: the directory is another than that of ``basis``.
    :raises listing.NotValid: the directory cannot be so.
    :raises actions.NotChanged: a right cannot be given or taken back.
    """
    with transaction.atomic():
        listing.save(after, basis=basis, by=by, now=now)
        for fate in fates:
            grant, right, channel = fate.grant, fate.grant.right, fate.grant.channel
            actions.take_back(grant, by=by, now=now)
            held = Grant.objects.filter(user=fate.to, right=right, channel=channel)
            if fate.to is not None and not held.exists():
                actions.give(right, to=fate.to, channel=channel, by=by, now=now)
