"""letters of a placard: a line may need several fonts, since each web font holds only a part of the letters."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from PIL import ImageDraw, ImageFont

#: A code point that no font has a letter for: how it is drawn tells what a missing letter looks like.
_NOTHING = "\uffff"


class Lacking(Exception):
    """None of the fonts has letters for ``signs``."""

    def __init__(self, signs: str) -> None:
        super().__init__(signs)
        self.signs = signs


class Letters:
    """The fonts in one size (pixels) and weight (100 to 900). The first that has a letter gives it."""

    def __init__(self, fonts: Sequence[bytes], size: int, weight: int) -> None:
        self.size = size
        self._faces = [_face(font, size, weight) for font in fonts]
        self._blanks = [_drawn(face, _NOTHING) for face in self._faces]
        self._known: dict[str, int] = {}

    def width(self, text: str) -> float:
        """Pixels. :raises Lacking:"""
        return sum(self._faces[place].getlength(run) for place, run in self._runs(text))

    def draw(self, on: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: str) -> None:
        """A line of text whose letters stand on ``at``. :raises Lacking:"""
        x, y = at
        for place, run in self._runs(text):
            face = self._faces[place]
            on.text((x, y), run, fill=fill, font=face, anchor="ls")
            x += face.getlength(run)

    def demand(self, text: str) -> None:
        """:raises Lacking: with all signs that there are no letters for."""
        signs = dict.fromkeys(sign for sign in text if not sign.isspace())
        if lacking := "".join(sign for sign in signs if self._place(sign) < 0):
            raise Lacking(lacking)

    def _runs(self, text: str) -> Iterator[tuple[int, str]]:
        for place, signs in groupby(text, self._place):
            run = "".join(signs)
            if place < 0:
                raise Lacking(run)
            yield place, run

    def _place(self, sign: str) -> int:
        """Which font has it; -1: none."""
        if sign not in self._known:
            faces = enumerate(zip(self._faces, self._blanks, strict=True))
            has = (place for place, (face, blank) in faces if _drawn(face, sign) != blank)
            self._known[sign] = 0 if sign == " " else next(has, -1)
        return self._known[sign]


def _face(font: bytes, size: int, weight: int) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(io.BytesIO(font), size, layout_engine=ImageFont.Layout.BASIC)
    face.set_variation_by_axes([weight])
    return face


def _drawn(face: ImageFont.FreeTypeFont, sign: str) -> tuple[object, float]:
    return face.getmask(sign).getbbox(), face.getlength(sign)


def plain(text: str) -> str:
    """Composed letters, without signs that take no room; each line's spaces as one."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        sign
        for sign in composed
        if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf")
    )
    return "\n".join(" ".join(line.split()) for line in kept.strip().split("\n"))
