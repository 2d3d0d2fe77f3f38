"""Small pictures made from our own copies: turned upright, without the camera's notes, safe to show."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

#: What may be decoded: the formats networks use, each with a decoder that streams. Never SVG or PostScript.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
#: Pixels. A picture that claims more is not opened; the largest cameras people post from make 50 million.
MOST_PIXELS = 60_000_000
#: Pixels, the longest side: twice what the widest place on a page shows.
SIDE = 1_280

#: What is sent as itself; all else is sent as a file to be saved, whatever its source called it.
SHOWN_TYPES = frozenset(
    [
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/avif",
        "video/mp4",
        "video/webm",
        "audio/mpeg",
        "audio/ogg",
        "audio/mp4",
    ]
)

_BROKEN = (OSError, UnidentifiedImageError, ValueError, SyntaxError)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class NotAPicture(Exception):
    """The bytes are no picture that can be shown safely."""


def thumbnail(data: bytes) -> bytes:
    """The picture as WebP, at most SIDE pixels a side. :raises NotAPicture:"""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture(f"{picture.width} × {picture.height} pixels")
            picture.draft("RGB", (SIDE, SIDE))
            small = ImageOps.exif_transpose(picture).convert(_mode(picture))
            small.thumbnail((SIDE, SIDE))
    except (*_BROKEN, *_BOMB) as error:
        raise NotAPicture(str(error)) from error
    target = BytesIO()
    small.info.clear()
    small.save(target, "WEBP", quality=80, method=4)
    return target.getvalue()


def _mode(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"


def kept(path: Path, original: Callable[[], bytes]) -> bytes:
    """The small picture kept at ``path``; made from the original the first time. :raises NotAPicture:"""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = thumbnail(original())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.write_bytes(made)
    os.replace(draft, path)
    return made
