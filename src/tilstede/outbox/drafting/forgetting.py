"""When a post of ours is lawfully destroyed, so is what lies on the desk of it: every wording, the files, and what
people wrote when they judged it. Who decided what stands in the record still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from tilstede.outbox import forgetting
from tilstede.outbox.drafting import content, files
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.writing import NotOpen
from tilstede.record import append


def forget(*, now: datetime) -> int:
    """How many drafts were destroyed with what went out of them, or with the post they are about. One that went out in
    several wordings goes whole."""
    found = [*_sent(), *_about_posts()]
    for row, event in found:
        with transaction.atomic():
            held = Manuscript.objects.select_for_update().get(pk=row.pk)
            append.hold()
            _empty(held, forgetting.as_by(event), now)
    return len(found)


def destroy(key: str, *, reason: str, ground: str, by: str, now: datetime) -> None:
    """Destroy a draft that went nowhere, as a law or rule demands.

    :raises Manuscript.DoesNotExist: :raises NotOpen: it went out: what is destroyed is the post.
    """
    with transaction.atomic():
        held = Manuscript.objects.select_for_update().get(key=key)
        if held.state == Manuscript.State.HANDED:
            raise NotOpen(held)
        append.hold()
        held.state = Manuscript.State.DROPPED
        _empty(held, {"by": by, "ground": ground, "reason": reason}, now)


def _sent() -> Iterator[tuple[Manuscript, int]]:
    """Each with the event by which the post was destroyed."""
    for row in Manuscript.objects.filter(cleared__destroyed=True, destroyed=False).distinct():
        gone = (forgetting.by(one) for one in row.cleared.filter(destroyed=True))
        yield row, min(event for event in gone if event is not None)


def _about_posts() -> Iterator[tuple[Manuscript, int]]:
    """The same, of boosts and the like, which have no words of their own but those of who judged them."""
    rows = Manuscript.objects.exclude(deed="").filter(destroyed=False)
    for number, event in forgetting.gone(rows.values_list("about", flat=True)):
        for row in rows.filter(about=number):
            yield row, event


def _empty(held: Manuscript, about: Mapping[str, Any], now: datetime) -> None:
    """``about``: by whom and on what ground, as `redact.destroy` has it."""
    forgetting.destroy({number: ["words"] for number in _events(held)}, about=about, now=now)
    held.wordings.update(content=content.pack(Content()))
    held.judgements.update(note="")
    held.looks.update(words="", name="", address="")
    places = [place for one in held.files.defer("content") for place in files.places(one)]
    held.files.all().delete()
    held.destroyed, held.agreed, held.hindered = True, "", []
    held.save(update_fields=["state", "destroyed", "agreed", "hindered"])
    transaction.on_commit(lambda: _remove(places))


def _events(held: Manuscript) -> list[int]:
    """Those that hold words of people."""
    judged = held.judgements.exclude(event=None).values_list("event", flat=True)
    looked = held.looks.values_list("events", flat=True)
    return [number for number in judged if number is not None] + [
        number for events in looked for number in events
    ]


def _remove(places: Sequence[str]) -> None:
    for place in places:
        (Path(settings.DATA) / place).unlink(missing_ok=True)
