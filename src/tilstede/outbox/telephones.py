"""The body's own telephone numbers, which may stand in what it publishes: those the operator has set, and those that
people have said are its own."""

from __future__ import annotations

from datetime import datetime

import phonenumbers
from django.conf import settings
from django.db import transaction
from phonenumbers import PhoneNumberFormat

from tilstede.core.checks import telephone
from tilstede.outbox import resolving
from tilstede.outbox.models import Telephone
from tilstede.record import append


def known() -> frozenset[str]:
    """All of them, as +4757652000."""
    return frozenset(settings.TELEPHONES) | frozenset(
        Telephone.objects.values_list("number", flat=True)
    )


def own(written: str, *, by: str, now: datetime) -> Telephone:
    """From now on the number may stand. :raises ValueError: it is none that can be called."""
    number = telephone.read(written)
    if not number:
        raise ValueError("no number that can be called")
    with transaction.atomic():
        append.hold()
        row = Telephone.objects.filter(number=number).first()
        if row is None:
            event = _tell(number, "added", by, now)
            row = Telephone.objects.create(number=number, by=by, at=now, event=event)
    return row


def disown(key: int, *, by: str, now: datetime) -> None:
    """It is the body's no more, or never was; nothing where that is known already."""
    with transaction.atomic():
        append.hold()
        row = Telephone.objects.filter(pk=key).first()
        if row is not None:
            _tell(row.number, "taken off", by, now)
            row.delete()


def shown(number: str) -> str:
    """As it is written: 57 65 20 00 where it is Norwegian, else with its country."""
    told = phonenumbers.parse(number)
    form = (
        PhoneNumberFormat.NATIONAL if told.country_code == 47 else PhoneNumberFormat.INTERNATIONAL
    )
    return str(phonenumbers.format_number(told, form))


def _tell(number: str, done: str, by: str, now: datetime) -> int:
    return resolving.tell("telephone", {"number": number, "done": done}, by=by, now=now)
