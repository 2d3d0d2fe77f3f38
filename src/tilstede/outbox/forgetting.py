"""What was lawfully destroyed as a post goes from the outbox too: the words and files that were cleared, and what was
said of them when they were read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tilstede.core import alias
from tilstede.outbox.models import Act, Cleared, Delivery
from tilstede.posts.models import Destroyed
from tilstede.record import append, redact
from tilstede.record import read as record

#: The events that hold words of a post of ours.
_WITH_WORDS = frozenset({"cleared", "confirmed"})


def forget(*, now: datetime) -> int:
    """How many posts were destroyed since last."""
    if not Destroyed.objects.exists():
        return 0
    found = 0
    for row in Cleared.objects.filter(destroyed=False).prefetch_related("deliveries"):
        names = [alias.key(name) for one in row.deliveries.all() for name in one.aliases]
        by = Destroyed.objects.filter(key__in=names).order_by("event").first()
        if by is not None:
            _forget(row, by.event, now)
            found += 1
    return found


def _forget(row: Cleared, event: int, now: datetime) -> None:
    """``event``: by which the post was destroyed; its ground is ours."""
    with transaction.atomic():
        append.hold()
        told = json.loads(record.payload(event, "about") or b"{}")
        about = {name: told.get(name, "") for name in ("by", "ground", "reason")}
        payloads = {number: sorted(held) for number, held in _words(row)}
        if payloads:
            redact.destroy(payloads, about={**about, "of": event}, now=now)
        mine = Cleared.objects.filter(Q(pk=row.pk) | Q(act__delivery__cleared=row))
        for one in mine:
            one.text = one.title = one.warning = ""
            one.tags, one.media, one.card, one.poll, one.destroyed = [], [], None, None, True
            one.save()
        Delivery.objects.filter(cleared=row).update(differences=[])


def _words(row: Cleared) -> Iterator[tuple[int, list[str]]]:
    """Every event that still holds something of what was cleared, with the roles."""
    acts = Act.objects.filter(delivery__cleared=row)
    lists = [one.events for one in (*row.deliveries.all(), *acts)]
    for number in sorted({row.event, *(number for events in lists for number in events)}):
        event = record.event(number)
        held = record.payloads(number)
        if event is not None and event.kind in _WITH_WORDS and held:
            yield number, sorted(held)
