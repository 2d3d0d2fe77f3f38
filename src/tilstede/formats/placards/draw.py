"""Draws a placard. The words are made as large as they can be, and never cut: what does not fit is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from PIL import Image, ImageDraw

from tilstede.formats.placards.letters import Letters, plain

#: Pixels: as wide as networks show a link's picture, and a square.
SHAPES: Final = {"wide": (1200, 675), "square": (1080, 1080)}
_EDGE: Final = 80
#: Pixels of the words, largest first. On a telephone a third of the width: 40 is as small as can be read there.
_SIZES: Final = tuple(range(104, 36, -4))
_SMALL: Final = 34
_WEIGHT, _SMALL_WEIGHT = 650, 500
_LEADING: Final = 1.28


class TooLong(Exception):
    """The words have no room, however small they are made. ``word``: one that is wider than the picture by itself."""

    def __init__(self, word: str = "") -> None:
        super().__init__(word)
        self.word = word


class Colours(NamedTuple):
    """`#rrggbb`. Who chooses them sees to it that one can be read on the other."""

    ground: str
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placard:
    """``words``: the question or the quotation. ``sender``: whose it is. ``by``: who said it; "" for the sender."""

    words: str
    sender: str
    by: str = ""


def draw(placard: Placard, shape: str, colours: Colours, fonts: Sequence[bytes]) -> bytes:
    """A PNG. ``fonts``: variable fonts, what the first lacks is taken from the next.

    :raises TooLong: :raises letters.Lacking: :raises KeyError: there is no such shape.
    """
    width, height = SHAPES[shape]
    small = Letters(fonts, _SMALL, _SMALL_WEIGHT)
    foot = _foot(placard, small, width - 2 * _EDGE)
    top = height - _EDGE - len(foot) * _SMALL * _LEADING
    letters, lines = _fitted(
        plain(placard.words), fonts, width - 2 * _EDGE, int(top - 2.25 * _EDGE)
    )
    picture = Image.new("RGB", (width, height), colours.ground)
    on = ImageDraw.Draw(picture)
    _lines(on, letters, lines, _middle(top, letters, lines), colours)
    on.rectangle((_EDGE, top - 30, _EDGE + 120, top - 24), fill=colours.letters)
    _lines(on, small, foot, top, colours)
    out = io.BytesIO()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _foot(placard: Placard, small: Letters, width: int) -> list[str]:
    """Who said it, and whose placard it is. :raises TooLong:"""
    lines = [plain(line).replace("\n", " ") for line in (placard.by, placard.sender)]
    return [part for line in lines if line for part in _wrapped(line, small, width)]


def _fitted(
    words: str, fonts: Sequence[bytes], width: int, height: int
) -> tuple[Letters, list[str]]:
    """As large as they can be. :raises TooLong: they have no room when they are smallest either."""
    smallest = Letters(fonts, _SIZES[-1], _WEIGHT)
    fits = smallest, _set(words, smallest, width, height)
    low, high = 0, len(_SIZES) - 1  # what stands at `high` fits
    while low < high:
        middle = (low + high) // 2
        letters = Letters(fonts, _SIZES[middle], _WEIGHT)
        try:
            fits = letters, _set(words, letters, width, height)
            high = middle
        except TooLong:
            low = middle + 1
    return fits


def _set(words: str, letters: Letters, width: int, height: int) -> list[str]:
    """The words in lines. :raises TooLong: they have no room."""
    lines = list(_wrapped(words, letters, width))
    if len(lines) * letters.size * _LEADING > height:
        raise TooLong
    return lines


def _wrapped(text: str, letters: Letters, width: int) -> Iterator[str]:
    """Lines that are no wider. :raises TooLong: a word is."""
    letters.demand(text)
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if letters.width(word) > width:
                raise TooLong(word)
            longer = f"{line} {word}".strip()
            if letters.width(longer) > width:
                yield line
                longer = word
            line = longer
        yield line


def _middle(top: float, letters: Letters, lines: Sequence[str]) -> float:
    """Where the words begin, so that there is as much room above them as below."""
    room = top - 1.25 * _EDGE - _EDGE - len(lines) * letters.size * _LEADING
    return _EDGE + max(room / 2, 0)


def _lines(
    on: ImageDraw.ImageDraw, letters: Letters, lines: Sequence[str], top: float, colours: Colours
) -> None:
    for place, line in enumerate(lines):
        y = top + place * letters.size * _LEADING + letters.size
        letters.draw(on, (_EDGE, y), line, colours.letters)
