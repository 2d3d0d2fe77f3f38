"""Pictures with words: a poster, diagrams, maps, and the accounts' portraits. Need the DejaVu fonts."""

from __future__ import annotations

import math

from tests.demo_source.drawing import (
    BLUE,
    CREAM,
    DEEP,
    GREEN,
    GREY,
    LEAF,
    MOSS,
    NAVY,
    RED,
    TEAL,
    WHITE,
    YELLOW,
    Canvas,
    flag,
    mix,
)


def plakat_17mai() -> Canvas:
    c = Canvas()
    c.box(0, 0, 1200, 800, CREAM)
    c.box(36, 36, 1128, 728, WHITE, 18)
    for i, x in enumerate((90, 980)):
        flag(c, x, 110 + 30 * i, 150, 470)
    _birch(c, 140, 660)
    _birch(c, 1030, 690)
    c.text(600, 170, "17. mai", 120, "#ba0c2f", bold=True, anchor="ma")
    c.text(600, 316, "i Fjordvik", 64, BLUE, bold=True, anchor="ma")
    c.line([(400, 424), (800, 424)], YELLOW, 6)
    c.text(600, 462, "Barnetog kl. 10.30", 42, NAVY, bold=True, anchor="ma")
    c.text(600, 518, "frå Fjordvik skule", 36, NAVY, anchor="ma")
    c.text(600, 594, "Folketog kl. 17.00", 42, NAVY, bold=True, anchor="ma")
    c.text(600, 650, "frå torget", 36, NAVY, anchor="ma")
    return c


def _birch(c: Canvas, x: float, y: float) -> None:
    for i in range(9):
        angle = -math.pi / 2 + (i - 4) * 0.28
        end = (x + 96 * math.cos(angle), y + 86 * math.sin(angle))
        c.line([(x, y + 40), end], "#8a7a63", 4)
        for share in (0.5, 0.75, 1):
            c.disc(
                x + (end[0] - x) * share, y + (end[1] - y) * share, 17, LEAF if i % 2 else MOSS, 1.3
            )


def budsjett() -> Canvas:
    c = Canvas()
    c.box(0, 0, 1200, 800, WHITE)
    c.text(70, 48, "Kvar går 100 kroner?", 46, NAVY, bold=True)
    c.text(70, 112, "Forslag til budsjett for Fjordvik kommune, 2026", 27, GREY)
    rows = (
        ("Helse og omsorg", 37),
        ("Skule", 29),
        ("Barnehage", 14),
        ("Veg og vatn", 9),
        ("Kultur", 6),
        ("Anna", 5),
    )
    for i, (name, share) in enumerate(rows):
        y = 186 + i * 96
        c.text(380, y + 34, name, 31, NAVY, anchor="rm")
        c.box(410, y, share * 17, 68, mix(TEAL, DEEP, i / 8), 4)
        c.text(410 + share * 17 + 18, y + 34, f"{share} kr", 31, NAVY, bold=True, anchor="lm")
    return c


def vasstand() -> Canvas:
    c = Canvas()
    c.box(0, 0, 1200, 800, WHITE)
    c.text(70, 44, "Vasstand i Svartevatnet 2026", 44, NAVY, bold=True)
    c.text(70, 108, "Meter over eller under normalen", 27, GREY)
    for i, metres in enumerate((0.5, 0, -0.5, -1, -1.5)):
        y = 200 + i * 115
        c.line([(150, y), (1120, y)], NAVY if metres == 0 else "#d5dde2", 3 if metres == 0 else 2)
        c.text(130, y, f"{metres:.1f}".replace(".", ",").replace("-", "−"), 26, NAVY, anchor="rm")
    levels = (
        0.1,
        0.05,
        0.08,
        -0.1,
        -0.22,
        -0.3,
        -0.42,
        -0.55,
        -0.72,
        -0.85,
        -1.02,
        -1.15,
        -1.28,
        -1.4,
    )
    points = [(170 + i * 70, 315 - level * 230) for i, level in enumerate(levels)]
    c.polygon([(170, 315), *points, (1080, 315)], "#dcebef")
    c.line(points, TEAL, 8)
    c.disc(*points[-1], 13, RED)
    c.text(1064, points[-1][1] + 30, "−1,4 m", 32, RED, bold=True, anchor="ra")
    for i, month in enumerate(("april", "mai", "juni", "juli")):
        c.text(200 + i * 270, 735, month, 28, NAVY, anchor="ma")
    return c


