"""What was lawfully destroyed as a post goes from the outbox too: the words and files that were cleared, what was said
of them when they were read back, and why something was done about somebody else's post."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from tilstede.core import alias
from tilstede.outbox.models import Act, Cleared, Delivery
from tilstede.posts.models import Destroyed, Post
from tilstede.record import append, redact
from tilstede.record import read as record

#: The events that hold words of a post of ours.
_WITH_WORDS = frozenset({"cleared", "confirmed"})
#: So many posts are asked about at once; SQLite takes no more than 32,766.
_BATCH = 10_000


def forget(*, now: datetime) -> int:
    """How many of ours were destroyed since last, and how many acts were about others' that were."""
    if not Destroyed.objects.exists():
        return 0
    found = 0
    for row in Cleared.objects.filter(destroyed=False).prefetch_related("deliveries"):
        event = by(row)
        if event is not None:
            _forget(row, event, now)
            found += 1
    acts = Act.objects.exclude(post=None).exclude(reason="")
    for number, event in gone(acts.values_list("post", flat=True)):
        for act in acts.filter(post=number):
            _forget_why(act, event, now)
            found += 1
    return found


def by(row: Cleared) -> int | None:
    """The event by which what was cleared was destroyed, in any channel; None: it was not."""
    names = [alias.key(name) for one in row.deliveries.all() for name in one.aliases]
    found = Destroyed.objects.filter(key__in=names).order_by("event").first()
    return found.event if found is not None else None


def gone(numbers: Iterable[int | None]) -> Iterator[tuple[int, int]]:
    """Of posts by their numbers: those that were destroyed, each with the event by which they were."""
    wanted = sorted({number for number in numbers if number is not None})
    batches = (wanted[at : at + _BATCH] for at in range(0, len(wanted), _BATCH))
    for number in (one for batch in batches for one in _absent(batch)):
        event = record.destruction(number)
        if event is not None and number in _told(event.number).get("posts", ()):
            yield number, event.number


def _absent(numbers: Sequence[int]) -> list[int]:
    """Those of them that are no longer shown."""
    held = set(Post.objects.filter(number__in=numbers).values_list("number", flat=True))
    return [number for number in numbers if number not in held]


def destroy(
    payloads: Mapping[int, Collection[str]], *, about: Mapping[str, Any], now: datetime
) -> None:
    """Destroy those of them that are held (event number to roles). ``about``: as `redact.destroy` has it."""
    held = {number: set(roles) & set(record.payloads(number)) for number, roles in payloads.items()}
    there = {number: sorted(roles) for number, roles in held.items() if roles}
    if there:
        redact.destroy(there, about=about, now=now)


def as_by(event: int) -> dict[str, Any]:
    """For what is destroyed because something was destroyed by that event: on the same ground."""
    told = _told(event)
    return {**{name: told.get(name, "") for name in ("by", "ground", "reason")}, "of": event}


def _told(event: int) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(record.payload(event, "about") or b"{}")
    return told


def _forget(row: Cleared, event: int, now: datetime) -> None:
    """``event``: by which the post was destroyed; its ground is ours."""
    with transaction.atomic():
        append.hold()
        destroy(dict(_words(row)), about=as_by(event), now=now)
        mine = Cleared.objects.filter(Q(pk=row.pk) | Q(act__delivery__cleared=row))
        for one in mine:
            one.text = one.title = one.warning = ""
            one.tags, one.media, one.card, one.poll, one.destroyed = [], [], None, None, True
            one.save()
        Delivery.objects.filter(cleared=row).update(differences=[])


def _forget_why(act: Act, event: int, now: datetime) -> None:
    """That it was done stands in the record; why, may tell of whoever wrote the post."""
    with transaction.atomic():
        append.hold()
        destroy({number: ["about"] for number in act.events}, about=as_by(event), now=now)
        Act.objects.filter(pk=act.pk).update(reason="", detail="")


def _words(row: Cleared) -> Iterator[tuple[int, list[str]]]:
    """Every event that still holds something of what was cleared, with the roles."""
    acts = Act.objects.filter(delivery__cleared=row)
    lists = [one.events for one in (*row.deliveries.all(), *acts)]
    for number in sorted({row.event, *(number for events in lists for number in events)}):
        event = record.event(number)
        held = record.payloads(number)
        if event is not None and event.kind in _WITH_WORDS and held:
            yield number, sorted(held)
