"""The accounts that a person may write from: the body's own, in use, where nothing was decided against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from django.db.models import Q

from tilstede.networks.kit import limits as network_limits
from tilstede.networks.kit import registry
from tilstede.networks.kit.limits import Limits
from tilstede.office import policy
from tilstede.office.models import Account, Body, User
from tilstede.office.rights import ALLOWS, WRITE
from tilstede.outbox import policies, words
from tilstede.outbox.drafting import serverside
from tilstede.outbox.drafting.splitting import Measure

_WRITTEN_FROM: Final = (policy.Policy.POST, policy.Policy.HAND)
#: Networks that are read and never written on.
_READ_ONLY: Final = ("feeds",)
#: What nothing is known of sets no limit.
_NONE_KNOWN: Final = Limits(source="", day=date(2026, 11, 23))


@dataclass(frozen=True, slots=True)
class Channel:
    """``by_hand``: a person publishes there. ``connected``: whether there is a login; one without waits for none."""

    account: Account
    name: str
    by_hand: bool
    connected: bool

    @property
    def key(self) -> str:
        """As it stands in forms, and in `Content.variants`."""
        return str(self.account.pk)


def open_to(user: User, *, answers: bool = False) -> list[Channel]:
    """Those that the person may write for, by network and name. ``answers``: what is written is an answer."""
    return [
        channel(account, answers=answers)
        for account in own()
        if policy.of(account, answers=answers) in _WRITTEN_FROM
        and not policies.is_closed(account)
        and may_write(user, account)
    ]


def may_write(user: User, account: Account) -> bool:
    """By a right for all channels, or for this one."""
    return any(
        limit in (None, account.pk) and ALLOWS.get(right, frozenset()) >= WRITE
        for right, limit in user.held
    )


def own() -> list[Account]:
    """The official accounts of the body and its units, and those of roles in them."""
    ours = _own_bodies()
    theirs = Q(body__in=ours) | Q(role__body__in=ours)
    rows = Account.objects.select_related("body", "role__body", "access").filter(theirs)
    rows = rows.exclude(capacity=Account.Capacity.PERSONAL).exclude(network__in=_READ_ONLY)
    return list(rows.order_by("network", "handle", "pk"))


def limits(account: Account) -> Limits:
    """What its network takes: as its own server has told, else as documented."""
    if told := serverside.limits(account):
        return told
    network = registry.get(account.network) if registry.exists(account.network) else None
    sender = network.sender() if network is not None else None
    return sender.limits(None, None) if sender is not None else _NONE_KNOWN


def channel(account: Account, *, answers: bool = False) -> Channel:
    login = getattr(account, "access", None)
    by_hand = policy.of(account, answers=answers) == policy.Policy.HAND
    return Channel(account, words.channel(account), by_hand, login is not None and login.usable)


def _own_bodies() -> set[int]:
    """The body whose installation this is, and all units below it."""
    found: set[int] = set()
    level = set(Body.objects.filter(own=True).values_list("pk", flat=True))
    while level:
        found |= level
        level = set(Body.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
    return found


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a text a channel takes, and how it is measured there. ``most`` 0: all of it."""

    most: int
    measure: Measure


def room(account: Account) -> Room:
    """Of one post there."""
    told = limits(account)
    return Room(told.text, partial(network_limits.count, limits=told))
