from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tilstede.web import pictures


def made(kind: str, size: tuple[int, int] = (2_000, 1_000), **more: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "steelblue").save(target, kind, **more)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_is_made_small(kind: str) -> None:
    small = opened(pictures.thumbnail(made(kind)))
    assert (small.format, small.size) == ("WEBP", (1_280, 640))


def test_the_camera_s_notes_are_used_and_left_out() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6  # held upright: to be turned a quarter
    notes[0x010F] = "Kamera AS"
    small = opened(pictures.thumbnail(made("JPEG", (400, 200), exif=notes)))
    assert small.size == (200, 400)
    assert not small.getexif()
    assert "icc_profile" not in small.info


def bomb(side: int) -> bytes:
    """A PNG that claims to be ``side`` pixels a side and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        made("PNG")[:60],
        bomb(9_000),
        bomb(11_000),
        bomb(60_000),
    ],
    ids=["empty", "svg", "html", "postscript", "cut", "large", "larger", "bomb"],
)
def test_what_is_no_safe_picture_is_refused(data: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.thumbnail(data)


def test_a_small_picture_is_made_once_and_kept(tmp_path: Path) -> None:
    asked = []

    def original() -> bytes:
        asked.append(1)
        return made("PNG")

    path = tmp_path / "thumbs" / "1-0.webp"
    first = pictures.kept(path, original)
    assert pictures.kept(path, original) == first == path.read_bytes()
    assert asked == [1]
    assert [file.name for file in path.parent.iterdir()] == ["1-0.webp"]
