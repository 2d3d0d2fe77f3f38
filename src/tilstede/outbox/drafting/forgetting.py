"""When a post of ours is lawfully destroyed, so is what lies on the desk of it: every wording, the files, and what
people wrote when they judged it. Who decided what stands in the record still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tilstede.outbox import forgetting
from tilstede.outbox.drafting import content, files
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Manuscript
from tilstede.record import append


def forget(*, now: datetime) -> int:
    """How many drafts were destroyed with what went out of them. One that went out in several wordings goes whole."""
    rows = Manuscript.objects.filter(cleared__destroyed=True, destroyed=False).distinct()
    for row in rows:
        _forget(row, now)
    return len(rows)


def _forget(row: Manuscript, now: datetime) -> None:
    with transaction.atomic():
        held = Manuscript.objects.select_for_update().get(pk=row.pk)
        append.hold()
        gone = (forgetting.by(one) for one in held.cleared.filter(destroyed=True))
        event = min(one for one in gone if one is not None)
        forgetting.destroy({number: ["words"] for number in _events(held)}, of=event, now=now)
        held.wordings.update(content=content.pack(Content()))
        held.judgements.update(note="")
        held.looks.update(words="", name="", address="")
        places = [place for one in held.files.defer("content") for place in files.places(one)]
        held.files.all().delete()
        held.destroyed, held.agreed, held.hindered = True, "", []
        held.save(update_fields=["destroyed", "agreed", "hindered"])
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
