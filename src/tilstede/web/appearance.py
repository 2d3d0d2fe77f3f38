"""The body's own colours and logo, read once from the files its settings name.

A theme is what Designsystemet's own tool builds from a few colours (`make theme`): a style sheet of variables. It is
refused when words set in it could not be read by all: WCAG 2.2, 1.4.3 asks for a contrast of 4.5 to 1. A logo is a
stranger's file as long as nobody has looked into it: an SVG that could run something or fetch something is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tilstede.web.fitness import FETCHES, Unfit

#: The pages' own theme is 43 kB; ten colours more would not fill this.
_LARGEST_THEME = 300_000
#: A logo is fetched by everyone at their first visit.
_LARGEST_LOGO = 60_000
#: WCAG 2.2, 1.4.3: words; 1.4.11: the edge of what one can click or write in.
_WORDS, _EDGES = 4.5, 3.0

_COLOUR = re.compile(r"--ds-color-([a-z-]+):\s*#([0-9a-fA-F]{6})\b")
_OWN_THEME = Path(__file__).parent / "static" / "vendor" / "theme.css"
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


def own_colours() -> tuple[str, str]:
    """The body's own colour, and what is written on it: `#rrggbb`, 4.5 to 1 apart at least."""
    body = theme()
    sheet = body.data.decode() if body else _OWN_THEME.read_text(encoding="utf-8")
    colours = _colours(sheet, "light")
    return f"#{colours['accent-base-default']}", f"#{colours['accent-base-contrast-default']}"


@cache
def logo() -> File | None:
    """The body's logo; None: it has none. :raises ImproperlyConfigured: it cannot be used, and why."""
    return _read("TILSTEDE_LOGO", settings.LOGO, _LARGEST_LOGO, _as_logo)


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
    if FETCHES.search(text):
        raise Unfit("fetches something (@import or url); a page fetches nothing from elsewhere")
    faults = [fault for scheme in ("light", "dark") for fault in _faults(text, scheme)]
    if faults:
        raise Unfit(f"cannot be read by all: {'; '.join(faults[:5])}")
    return "text/css; charset=utf-8"


def _faults(text: str, scheme: str) -> Iterator[str]:
    """What cannot be read in one of the two colour schemes."""
    colours = _colours(text, scheme)
    for name in _NAMES:
        for over, under, wanted in _PAIRS:
            letters, ground = colours.get(f"{name}-{over}"), colours.get(f"{name}-{under}")
            if letters is None or ground is None:
                yield f"the colour “{name}” is missing for {scheme} pages"
                break
            found = contrast(letters, ground)
            if found < wanted:
                yield f"{scheme}: {name}-{over} on {name}-{under} is {found:.2f} to 1, below {wanted} to 1"


def _colours(text: str, scheme: str) -> dict[str, str]:
    """Six hexadecimal digits, by the name of what they colour."""
    block = re.search(rf"\[data-color-scheme=\"{scheme}\"\]\s*{{([^}}]*)}}", text)
    return dict(_COLOUR.findall(block[1] if block else ""))


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
    from tilstede.web import logo_file  # noqa: PLC0415 - every command starts here, few bodies set a logo

    return logo_file.kind(data)
