"""What a picture is by its content, whatever its name says."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

_ORIENTATION: Final = 0x0112
_TURNED: Final = (5, 6, 7, 8)  #: EXIF orientations in which width and height change places


class Measured(NamedTuple):
    """``ratio``: width to height, as it is looked at."""

    mime: str
    ratio: float


def measured(path: Path) -> Measured | None:
    """None: it is no picture that can be opened."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - 30 ms of every command's start, and few open a picture

    try:
        with Image.open(path) as picture:
            width, height = picture.size
            mime = Image.MIME.get(picture.format or "", "")
            if picture.getexif().get(_ORIENTATION) in _TURNED:
                width, height = height, width
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return Measured(mime, width / height)
