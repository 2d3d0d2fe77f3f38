"""Pictures that are to go out: upright, and without what the camera noted in them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from tilstede.outbox.drafting import gif
from tilstede.outbox.drafting.taking import NotTaken, Taken

#: What networks take. A camera's JPEG with more pictures in it (MPO) goes out as the first.
_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
_MIMES: Final = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
#: Pixels. A picture whose head claims more is not decoded; the largest cameras people post from make 50 million.
MOST_PIXELS: Final = 60_000_000
#: Pixels of all frames of one that moves.
_MOST_MOVING: Final = 400_000_000
_BROKEN: Final = (OSError, UnidentifiedImageError, ValueError, SyntaxError, EOFError)
_BOMB: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_HEADS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
#: Of Exif 2.32, tables 4, 5 and 8: what tells of the camera, its number, whose it is, and when.
_NOTES: Final = {
    "camera": (0x010F, 0x0110, 0x0131, 0xA433, 0xA434),
    "serial": (0xA431, 0xA435, 0xA420),
    "name": (0x013B, 0x8298, 0xA430),
    "time": (0x0132, 0x9003, 0x9004),
}
_ORIENTATION: Final = 0x0112
#: What Pillow puts in `info` of texts that lie beside the picture.
_TEXTS: Final = ("comment", "xmp", "XML:com.adobe.xmp", "photoshop", "Description", "Author")


def is_one(head: bytes) -> bool:
    """Whether a file that begins so is a picture of a kind that is taken."""
    return head.startswith(_HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def take(path: Path) -> Taken:
    """:raises NotTaken: it is broken, or larger than may be decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as picture:
                _demand_size(picture)
                return _taken(path, picture)
    except _BOMB as error:
        raise NotTaken("pixels", most=MOST_PIXELS // 1_000_000) from error
    except _BROKEN as error:
        raise NotTaken("broken", detail=str(error)) from error


def _demand_size(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    frames = getattr(picture, "n_frames", 1)
    if pixels > MOST_PIXELS or (frames > 1 and pixels * frames > _MOST_MOVING):
        most = MOST_PIXELS // 1_000_000
        raise NotTaken("pixels", detail=f"{picture.width} × {picture.height}", most=most)


def _taken(path: Path, picture: Image.Image) -> Taken:
    mime = _MIMES[picture.format or ""]
    removed = tuple(dict.fromkeys(_noted(picture)))
    if mime == "image/gif":
        picture.load()
        data, left_out = gif.bare(path.read_bytes())
        return Taken(mime, data, *picture.size, removed=("notes",) if left_out else ())
    target = BytesIO()
    shown = _written(picture, mime, target)
    return Taken(mime, target.getvalue(), *shown.size, removed=removed)


def _noted(picture: Image.Image) -> Iterator[str]:
    """What stands in it beside the picture itself."""
    exif = picture.getexif()
    within = exif.get_ifd(ExifTags.IFD.Exif)
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        yield "place"
    for name, tags in _NOTES.items():
        if any(tag in exif or tag in within for tag in tags):
            yield name
    texts = getattr(picture, "text", None)
    if texts or any(picture.info.get(name) for name in _TEXTS):
        yield "notes"


def _written(picture: Image.Image, mime: str, target: BytesIO) -> Image.Image:
    """The picture alone, upright, in its own colours. One that stands upright is written as finely as it came."""
    told: dict[str, Any] = {}
    if picture.info.get("icc_profile"):
        told["icc_profile"] = picture.info["icc_profile"]
    if getattr(picture, "n_frames", 1) > 1 and mime != "image/jpeg":
        picture.save(target, picture.format, save_all=True, **_quality(mime, same=False), **told)
        return picture
    turned = picture.getexif().get(_ORIENTATION, 1) != 1
    shown = ImageOps.exif_transpose(picture) if turned else picture
    same = mime == "image/jpeg" and not turned and picture.format == "JPEG"
    if mime == "image/jpeg" and shown.mode not in ("RGB", "L", "CMYK"):
        shown, same = shown.convert("RGB"), False
    if not same:
        shown = shown.copy()
        shown.info = {
            name: value for name, value in shown.info.items() if name in ("transparency",)
        }
    shown.save(
        target, mime.removeprefix("image/").upper(), exif=b"", **_quality(mime, same=same), **told
    )
    return shown


def _quality(mime: str, *, same: bool) -> dict[str, Any]:
    if mime == "image/jpeg":
        return {"quality": "keep" if same else 95, "comment": b""}
    return {"quality": 95} if mime == "image/webp" else {"comment": b""}
