"""Everything in a draft that people read, piece by piece, with where it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tilstede.core.checks.kit import Draft, Finding

#: What a sign without room of its own becomes when numbers are looked for.
NO_ROOM: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class Piece:
    """``place`` and ``part``: as a `Finding` has them."""

    place: str
    part: int
    text: str

    @property
    def plain(self) -> str:
        """The text with every digit as 0 to 9, and every space, hyphen and fullwidth sign as the plain one; as long as
        the text, so that what is found in it stands there, too."""
        return self.text if self.text.isascii() else self.text.translate(_PLAIN)

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


class _Plain(dict[int, str]):
    """Each sign as the plain one of its kind (UAX 44), looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = made = _plain(chr(code))
        return made


def _plain(sign: str) -> str:
    kind, made = unicodedata.category(sign), unicodedata.decomposition(sign)
    digit = unicodedata.digit(sign, -1)
    if digit >= 0 and not made.startswith(
        ("<super>", "<sub>")
    ):  # a power, or a note: no digit of the number
        return str(digit)
    if kind in ("Zs", "Pd"):
        return " " if kind == "Zs" else "-"
    if kind in ("Cf", "Mn", "Me"):
        return NO_ROOM
    folded = unicodedata.normalize("NFKC", sign) if made.startswith("<wide>") else sign
    return folded if len(folded) == 1 else sign


_PLAIN: Final = _Plain()
