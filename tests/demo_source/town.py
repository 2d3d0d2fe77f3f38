"""Pictures of the town and its people: parade, match, tree, pool, library, school run, and a dog."""

from __future__ import annotations

import math

from tests.demo_source.coast import ranges
from tests.demo_source.drawing import (
    BLUE,
    BRICK,
    DEEP,
    GREEN,
    GREY,
    LEAF,
    MOSS,
    NAVY,
    PALE,
    RED,
    SKIN,
    TEAL,
    WHITE,
    YELLOW,
    Canvas,
    bunad,
    flag,
    house,
    mix,
    mountain,
    person,
)


def folketog() -> Canvas:
    c = Canvas()
    c.bands(0, 480, "#9fd0e6", "#f6eed8")
    for x, h, wall in (
        (-20, 230, "#e3c98d"),
        (190, 270, BRICK),
        (420, 220, WHITE),
        (640, 260, "#7ba7a0"),
        (860, 235, "#d98f6c"),
        (1080, 280, "#e9dcc0"),
    ):
        house(c, x, 520, 190, h, wall)
    c.box(0, 515, 1200, 285, "#d6cdb8")
    c.box(0, 515, 1200, 14, "#b9ae97")
    coats = (NAVY, BRICK, TEAL, "#5b4a6b", GREEN, "#35506b", "#80543f", DEEP)
    for i in range(15):
        x, y = 40 + i * 80, 640 + (i % 3) * 8
        person(c, x, y, 190, coats[i % 8], mix(NAVY, GREY, 0.2), SKIN[i % 4])
    for i in range(9):
        x, y = 80 + i * 130, 770 - (i % 2) * 16
        if i % 2:
            person(c, x, y, 230, coats[(i * 3) % 8], NAVY, SKIN[(i + 1) % 4])
        else:
            bunad(c, x, y, 236, (BLUE, "#1c3b2e", "#2b2b3a")[i % 3], SKIN[i % 4])
        flag(c, x + 42, y - 330, 84, 200)
    return c


def fotball() -> Canvas:
    c = Canvas()
    c.bands(0, 330, "#8fc7df", "#f3ead2")
    ranges(c, 350, "#4c8268")
    c.box(0, 330, 1200, 70, "#3f93a5")
    c.polygon([(0, 390), (400, 370), (820, 378), (1200, 360), (1200, 470), (0, 470)], MOSS)
    for i in range(46):
        person(
            c,
            20 + i * 26,
            440 + (i % 3) * 10,
            62,
            (RED, NAVY, YELLOW, WHITE, TEAL)[i % 5],
            NAVY,
            SKIN[i % 4],
        )
    for i in range(8):
        c.box(0, 455 + i * 44, 1200, 45, "#5f9d61" if i % 2 else "#6aa96b")
    for x, y, w, h in ((700, 430, 10, 190), (1110, 430, 10, 190), (700, 430, 420, 10)):
        c.box(x, y, w, h, WHITE)
    for i in range(1, 14):
        c.line([(710 + i * 29, 440), (710 + i * 29, 620)], "#cfe3cf", 1)
    for i in range(1, 7):
        c.line([(710, 440 + i * 26), (1110, 440 + i * 26)], "#cfe3cf", 1)
    c.line([(560, 790), (640, 620), (1200, 620)], WHITE, 6)
    _scorer(c, 400, 770, 330)
    c.disc(880, 590, 24, WHITE)
    c.disc(880, 590, 9, NAVY)
    return c


def _scorer(c: Canvas, x: float, y: float, h: float) -> None:
    """A player seen from behind with both arms up."""
    skin = SKIN[1]
    for side in (-1, 1):
        c.line(
            [(x + side * h * 0.12, y - h * 0.68), (x + side * h * 0.27, y - h * 1.02)],
            RED,
            h * 0.075,
        )
        c.line(
            [(x + side * h * 0.24, y - h * 0.95), (x + side * h * 0.31, y - h * 1.12)],
            skin,
            h * 0.06,
        )
        c.box(x + side * h * 0.07 - h * 0.045, y - h * 0.4, h * 0.09, h * 0.4, skin, 6)
        c.box(x + side * h * 0.07 - h * 0.05, y - h * 0.2, h * 0.1, h * 0.16, RED, 6)
    c.box(x - h * 0.15, y - h * 0.74, h * 0.3, h * 0.36, RED, h * 0.06)
    c.box(x - h * 0.15, y - h * 0.42, h * 0.3, h * 0.15, WHITE, h * 0.03)
    c.text(x, y - h * 0.58, "9", int(h * 0.16), WHITE, bold=True, anchor="mm")
    c.disc(x, y - h * 0.85, h * 0.095, skin)
    c.disc(x, y - h * 0.875, h * 0.095, "#5a3b25", 0.85)
    c.line([(x, y - h * 0.86), (x + h * 0.06, y - h * 0.72)], "#5a3b25", h * 0.05)


