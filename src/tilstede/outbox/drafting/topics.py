"""The body's own list of topics that a second person must see."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tilstede.core.text import tokens
from tilstede.outbox import resolving
from tilstede.outbox.drafting.models import Topic
from tilstede.record import append


def add(word: str, why: str = "", *, by: str, now: datetime) -> Topic:
    """Put a word on the list; one that is there stays as it is.

    :raises ValueError: it holds no letter and no figure, and would never be found.
    """
    if not tokens(word):
        raise ValueError("no word")
    with transaction.atomic():
        append.hold()
        row, is_new = Topic.objects.get_or_create(
            word=word, defaults={"why": why, "by": by, "at": now}
        )
        if is_new:
            _tell(row, "added", by, now)
    return row


def take_off(number: int, *, by: str, now: datetime) -> None:
    """Take a word off the list; nothing where it is not there any more."""
    with transaction.atomic():
        append.hold()
        row = Topic.objects.filter(pk=number).first()
        if row is not None:
            _tell(row, "taken off", by, now)
            row.delete()


def _tell(row: Topic, done: str, by: str, now: datetime) -> None:
    resolving.tell("topic", {"done": done, "word": row.word, "why": row.why}, by=by, now=now)
