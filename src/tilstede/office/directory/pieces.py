"""The pieces of the files as they were read last, so that they can be written again letter by letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tilstede.core.directory.layout import Kept
from tilstede.office.models import Line

_BATCH: Final = 5_000


def keep(file: str, pieces: Iterable[Kept]) -> None:
    """In place of what was kept. ``file``: ``yaml`` or ``csv``."""
    Line.objects.filter(file=file).delete()
    rows = [
        Line(file=file, place=place, part=one.part, key=one.key, text=one.text, digest=one.digest)
        for place, one in enumerate(pieces)
    ]
    Line.objects.bulk_create(rows, _BATCH)


def kept(file: str) -> Sequence[Kept]:
    """In their order; none where no such file was read."""
    rows = Line.objects.filter(file=file).order_by("place")
    return [Kept(*row) for row in rows.values_list("part", "text", "key", "digest")]
