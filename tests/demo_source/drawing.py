"""A canvas for flat illustrations, and what can be seen along the coast: mountains, water, houses, people, boats."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]

WIDTH, HEIGHT, SCALE = 1200, 800, 2
NAVY, DEEP, TEAL, PALE = "#16324f", "#1f4e6b", "#2f7f8f", "#a9d6e5"
GREEN, MOSS, LEAF = "#2f6b52", "#6fa07a", "#9cc48a"
SAND, CREAM, WHITE, SNOW = "#e9dcc0", "#f7f1e1", "#fdfcf7", "#eef4f7"
RED, BRICK, YELLOW, GREY, BLUE = "#c4473a", "#9c3b32", "#f2c14e", "#7c8a94", "#1d3f72"
SKIN = ("#f0c9a4", "#d9a878", "#8d5a3b", "#f3d7bd")
_FONTS = Path("/usr/share/fonts/truetype/dejavu")


class Canvas:
    """Drawn at double size and made smaller at the end, so that edges are smooth."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), CREAM)
        self._draw = ImageDraw.Draw(self._image)

    def save(self, path: Path, colours: int = 160) -> None:
        """Write a PNG with few colours."""
        small = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        flat = small.quantize(colours, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
        flat.save(path, optimize=True)

    def polygon(self, points: list[Point], colour: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def box(self, x: float, y: float, w: float, h: float, colour: str, radius: float = 0) -> None:
        corners = (x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1)
        self._draw.rounded_rectangle(corners, radius * SCALE, fill=colour)

    def disc(self, x: float, y: float, r: float, colour: str, squeeze: float = 1) -> None:
        self._draw.ellipse(
            [
                (x - r) * SCALE,
                (y - r * squeeze) * SCALE,
                (x + r) * SCALE,
                (y + r * squeeze) * SCALE,
            ],
            fill=colour,
        )

    def line(self, points: list[Point], colour: str, width: float = 3) -> None:
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(path, fill=colour, width=int(width * SCALE), joint="curve")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
        anchor: str = "la",
    ) -> None:
        name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
        font = ImageFont.truetype(str(_FONTS / name), size * SCALE)
        self._draw.text((x * SCALE, y * SCALE), words, colour, font, anchor=anchor)

    def bands(self, top: float, bottom: float, first: str, last: str, count: int = 14) -> None:
        """A sky or a sea: flat bands from one colour to another."""
        height = (bottom - top) / count
        for i in range(count):
            shade = mix(first, last, i / (count - 1))
            self.box(0, top + i * height, self.width, height + 1, shade)


def mix(first: str, last: str, share: float) -> str:
    """A colour between two."""
    a, b = ([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (first, last))
    return "#" + "".join(f"{round(p + (q - p) * share):02x}" for p, q in zip(a, b, strict=True))


def mountain(c: Canvas, x: float, y: float, half: float, foot: float, colour: str) -> None:
    """A peak with a bright and a dark side."""
    dark = mix(colour, NAVY, 0.22)
    c.polygon([(x - half, foot), (x, y), (x + half, foot)], colour)
    c.polygon(
        [
            (x, y),
            (x + half, foot),
            (x + half * 0.25, foot),
            (x + half * 0.12, y + (foot - y) * 0.45),
        ],
        dark,
    )


def snowcap(c: Canvas, x: float, y: float, half: float, foot: float, share: float = 0.3) -> None:
    """Snow on a peak drawn with the same numbers."""
    low = y + (foot - y) * share
    reach = half * share
    teeth = [
        (x - reach, low),
        (x - reach * 0.55, low - 12),
        (x - reach * 0.25, low + 16),
        (x + reach * 0.1, low - 14),
        (x + reach * 0.5, low + 12),
        (x + reach, low),
    ]
    c.polygon([(x, y), *teeth[::-1]], SNOW)


def sea(c: Canvas, top: float, first: str = TEAL, last: str = NAVY, glints: int = 26) -> None:
    """Water from here to the bottom, with short light strokes."""
    c.bands(top, c.height, first, last, 10)
    for i in range(glints):
        depth = ((i * 37) % glints) / glints
        y = top + 12 + depth * (c.height - top - 30)
        x = (i * 211 + 60) % c.width
        length = 24 + 60 * depth
        c.line([(x, y), (x + length, y)], mix(first, WHITE, 0.32), 2 + 1.6 * depth)


def house(c: Canvas, x: float, y: float, w: float, h: float, wall: str, lit: bool = False) -> None:
    """A wooden house standing at y, with a gable roof."""
    glass = YELLOW if lit else mix(PALE, WHITE, 0.3)
    c.box(x, y - h, w, h, wall)
    c.polygon(
        [(x - w * 0.1, y - h), (x + w / 2, y - h - w * 0.42), (x + w * 1.1, y - h)],
        mix(wall, NAVY, 0.55),
    )
    size = w * 0.2
    for place in (0.15, 0.62):
        c.box(x + w * place - 3, y - h * 0.78 - 3, size + 6, size * 1.2 + 6, WHITE)
        c.box(x + w * place, y - h * 0.78, size, size * 1.2, glass)
    c.box(x + w * 0.42, y - h * 0.42, w * 0.17, h * 0.42, mix(wall, NAVY, 0.4))


def spruce(c: Canvas, x: float, y: float, h: float, colour: str = GREEN) -> None:
    """A spruce standing at y."""
    c.box(x - h * 0.04, y - h * 0.15, h * 0.08, h * 0.15, "#6b4a35")
    for i in range(3):
        half, top = h * (0.32 - i * 0.07), y - h * (0.5 + i * 0.25)
        c.polygon(
            [(x - half, top + h * 0.4), (x, top), (x + half, top + h * 0.4)],
            mix(colour, NAVY, 0.1 * i),
        )


def person(
    c: Canvas, x: float, y: float, h: float, coat: str, legs: str = NAVY, skin: str = SKIN[0]
) -> None:
    """A person standing at y, without a face."""
    w = h * 0.3
    c.box(x - w * 0.34, y - h * 0.4, w * 0.28, h * 0.4, legs, 3)
    c.box(x + w * 0.06, y - h * 0.4, w * 0.28, h * 0.4, legs, 3)
    c.box(x - w / 2, y - h * 0.76, w, h * 0.44, coat, w * 0.3)
    c.disc(x, y - h * 0.87, h * 0.115, skin)


def bunad(c: Canvas, x: float, y: float, h: float, skirt: str, skin: str = SKIN[0]) -> None:
    """A person in a national costume with a long skirt."""
    c.polygon(
        [
            (x - h * 0.08, y - h * 0.6),
            (x + h * 0.08, y - h * 0.6),
            (x + h * 0.23, y),
            (x - h * 0.23, y),
        ],
        skirt,
    )
    c.polygon(
        [
            (x - h * 0.05, y - h * 0.5),
            (x + h * 0.05, y - h * 0.5),
            (x + h * 0.1, y - 6),
            (x - h * 0.1, y - 6),
        ],
        WHITE,
    )
    c.box(x - h * 0.13, y - h * 0.78, h * 0.26, h * 0.24, RED, h * 0.08)
    c.box(x - h * 0.2, y - h * 0.76, h * 0.08, h * 0.28, WHITE, h * 0.04)
    c.box(x + h * 0.12, y - h * 0.76, h * 0.08, h * 0.28, WHITE, h * 0.04)
    c.disc(x, y - h * 0.88, h * 0.11, skin)


def flag(c: Canvas, x: float, y: float, w: float, pole: float = 0) -> None:
    """The Norwegian flag, 22 by 16; with a pole to its left when it has a length."""
    if pole:
        c.box(x - w * 0.07, y - w * 0.06, w * 0.06, pole, "#b89b72", 2)
    u = w / 22
    c.box(x, y, w, 16 * u, "#ba0c2f")
    c.box(x + 6 * u, y, 4 * u, 16 * u, WHITE)
    c.box(x, y + 6 * u, w, 4 * u, WHITE)
    c.box(x + 7 * u, y, 2 * u, 16 * u, "#00205b")
    c.box(x, y + 7 * u, w, 2 * u, "#00205b")


def gull(c: Canvas, x: float, y: float, size: float, colour: str = WHITE) -> None:
    """A gull far off: two arcs."""
    for side in (-1, 1):
        arc = [
            (x + side * size * t, y - size * 0.5 * math.sin(math.pi * t) + size * 0.18 * t)
            for t in (0, 0.25, 0.5, 0.75, 1)
        ]
        c.line(arc, colour, max(2.0, size * 0.13))


def boat(c: Canvas, x: float, y: float, w: float, hull: str) -> None:
    """A small wooden boat with a cabin, afloat at y."""
    c.polygon([(x, y - w * 0.2), (x + w, y - w * 0.26), (x + w * 0.84, y), (x + w * 0.14, y)], hull)
    c.polygon(
        [
            (x, y - w * 0.2),
            (x + w, y - w * 0.26),
            (x + w * 0.99, y - w * 0.2),
            (x + w * 0.01, y - w * 0.15),
        ],
        WHITE,
    )
    c.box(x + w * 0.22, y - w * 0.42, w * 0.26, w * 0.22, WHITE, 4)
    c.box(x + w * 0.27, y - w * 0.38, w * 0.07, w * 0.08, DEEP)
    c.box(x + w * 0.37, y - w * 0.38, w * 0.07, w * 0.08, DEEP)
    c.line([(x + w * 0.6, y - w * 0.22), (x + w * 0.6, y - w * 0.7)], "#6b4a35", 4)
