"""Asking for mail, confirming it, stopping it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tilstede.record import read as record
from tilstede.rooms.follow.models import Subscription
from tilstede.rooms.follow.outputs import sealing
from tilstede.rooms.follow.outputs.mail import links, rhythm, tasks

#: Before this nobody is sent another mail to confirm the same.
_AGAIN = timedelta(hours=1)
#: Subscriptions of one address, confirmed or not.
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What someone wants mail of, and how."""

    address: str
    query: str
    language: str
    rhythm: str
    site: str


def ask(wish: Wish, *, now: datetime) -> None:
    """Have a mail sent that lets the address's owner confirm. Whoever asks is told the same whatever was known of the
    address, so that nobody learns who subscribes."""
    person = person_of(wish.address)
    with transaction.atomic():
        if Subscription.objects.filter(person=person).exclude(query=wish.query).count() >= _MOST:
            return
        told = {
            "address": sealing.seal(wish.address),
            "asked": now,
            "language": wish.language,
            "rhythm": wish.rhythm,
            "site": wish.site,
        }
        theirs = Subscription.objects.filter(person=person, query=wish.query)
        row, new = theirs.get_or_create(person=person, query=wish.query, defaults=told)
        if not new and (row.confirmed or now - row.asked < _AGAIN):
            return
        theirs.update(**told)
        tasks.ask_to_confirm.enqueue(row.id)


def asked(token: str, *, now: datetime) -> Subscription | None:
    """What a link would confirm; None when it was used or is too old."""
    return Subscription.objects.filter(
        token=links.digest(token), confirmed=None, asked__gt=now - links.PATIENCE
    ).first()


def confirm(token: str, *, now: datetime) -> Subscription | None:
    """The address's owner wants the mail: posts that come from now on. None: the link is no longer good."""
    with transaction.atomic():
        row = asked(token, now=now)
        if row:
            row.token, row.confirmed = "", now
            row.event, row.due = record.size() - 1, rhythm.after(row.rhythm, now)
            row.save()
    return row


def stop(number: int) -> None:
    """Forget the subscription and its address. Done twice it is done once."""
    Subscription.objects.filter(id=number).delete()


def person_of(address: str) -> str:
    """By what an address is found: the same however its host, or its name, is cased."""
    return sealing.mark(address.strip().casefold())