def julegran() -> Canvas:
    c = Canvas()
    c.bands(0, 620, "#131f3a", "#3b4f78")
    for i in range(60):
        c.disc((i * 197) % 1200, (i * 61) % 420, 1.5 + i % 2, "#dfe7f5")
    for x, h, wall in (
        (0, 170, BRICK),
        (190, 210, "#c9a25c"),
        (820, 200, "#6f948e"),
        (1010, 180, RED),
    ):
        house(c, x, 640, 170, h, mix(wall, NAVY, 0.35), lit=True)
    c.box(0, 632, 1200, 168, "#c9d6e6")
    for i in range(5):
        half, top = 210 - i * 36, 460 - i * 96
        c.polygon(
            [(600 - half, top + 170), (600, top), (600 + half, top + 170)],
            mix(GREEN, NAVY, 0.2 + 0.05 * i),
        )
    c.box(578, 626, 44, 50, "#5a4030")
    for i in range(34):
        y = 190 + i * 12.6
        reach = (y - 90) * 0.36
        c.disc(600 + reach * math.sin(i * 2.3), y, 7, YELLOW if i % 3 else "#ffe9b0")
    c.polygon(
        [
            (
                600 + 46 * math.sin(k * math.pi / 5) * (1 if k % 2 == 0 else 0.42),
                78 - 46 * math.cos(k * math.pi / 5) * (1 if k % 2 == 0 else 0.42),
            )
            for k in range(10)
        ],
        YELLOW,
    )
    for i, x in enumerate((250, 330, 395, 810, 880, 960)):
        person(
            c,
            x,
            740 - (i % 2) * 14,
            120 if i % 3 else 84,
            (RED, TEAL, "#5b4a6b")[i % 3],
            "#1a2740",
            SKIN[i % 4],
        )
    return c


def symjehall() -> Canvas:
    c = Canvas()
    c.box(0, 0, 1200, 800, "#e8eef0")
    c.box(60, 70, 1080, 260, "#8fc7df")
    for x, y, half in ((260, 140, 240), (640, 110, 300), (980, 150, 230)):
        mountain(c, x, y, half, 290, "#6f9d8c")
    c.box(60, 280, 1080, 50, TEAL)
    c.box(0, 60, 60, 280, "#e8eef0")
    c.box(1140, 60, 60, 280, "#e8eef0")
    for x in range(60, 1141, 216):
        c.box(x - 6, 64, 12, 272, WHITE)
    c.box(54, 60, 1092, 12, WHITE)
    c.box(54, 328, 1092, 12, WHITE)
    c.polygon([(0, 470), (1200, 470), (1200, 800), (0, 800)], "#d9cfbb")
    c.polygon([(190, 430), (1010, 430), (1180, 760), (20, 760)], "#b9e3ec")
    c.polygon([(204, 440), (996, 440), (1156, 748), (44, 748)], "#3aa4c4")
    for lane in range(1, 4):
        top, bottom = 204 + lane * 198, 44 + lane * 278
        for i in range(16):
            a, b = i / 16, (i + 0.6) / 16
            c.line(
                [
                    (top + (bottom - top) * a, 440 + 308 * a),
                    (top + (bottom - top) * b, 440 + 308 * b),
                ],
                RED if i % 2 else WHITE,
                3 + 3 * a,
            )
    for i, x in enumerate((560, 640)):
        person(c, x, 452, 110, (YELLOW, RED)[i], SKIN[1], SKIN[1])
    return c


