"""The body's own list of words that it does not use, each with what it says instead, by language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tilstede.core.checks.reading import lists, prose
from tilstede.outbox import resolving
from tilstede.outbox.drafting.models import Avoided
from tilstede.record import append


def put_on(form: str, words: str, instead: str, *, by: str, now: datetime) -> Avoided:
    """From now on drafts in that language are looked through for the words. What stood there of the same words is
    replaced.

    :raises ValueError: the words hold something that is no word, and would never be found.
    """
    words, instead = _tidy(words).casefold(), _tidy(instead)
    if not can_be_found(words):
        raise ValueError("not words alone")
    with transaction.atomic():
        append.hold()
        row, _made = Avoided.objects.update_or_create(
            form=form, words=words, defaults={"instead": instead, "by": by, "at": now}
        )
        _tell(row, "added", by, now)
        return row


def take_off(number: int, *, by: str, now: datetime) -> None:
    """The words may be used again; nothing where they are not on the list any more."""
    with transaction.atomic():
        append.hold()
        row = Avoided.objects.filter(pk=number).first()
        if row is not None:
            _tell(row, "taken off", by, now)
            row.delete()


def phrases() -> Mapping[str, Mapping[str, str]]:
    """For `core.checks.kit.Around`: by form, the words and what to say instead."""
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for form, words, instead in Avoided.objects.values_list("form", "words", "instead"):
        told[form][words] = instead
    return told


def can_be_found(words: str) -> bool:
    """Whether every spelling is made of words as a text is parted into."""
    spelt = [phrase.words for them in lists.index({_tidy(words): ""}).values() for phrase in them]
    return bool(spelt) and all(
        [one.text for one in prose.words([" ".join(phrase)])] == list(phrase) for phrase in spelt
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _tell(row: Avoided, done: str, by: str, now: datetime) -> None:
    told = {"done": done, "form": row.form, "words": row.words, "instead": row.instead}
    resolving.tell("avoided", told, by=by, now=now)
