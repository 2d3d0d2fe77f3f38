"""A placard holds all of its words or is not made."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

import tilstede
from tilstede.formats.placards.draw import SHAPES, Colours, Placard, TooLong, draw
from tilstede.formats.placards.letters import Lacking, Letters, plain

_VENDOR = Path(tilstede.__file__).parent / "web" / "static" / "vendor"
FONTS = [(_VENDOR / f"inter-{part}.woff2").read_bytes() for part in ("latin", "latin-ext")]
COLOURS = Colours("#005b7a", "#ffffff")
QUESTION = "Hva skal til for at du sykler til skolen?"


def made(words: str, shape: str = "wide", **more: str) -> Image.Image:
    placard = Placard(words=words, sender=more.pop("sender", "Fjordvik kommune"), **more)
    return Image.open(io.BytesIO(draw(placard, shape, COLOURS, FONTS))).convert("RGB")


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("Ja?", "wide"),
        (QUESTION, "square"),
        ("Gos lea buoremus orrut? Čállet midjiide: ŋ đ š ž Á Č Đ Ŋ Š Ŧ Ž", "wide"),
        ("Æ ø å « » – … “ ” ? ! € § ½ @ #\n\nog så", "square"),
        ("Ein to tre fire fem seks sju åtte ni ti. " * 8, "wide"),
        ("Ein to tre fire fem seks sju åtte ni ti. " * 11, "square"),
    ],
)
def test_the_words_stand_within_the_edges(words: str, shape: str) -> None:
    picture = made(words, shape)
    assert picture.size == SHAPES[shape]
    box = Image.eval(picture.convert("L"), lambda light: 255 if light > 120 else 0).getbbox()
    assert box
    left, top, right, bottom = box
    assert left >= 70
    assert top >= 60
    assert right <= picture.width - 70
    assert bottom <= picture.height - 60


def test_the_same_words_make_the_same_picture() -> None:
    placard = Placard(words=QUESTION, sender="Fjordvik kommune", by="Åse Ærlig, ordfører")
    assert draw(placard, "wide", COLOURS, FONTS) == draw(placard, "wide", COLOURS, FONTS)


def test_it_is_a_small_file() -> None:
    placard = Placard(words=QUESTION * 3, sender="Fjordvik kommune")
    assert len(draw(placard, "square", COLOURS, FONTS)) < 100_000


def test_more_than_there_is_room_for_is_refused() -> None:
    with pytest.raises(TooLong) as error:
        made(QUESTION * 20)
    assert error.value.word == ""
    with pytest.raises(TooLong) as error:
        made("Kan " + "menneskerettighetsorganisasjon" * 4 + " hjelpe?")
    assert error.value.word.startswith("menneske")


def test_signs_without_letters_are_named() -> None:
    with pytest.raises(Lacking) as error:
        made("Bølger 🌊 og 中文 og 🌊?")
    assert error.value.signs == "🌊中文"


def test_signs_that_cannot_be_seen_are_left_out() -> None:
    assert plain("a\u202eb\u200b  c\r\n d\x00") == "ab c\nd"
    assert plain("A\u030a") == "Å"
    made("Hei\u202e du\u00ad der?")


def test_letters_of_two_fonts_stand_side_by_side() -> None:
    letters = Letters(FONTS, 60, 650)
    assert letters.width("ašb") == pytest.approx(
        letters.width("a") + letters.width("š") + letters.width("b")
    )
