"""How many answers the body's accounts have hidden from others: to hide what people say is a use of office too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tilstede.outbox.models import Act, Errand
from tilstede.rooms.follow.changes.listed import DAYS

#: The network has done it.
_DONE = (Errand.State.SENT, Errand.State.CONFIRMED, Errand.State.DIFFERS)


@dataclass(frozen=True, slots=True)
class Hidden:
    """So many answers an account has hidden in a year, and how many of those it has shown again."""

    network: str
    handle: str
    hidden: int
    shown_again: int


def counted() -> list[Hidden]:
    """Accounts that have hidden something in the last year, those that hid most first.

    What is hidden, and who is blocked, on a network's own pages is told to nobody, and is not in it.
    """
    rows = Act.objects.filter(
        kind__in=(Act.Kind.HIDE, Act.Kind.SHOW),
        state__in=_DONE,
        tried__gte=timezone.now() - timedelta(days=DAYS),
    )
    found = Counter(rows.values_list("network", "handle", "kind"))
    accounts = {(network, handle) for network, handle, kind in found if kind == Act.Kind.HIDE}
    told = [
        Hidden(*one, found[*one, Act.Kind.HIDE], found[*one, Act.Kind.SHOW]) for one in accounts
    ]
    return sorted(told, key=lambda one: (-one.hidden, one.network, one.handle))
