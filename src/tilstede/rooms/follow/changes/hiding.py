"""What the body's accounts did to what others wrote: to hide what people say is a use of office too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tilstede.outbox.moderating import figures
from tilstede.outbox.moderating.models import Decision
from tilstede.rooms.follow.changes.listed import DAYS

Kind = Decision.Kind


@dataclass(frozen=True, slots=True)
class Hidden:
    """So many answers an account has hidden or deleted in a year, and so many it has blocked; how many of the hidden
    are shown again, and of the blocked let in."""

    network: str
    handle: str
    hidden: int
    shown_again: int
    deleted: int
    blocked: int
    let_in: int


def counted() -> list[Hidden]:
    """Accounts that have done so in the last year, those that hid most first; the same things as in the yearly figures.

    What is done on a network's own pages, and not written down here, is told to nobody, and is not in it.
    """
    done: Counter[tuple[str, str, str]] = Counter()
    back: Counter[tuple[str, str, str]] = Counter()
    for one in figures.done(timezone.now() - timedelta(days=DAYS)):
        key = (one.network, one.handle, one.kind)
        done[key] += one.times
        back[key] += one.taken_back
    told = [
        Hidden(
            network,
            handle,
            hidden=done[network, handle, Kind.HIDE],
            shown_again=back[network, handle, Kind.HIDE],
            deleted=done[network, handle, Kind.REMOVE],
            blocked=done[network, handle, Kind.BLOCK],
            let_in=back[network, handle, Kind.BLOCK],
        )
        for network, handle in {key[:2] for key in done}
    ]
    return sorted(told, key=lambda one: (-one.hidden, one.network, one.handle))