def frobibliotek() -> Canvas:
    c = Canvas()
    c.box(0, 0, 1200, 800, "#efe3c8")
    c.box(0, 700, 1200, 100, "#c9a97c")
    c.box(230, 220, 740, 490, "#8a5f3f", 10)
    for row in range(3):
        for column in range(5):
            x, y = 256 + column * 140, 248 + row * 150
            c.box(x, y, 126, 132, "#a97a53", 6)
            for i in range(4):
                colour = (RED, YELLOW, LEAF, PALE, TEAL, WHITE)[(row * 5 + column + i) % 6]
                c.box(x + 10 + i * 28, y + 14, 24, 64, colour, 3)
                c.disc(x + 22 + i * 28, y + 38, 7, mix(colour, NAVY, 0.45))
            c.box(x, y + 62, 126, 70, "#b98a62", 6)
            c.disc(x + 63, y + 98, 8, "#6b4a35")
    c.polygon([(560, 150), (640, 150), (626, 222), (574, 222)], BRICK)
    c.box(552, 138, 96, 20, mix(BRICK, NAVY, 0.2), 6)
    c.line([(600, 140), (600, 60)], GREEN, 7)
    for side in (-1, 1):
        c.polygon(
            [(600, 84), (600 + side * 34, 30), (600 + side * 84, 48), (600 + side * 46, 88)],
            LEAF if side < 0 else MOSS,
        )
    return c


def refleks() -> Canvas:
    c = Canvas()
    c.bands(0, 420, "#101a2e", "#22324f")
    for x, h in ((40, 150), (240, 190), (880, 170), (1060, 200)):
        house(c, x, 420, 140, h, "#2b3c58", lit=True)
    c.box(0, 412, 1200, 388, "#2a3342")
    c.polygon([(0, 560), (0, 650), (900, 800), (1200, 800), (1200, 430)], "#3d4657")
    for i in range(6):
        x = 330 + i * 120
        c.polygon([(x, 520), (x + 62, 520), (x + 92, 770), (x + 10, 770)], "#c9cfd8")
    c.disc(20, 585, 44, "#fff3b8")
    c.disc(20, 650, 44, "#fff3b8")
    person(c, 640, 700, 300, YELLOW, "#27406b", SKIN[0])
    for y in (540, 580):
        c.box(596, y, 88, 14, WHITE)
    c.box(672, 486, 44, 92, RED, 16)
    c.disc(640, 424, 40, "#3f6fa8", 0.72)
    c.box(598, 424, 84, 14, "#2f5688", 6)
    c.disc(640, 392, 12, WHITE)
    return c


def hund() -> Canvas:
    c = Canvas()
    c.box(0, 0, 1200, 800, "#d9e4e3")
    c.box(0, 640, 1200, 160, "#b98f63")
    c.box(640, 80, 380, 590, "#f4f6f5", 18)
    c.box(668, 108, 324, 534, "#fff7d9", 8)
    c.polygon([(640, 86), (480, 130), (480, 700), (640, 664)], "#e3e8e6")
    for y in (240, 370, 500):
        c.box(668, y, 324, 10, "#c9d3d1")
    for x, y, w, h, colour in (
        (700, 170, 50, 70, RED),
        (780, 190, 90, 50, YELLOW),
        (890, 150, 50, 90, WHITE),
        (700, 310, 120, 60, "#d98f6c"),
        (860, 300, 80, 70, LEAF),
        (720, 430, 60, 70, TEAL),
        (830, 450, 120, 50, BRICK),
    ):
        c.box(x, y, w, h, colour, 8)
    _dog(c, 330, 690)
    return c


def _dog(c: Canvas, x: float, y: float) -> None:
    """A black and white dog sitting at y, looking at us."""
    black = "#24282e"
    c.line([(x - 90, y - 40), (x - 170, y - 60), (x - 190, y - 130)], black, 26)
    c.disc(x, y - 130, 110, black, 1.2)
    c.disc(x + 14, y - 110, 58, WHITE, 1.5)
    for side in (-1, 1):
        c.box(x + side * 50 - 26, y - 110, 52, 110, black, 24)
        c.box(x + side * 50 - 30, y - 30, 64, 32, WHITE, 14)
    c.disc(x, y - 300, 92, black)
    c.polygon([(x - 18, y - 380), (x + 18, y - 380), (x + 40, y - 250), (x - 40, y - 250)], WHITE)
    c.disc(x, y - 256, 52, WHITE, 0.8)
    for side in (-1, 1):
        c.polygon(
            [
                (x + side * 40, y - 372),
                (x + side * 108, y - 380),
                (x + side * 112, y - 280),
                (x + side * 76, y - 300),
            ],
            mix(black, GREY, 0.2),
        )
        c.disc(x + side * 38, y - 318, 15, WHITE)
        c.disc(x + side * 38 + 4, y - 322, 9, "#3a2a1c")
    c.disc(x, y - 276, 17, black, 0.8)
