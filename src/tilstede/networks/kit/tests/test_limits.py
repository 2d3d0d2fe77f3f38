"""What of a post a network would not take, beyond its length."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tilstede.networks.kit.limits import Limits, faults, for_people
from tilstede.networks.kit.outgoing import Enclosure, Outgoing

SOURCE: dict[str, Any] = {"source": "here", "day": date(2026, 11, 23)}


def codes(
    text: str, media: tuple[Enclosure, ...] = (), *, answers: bool = False, **of: Any
) -> list[str]:
    what = Outgoing(key="k", made=datetime(2026, 11, 23, tzinfo=UTC), text=text, media=media)
    return [one.code for one in faults(what, Limits(**SOURCE, **of), answers=answers)]


def picture(path: Path, size: tuple[int, int], kind: str = "JPEG", turned: int = 1) -> Enclosure:
    exif = Image.Exif()
    exif[0x0112] = turned
    Image.new("RGB", size).save(path, kind, exif=exif)
    return Enclosure(path, "image/jpeg", path.name)


def test_hashtags_and_mentions() -> None:
    text = (
        "#ferje #kai, sjå https://fjordvik.no/#ferje og skriv til post@fjordvik.no eller @fjordvik"
    )
    assert codes(text, tags=2, mentions=1) == []
    assert codes(text, tags=1) == ["tags"]
    assert codes(f"{text} @nabo", mentions=1) == ["mentions"]


def test_a_post_that_must_be_a_picture(tmp_path: Path) -> None:
    one = (picture(tmp_path / "a.jpg", (4, 4)),)
    assert codes("Hei", needs_file=True) == ["no-file"]
    assert codes("Hei", one, needs_file=True) == []
    assert codes("Hei", needs_file=True, answers=True) == []
    assert codes("Hei", one, bare_answers=True, answers=True) == ["bare"]
    assert codes("Hei", one * 3, files=2) == ["files"]


@pytest.mark.parametrize(
    ("size", "turned", "code"),
    [
        ((100, 100), 1, []),
        ((191, 100), 1, []),
        ((200, 100), 1, ["shape"]),
        ((70, 100), 1, ["shape"]),
        ((70, 100), 6, []),  # it lies on its side, and is looked at as 100 by 70
    ],
)
def test_the_shape_of_a_picture(
    tmp_path: Path, size: tuple[int, int], turned: int, code: list[str]
) -> None:
    one = picture(tmp_path / "a.jpg", size, turned=turned)
    assert codes("", (one,), ratios=(0.8, 1.91)) == code


def test_pictures_that_would_be_cropped(tmp_path: Path) -> None:
    first, same = picture(tmp_path / "a.jpg", (100, 80)), picture(tmp_path / "b.jpg", (50, 40))
    other = picture(tmp_path / "c.jpg", (100, 100))
    assert codes("", (first, same), same_shape=True) == []
    assert codes("", (first, same, other), same_shape=True) == ["cropped"]
    assert codes("", (first, other)) == []


def test_a_picture_is_what_its_content_is(tmp_path: Path) -> None:
    taken: dict[str, Any] = {"mimes": frozenset({"image/jpeg"}), "ratios": (0.8, 1.91)}
    disguised = picture(tmp_path / "a.jpg", (4, 4), "PNG")
    (tmp_path / "b.jpg").write_bytes(b"ikkje eit bilete")
    broken = Enclosure(tmp_path / "b.jpg", "image/jpeg", "b.jpg")
    for one in (disguised, broken):
        assert codes("", (one,), **taken) == ["kind"]


def test_an_answer_may_be_shorter() -> None:
    what = Outgoing(key="k", made=datetime(2026, 11, 23, tzinfo=UTC), text="Ferja går")
    for text, answer, answers, found in (
        (20, 5, False, []),
        (20, 5, True, ["text"]),
        (5, 0, True, ["text"]),
    ):
        told = Limits(**SOURCE, text=text, answer=answer)
        assert [one.code for one in faults(what, told, answers=answers)] == found


def test_people_keep_to_less_than_programs() -> None:
    told = Limits(**SOURCE, text=2200, ratios=(0.8, 1.91), files=10, programs=frozenset({"ratios"}))
    assert for_people(told).ratios is None
    assert (for_people(told).text, for_people(told).files) == (2200, 10)


def test_a_film_without_a_description(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"film")
    film = Enclosure(tmp_path / "a.mp4", "video/mp4", "a.mp4", "Ferja")
    assert codes("", (film,), film_alts=False) == ["film-alt"]
    assert codes("", (film,)) == []
