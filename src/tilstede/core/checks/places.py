"""Everything in a draft that people read, piece by piece, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilstede.core.checks.kit import Draft, Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """``place`` and ``part``: as a `Finding` has them."""

    place: str
    part: int
    text: str

    def finding(self, check: str, start: int, end: int, **values: str | int) -> Finding:
        """That the check found something from ``start`` to ``end`` in it."""
        return Finding(
            check=check,
            place=self.place,
            part=self.part,
            start=start,
            end=end,
            found=self.text[start:end],
            values=values,
        )


def pieces(draft: Draft) -> Iterator[Piece]:
    """The posts of the thread, then title, warning, options of the poll, topics, and what files are said to show and
    say."""
    for part, text in enumerate(draft.parts):
        yield Piece("text", part, text)
    yield from _single("title", draft.title)
    yield from _single("warning", draft.warning)
    for part, option in enumerate(draft.options):
        yield Piece("option", part, option)
    for part, tag in enumerate(draft.tags):
        yield Piece("tag", part, tag)
    for part, medium in enumerate(draft.media):
        if medium.alt:
            yield Piece("medium", part, medium.alt)
        if medium.said:
            yield Piece("captions", part, medium.said)


def _single(place: str, text: str) -> Iterator[Piece]:
    if text:
        yield Piece(place, 0, text)
