"""What browsers and search engines ask for at the root of every site."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tilstede.web import addresses, appearance, menu
from tilstede.web.own_files import ALONE

#: A day: these have no version in their address.
_A_DAY = "public, max-age=86400"
_SIDE = 48  #: pixels of the largest picture in an icon
_ICON = "image/x-icon"


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The sign of the site for programs that do not read it from the page: the body's logo, or our own mark."""
    data, kind = icon()
    headers = {"Cache-Control": _A_DAY, "Content-Security-Policy": ALONE}
    return HttpResponse(data, content_type=kind, headers=headers)


@cache
def icon() -> tuple[bytes, str]:
    """The picture and its media type. A drawing stays one: browsers take it, and it is sharp at any size."""
    logo = appearance.logo()
    if logo is None:
        found = finders.find("favicon.ico")
        assert found is not None, "it lies beside our styles"
        return Path(found).read_bytes(), _ICON
    if logo.kind == "image/svg+xml":
        return logo.data, logo.kind
    return _as_icon(logo.data), _ICON


def _as_icon(data: bytes) -> bytes:
    """A picture fitted into a square, nothing cut away."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - few bodies set a logo, and fewer ask for this

    with Image.open(io.BytesIO(data)) as picture:
        square = ImageOps.pad(picture.convert("RGBA"), (_SIDE, _SIDE), color=(0, 0, 0, 0))
    written = io.BytesIO()
    square.save(written, "ICO", sizes=[(16, 16), (32, 32), (_SIDE, _SIDE)])
    return written.getvalue()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """All that is public may be read and found by anyone (RFC 9309); the pages for staff lead nobody anywhere."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _staff_paths()), ""]
    answer = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = _A_DAY
    return answer


def _staff_paths() -> Iterator[str]:
    names = [entry.name for entry in menu.staff_pages() if not entry.open]
    for name in dict.fromkeys([*names, "sign-in", "my-sign-in"]):
        path = reverse(name)
        for code in ("", *dict(settings.LANGUAGES)):
            yield addresses.in_language(path, code)
