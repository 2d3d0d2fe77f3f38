"""A body's logo, looked into before it is served: to us it is a stranger's file."""

from __future__ import annotations

import io

from lxml import etree
from PIL import Image, UnidentifiedImageError

from tilstede.web.fitness import FETCHES, Unfit

_MOST_PIXELS = 2_000
_IMAGE_TYPES = {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}
_RUNS = {"script", "foreignObject", "iframe", "object", "embed", "handler", "set", "animate"}


def kind(data: bytes) -> str:
    """The media type. :raises Unfit: it is no picture, too large, or could run or fetch something."""
    return _as_drawing(data) if data.lstrip()[:1] == b"<" else _as_picture(data)


def _as_picture(data: bytes) -> str:
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_IMAGE_TYPES)) as picture:
            kind, size = str(picture.format), picture.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise Unfit("is no SVG, PNG, WebP or JPEG") from error
    if max(size) > _MOST_PIXELS:
        raise Unfit(f"is {size[0]} × {size[1]} pixels; at most {_MOST_PIXELS} each way")
    return _IMAGE_TYPES[kind]


def _as_drawing(data: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unfit(f"is no SVG: {error.msg}") from error
    if etree.QName(root).localname != "svg":
        raise Unfit("is no SVG")
    if root.getroottree().docinfo.doctype and b"<!ENTITY" in data:
        raise Unfit("has entities of its own, which a logo does not need")
    for element in root.iter():
        _inspect(element)
    return "image/svg+xml"


def _inspect(element: etree._Element) -> None:
    """:raises Unfit: the element could run or fetch something."""
    if not isinstance(element.tag, str):
        return
    name = etree.QName(element).localname
    if name in _RUNS:
        raise Unfit(f"holds <{name}>, which a logo may not")
    if name == "style" and FETCHES.search(element.text or ""):
        raise Unfit("has a style that fetches something")
    for attribute, value in element.attrib.items():
        local = etree.QName(attribute).localname.lower()
        if local.startswith("on"):
            raise Unfit(f"runs something ({local})")
        if local in ("href", "src") and not value.startswith(
            ("#", "data:image/png", "data:image/jpeg")
        ):
            raise Unfit(f"leads elsewhere ({local})")
        if FETCHES.search(value):
            raise Unfit("fetches something with url(…)")
