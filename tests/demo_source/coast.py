"""Pictures of the coast: fjord, harbour, ferry, lighthouse, northern lights, snow."""

from __future__ import annotations

import math

from tests.demo_source.drawing import (
    BRICK,
    DEEP,
    GREEN,
    GREY,
    MOSS,
    NAVY,
    PALE,
    RED,
    SKIN,
    SNOW,
    TEAL,
    WHITE,
    YELLOW,
    Canvas,
    boat,
    flag,
    gull,
    house,
    mix,
    mountain,
    sea,
    snowcap,
    spruce,
)


def ranges(c: Canvas, foot: float, colour: str, *, snow: bool = True) -> None:
    """Two rows of mountains along the fjord."""
    far = mix(colour, PALE, 0.45)
    for x, y, half in ((150, 240, 330), (520, 190, 360), (900, 230, 340), (1150, 270, 300)):
        mountain(c, x, y, half, foot, far)
        if snow:
            snowcap(c, x, y, half, foot)
    for x, y, half in ((-40, 330, 380), (1010, 340, 380), (1260, 250, 330)):
        mountain(c, x, y, half, foot, colour)


def fjord() -> Canvas:
    c = Canvas()
    c.bands(0, 560, "#8fc7df", "#f3ead2")
    c.disc(820, 150, 52, "#fff3cf")
    ranges(c, 560, "#4c8268")
    sea(c, 540, "#3f93a5", DEEP)
    c.polygon([(0, 640), (240, 560), (430, 600), (520, 680), (360, 800), (0, 800)], MOSS)
    c.polygon([(0, 700), (260, 640), (430, 700), (300, 800), (0, 800)], mix(MOSS, NAVY, 0.18))
    house(c, 300, 650, 110, 70, RED)
    for x, y, h in ((60, 690, 150), (130, 670, 120), (200, 665, 100), (440, 668, 90)):
        spruce(c, x, y, h)
    boat(c, 760, 690, 130, BRICK)
    gull(c, 600, 330, 26)
    gull(c, 680, 290, 18)
    return c


def hamn() -> Canvas:
    c = Canvas()
    c.bands(0, 470, "#f6d9a8", "#fbf1dc")
    mountain(c, 250, 180, 420, 470, "#8fb0a6")
    mountain(c, 900, 130, 480, 470, "#7ba39b")
    for i, wall in enumerate((RED, "#e6b85c", WHITE, BRICK, "#7ba7a0", "#d98f6c")):
        house(c, 60 + i * 185, 480, 150, 110 + (i % 3) * 22, wall)
    c.box(0, 474, 1200, 26, "#8a6d4f")
    sea(c, 500, "#5aa3ad", DEEP)
    for x in range(30, 1200, 150):
        c.box(x, 490, 16, 46, "#6b5138")
    boat(c, 120, 640, 220, RED)
    boat(c, 520, 700, 260, WHITE)
    boat(c, 900, 630, 200, GREEN)
    return c


def elferje() -> Canvas:
    c = Canvas()
    c.bands(0, 470, "#8fc7df", "#f8efd9")
    for x, y, half in ((120, 400, 260), (420, 420, 220), (1060, 390, 280)):
        mountain(c, x, y, half, 480, "#7fa79c")
    sea(c, 465, "#3f93a5", DEEP)
    c.polygon([(150, 560), (1060, 560), (1000, 650), (220, 650)], GREEN)
    c.polygon([(150, 560), (1060, 560), (1048, 580), (164, 580)], WHITE)
    c.box(220, 480, 760, 82, WHITE, 8)
    for i in range(11):
        c.box(246 + i * 66, 502, 44, 32, DEEP, 5)
    c.box(330, 404, 420, 80, "#f1f4f2", 8)
    for i in range(6):
        c.box(354 + i * 64, 424, 44, 30, TEAL, 5)
    c.box(480, 350, 150, 58, WHITE, 8)
    c.box(492, 362, 126, 24, NAVY, 4)
    c.line([(556, 350), (556, 290)], GREY, 5)
    c.text(860, 617, "HAVLYS", 38, WHITE, bold=True, anchor="mm")
    flag(c, 1004, 470, 80, 92)
    for x, y, s in ((260, 260, 30), (360, 210, 24), (820, 230, 28), (930, 300, 20)):
        gull(c, x, y, s)
    return c


