"""Addresses with and without a language in front: `/nn/search` is `/search` in nynorsk.

The first part of a path names the language when it is one of LANGUAGES. An address without one is
shown in the reader's own language (Accept-Language), so each page has one neutral address to share.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def split(path: str) -> tuple[str, str]:
    """The language a path begins with ("" for none), and the rest, which begins with a slash."""
    code, _, rest = path.removeprefix("/").partition("/")
    if code in dict(settings.LANGUAGES):
        return code, f"/{rest}"
    return "", path


def in_language(path: str, code: str) -> str:
    """The same page in that language; ``code`` "" gives the neutral address."""
    _, rest = split(path)
    return f"/{code}{rest}" if code else rest


def neutral(name: str, *arguments: object) -> str:
    """The address of something without language (a picture, a tile), the same for all readers."""
    return in_language(reverse(name, args=arguments), "")