def _map(zones: tuple[int, ...], lorries: tuple[tuple[int, int, str], ...]) -> Canvas:
    """The town from above; which zones must boil their water, and where the lorries stand."""
    c = Canvas()
    c.box(0, 0, 1200, 800, "#e7edd9")
    c.polygon(
        [
            (0, 470),
            (300, 430),
            (520, 520),
            (760, 500),
            (930, 600),
            (1200, 560),
            (1200, 800),
            (0, 800),
        ],
        "#a8d0de",
    )
    c.polygon([(880, 0), (960, 0), (900, 300), (800, 505), (740, 502), (830, 290)], "#a8d0de")
    areas = (
        (
            [(330, 220), (620, 190), (730, 330), (700, 490), (520, 505), (330, 420)],
            "Sentrum",
            (420, 256),
        ),
        ([(60, 180), (310, 220), (310, 415), (60, 440)], "Tangen", (180, 240)),
        ([(880, 330), (1120, 290), (1150, 550), (950, 585), (850, 510)], "Indre Hamn", (1010, 360)),
    )
    for i, (shape, _, _) in enumerate(areas):
        c.polygon(shape, "#eeb0a4" if i in zones else "#dfe3c4")
    for road in (
        [(0, 330), (330, 340), (700, 300), (860, 330), (1200, 400)],
        [(500, 0), (520, 300), (560, 505)],
        [(1020, 390), (1060, 570)],
    ):
        c.line(road, WHITE, 13)
        c.line(road, "#d7c98f", 7)
    c.box(808, 296, 66, 26, "#c9b88a", 4)
    for _, name, (x, y) in areas:
        c.text(x, y, name, 32, NAVY, bold=True, anchor="mm")
    for x, y, name in lorries:
        _lorry(c, x, y)
        c.text(x, y + 52, name, 25, NAVY, anchor="mm")
    c.box(36, 640, 490, 124, WHITE, 10)
    c.box(74, 664, 34, 26, "#eeb0a4", 4)
    c.text(140, 677, "Kok vatnet her", 27, NAVY, anchor="lm")
    _lorry(c, 92, 722)
    c.text(140, 724, "Tankbil med drikkevatn", 27, NAVY, anchor="lm")
    return c


def _lorry(c: Canvas, x: float, y: float) -> None:
    c.box(x - 30, y - 18, 44, 26, DEEP, 12)
    c.box(x + 14, y - 12, 17, 20, RED, 4)
    for wheel in (-18, 4, 22):
        c.disc(x + wheel, y + 10, 7, "#22303c")


def vasskart_feil() -> Canvas:
    return _map((0, 1), ((1000, 240, "Rådhuset"), (190, 370, "Tangen barnehage")))


def vasskart() -> Canvas:
    lorries = ((440, 385, "Rådhuset"), (190, 370, "Tangen barnehage"), (1010, 500, "Ferjekaia"))
    return _map((0, 1, 2), lorries)


def _portrait(colour: str, words: str) -> Canvas:
    c = Canvas(400, 400)
    c.box(0, 0, 400, 400, colour)
    c.polygon(
        [(0, 400), (0, 310), (110, 210), (190, 290), (280, 180), (400, 300), (400, 400)],
        mix(colour, NAVY, 0.4),
    )
    c.text(200, 165, words, 120, WHITE, bold=True, anchor="mm")
    return c


def avatar_fjordvik() -> Canvas:
    return _portrait(TEAL, "Fv")


def avatar_ordforar() -> Canvas:
    return _portrait("#8a5f2f", "O")


def avatar_ungdomsrad() -> Canvas:
    return _portrait("#8d4f86", "Ur")


def avatar_amund() -> Canvas:
    return _portrait(GREEN, "AS")