def fyr() -> Canvas:
    c = Canvas()
    c.bands(0, 520, "#e98a6b", "#fbe3b3")
    c.disc(330, 470, 92, "#fff0c2")
    sea(c, 510, "#d18a6c", "#22415f", 30)
    c.polygon(
        [(680, 620), (760, 540), (870, 520), (1010, 545), (1200, 600), (1200, 800), (640, 800)],
        "#4a4f5c",
    )
    c.polygon([(680, 620), (760, 540), (870, 520), (840, 610), (700, 700)], "#666c79")
    for i in range(5):
        wide, next_wide = 62 - i * 6, 56 - i * 6
        y = 540 - i * 64
        c.polygon(
            [
                (900 - wide, y),
                (900 + wide, y),
                (900 + next_wide, y - 64),
                (900 - next_wide, y - 64),
            ],
            WHITE if i % 2 else RED,
        )
    c.box(850, 206, 100, 16, NAVY, 4)
    c.box(872, 150, 56, 58, "#ffe9a8")
    c.polygon([(862, 152), (900, 108), (938, 152)], RED)
    c.polygon([(872, 166), (520, 120), (520, 232), (872, 196)], "#fbe3b3")
    for x, y in ((240, 650), (420, 690)):
        c.box(x - 16, y - 36, 32, 50, NAVY, 10)
        c.disc(x, y - 48, 13, SKIN[0])
        c.polygon(
            [(x - 110, y), (x, y - 14), (x + 110, y), (x, y + 26)], YELLOW if x < 300 else RED
        )
        c.line([(x - 70, y - 52), (x + 70, y - 4)], "#5a4030", 5)
    return c


def nordlys() -> Canvas:
    c = Canvas()
    c.bands(0, 560, "#0d1730", "#29466b")
    for i in range(70):
        c.disc((i * 181) % 1200, (i * 53) % 430, 1.4 + i % 2, "#dfe7f5")
    for band, (first, last) in enumerate(
        (("#49c98f", "#1c4a5c"), ("#8f6fd0", "#26365f"), ("#7be0b0", "#1f5060"))
    ):
        for i in range(96):
            x = band * 60 - 30 + i * 13
            top = 110 + band * 34 + 60 * math.sin(i / 11 + band * 1.4)
            length = (0.35 + 0.65 * math.sin(math.pi * i / 95)) * (24 + 9 * math.sin(i * 1.7))
            for step in range(6):
                c.box(x, top + step * length, 14, length + 1, mix(first, last, step / 5))
    for x, y, half in ((120, 360, 330), (560, 300, 380), (980, 340, 380)):
        mountain(c, x, y, half, 590, "#1d3350")
        snowcap(c, x, y, half, 590, 0.26)
    sea(c, 585, "#2b5a6c", "#0d1c33")
    c.polygon([(0, 680), (330, 640), (560, 700), (430, 800), (0, 800)], "#c2d2e0")
    house(c, 190, 690, 130, 84, "#6d2f2c", lit=True)
    for x, h in ((60, 150), (120, 110), (400, 120)):
        spruce(c, x, 705, h, "#24404a")
    return c


def broyting() -> Canvas:
    c = Canvas()
    c.bands(0, 520, "#27476b", "#a9bfd6")
    for x, y, half in ((180, 260, 380), (640, 190, 460), (1080, 280, 380)):
        mountain(c, x, y, half, 520, "#6f8db0")
        snowcap(c, x, y, half, 520, 0.5)
    c.box(0, 500, 1200, 300, "#dfe9f2")
    c.polygon([(0, 800), (430, 520), (610, 520), (1080, 800)], "#b4c3d3")
    for x, y, h in ((90, 560, 190), (210, 540, 130), (1000, 560, 210), (1120, 590, 260)):
        spruce(c, x, y, h, "#3d6a66")
    _plough(c, 470, 690)
    for i in range(70):
        c.disc((i * 173) % 1200, (i * 97) % 800, 3 + i % 3, SNOW)
    return c


def _plough(c: Canvas, x: float, y: float) -> None:
    """A yellow lorry with a plough in front, standing at y."""
    c.box(x + 90, y - 210, 250, 150, YELLOW, 10)
    c.polygon(
        [(x, y - 60), (x, y - 150), (x + 30, y - 220), (x + 120, y - 220), (x + 120, y - 60)],
        "#e0a92e",
    )
    c.polygon(
        [(x + 18, y - 148), (x + 40, y - 202), (x + 104, y - 202), (x + 104, y - 148)], "#cfe4f1"
    )
    c.box(x - 6, y - 66, 356, 22, NAVY, 4)
    for wheel in (60, 220, 296):
        c.disc(x + wheel, y - 38, 40, "#22303c")
        c.disc(x + wheel, y - 38, 16, GREY)
    c.polygon([(x - 110, y), (x - 84, y - 96), (x - 4, y - 112), (x - 10, y - 6)], BRICK)
    c.polygon([(x - 102, y - 20), (x - 96, y - 40), (x - 8, y - 46), (x - 9, y - 28)], WHITE)
    for i in range(11):
        c.disc(x - 130 - i * 17, y - 16 - (i * 29) % 60, 24 - i, SNOW)
    c.box(x + 60, y - 240, 44, 20, "#f08a24", 8)
    c.disc(x - 2, y - 92, 12, "#fff3b8")
