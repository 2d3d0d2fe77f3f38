"""The body's own colours and logo, read once from the files its settings name.

A theme is what Designsystemet's own tool builds from a few colours (`make theme`): a style sheet of variables. It is
refused when words set in it could not be read by all: WCAG 2.2, 1.4.3 asks for a contrast of 4.5 to 1. A logo is a
stranger's file as long as nobody has looked into it: an SVG that could run something or fetch something is refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from lxml import etree
from PIL import Image, UnidentifiedImageError

#: The pages' own theme is 43 kB; ten colours more would not fill this.
_LARGEST_THEME = 300_000
#: A logo is fetched by everyone at their first visit.
_LARGEST_LOGO = 60_000
_MOST_PIXELS = 2_000
#: WCAG 2.2, 1.4.3: words; 1.4.11: the edge of what one can click or write in.
_WORDS, _EDGES = 4.5, 3.0

_COLOUR = re.compile(r"--ds-color-([a-z-]+):\s*#([0-9a-fA-F]{6})\b")
_FETCHES = re.compile(r"@import|url\(\s*[\"']?(?!data:|#)", re.IGNORECASE)
#: Colours the pages use by name, and what is written on what.
_NAMES = ("accent", "neutral", "info", "success", "warning", "danger")
_GROUNDS = ("background-default", "background-tinted", "surface-default", "surface-tinted")
_PAIRS = (
    *(
        (letters, ground, _WORDS)
        for letters in ("text-default", "text-subtle")
        for ground in _GROUNDS
    ),
    ("text-default", "surface-hover", _WORDS),
    ("base-contrast-default", "base-default", _WORDS),
    ("border-default", "background-default", _EDGES),
)
_IMAGE_TYPES = {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}
_RUNS = {"script", "foreignObject", "iframe", "object", "embed", "handler", "set", "animate"}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served. ``digest`` stands in its address, so that it may be kept for ever."""

    data: bytes
    kind: str
    digest: str


@cache
def theme() -> File | None:
    """The body's style sheet; None: the pages' own. :raises ImproperlyConfigured: it cannot be used, and why."""
    return _read("TILSTEDE_THEME", settings.THEME, _LARGEST_THEME, _as_theme)


@cache
def logo() -> File | None:
    """The body's logo; None: it has none. :raises ImproperlyConfigured: it cannot be used, and why."""
    return _read("TILSTEDE_LOGO", settings.LOGO, _LARGEST_LOGO, _as_logo)


class Unfit(ValueError):
    """What is wrong with a file, in words for whoever set it."""


def _read(name: str, told: str, largest: int, look: Callable[[bytes], str]) -> File | None:
    """The file a setting names, when it stands the look."""
    if not told:
        return None
    path = Path(told)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {told!r}, which cannot be read: {error.strerror}"
        ) from error
    if len(data) > largest:
        raise ImproperlyConfigured(
            f"{name}: {path.name} has {len(data):,} bytes; every reader fetches it, so at most {largest:,}"
        )
    try:
        kind = look(data)
    except Unfit as error:
        raise ImproperlyConfigured(f"{name}: {path.name} {error}") from error
    return File(data, kind, sha256(data).hexdigest()[:16])


# --- theme ---------------------------------------------------------------------------------------------
def _as_theme(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Unfit("is no style sheet in UTF-8") from error
    if _FETCHES.search(text):
        raise Unfit("fetches something (@import or url); a page fetches nothing from elsewhere")
    faults = [fault for scheme in ("light", "dark") for fault in _faults(text, scheme)]
    if faults:
        raise Unfit(f"cannot be read by all: {'; '.join(faults[:5])}")
    return "text/css; charset=utf-8"


def _faults(text: str, scheme: str) -> Iterator[str]:
    """What cannot be read in one of the two colour schemes."""
    block = re.search(rf"\[data-color-scheme=\"{scheme}\"\]\s*{{([^}}]*)}}", text)
    colours = dict(_COLOUR.findall(block[1] if block else ""))
    for name in _NAMES:
        for over, under, wanted in _PAIRS:
            letters, ground = colours.get(f"{name}-{over}"), colours.get(f"{name}-{under}")
            if letters is None or ground is None:
                yield f"the colour “{name}” is missing for {scheme} pages"
                break
            found = contrast(letters, ground)
            if found < wanted:
                yield f"{scheme}: {name}-{over} on {name}-{under} is {found:.2f} to 1, below {wanted} to 1"


def contrast(one: str, other: str) -> float:
    """How far two colours (six hexadecimal digits) stand from each other, 1 to 21, by WCAG 2.2's definition."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- logo ----------------------------------------------------------------------------------------------
def _as_logo(data: bytes) -> str:
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
    if name == "style" and _FETCHES.search(element.text or ""):
        raise Unfit("has a style that fetches something")
    for attribute, value in element.attrib.items():
        local = etree.QName(attribute).localname.lower()
        if local.startswith("on"):
            raise Unfit(f"runs something ({local})")
        if local in ("href", "src") and not value.startswith(
            ("#", "data:image/png", "data:image/jpeg")
        ):
            raise Unfit(f"leads elsewhere ({local})")
        if _FETCHES.search(value):
            raise Unfit("fetches something with url(…)")
