"""Which addresses are pages of the body's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urldefrag, urlsplit

from tilstede.office.models import Body

MOST: Final = 5  #: pages kept for one post


def hosts() -> frozenset[str]:
    """The sites of the body and of its units, without ``www.``."""
    own = Body.objects.filter(own=True) | Body.objects.filter(parent__own=True)
    found = (host_of(url) for url in own.exclude(url="").values_list("url", flat=True))
    return frozenset(found) - {""}


def among(links: Iterable[str], sites: frozenset[str]) -> list[str]:
    """The links that lead to pages of ours, each once."""
    pages = (urldefrag(link).url for link in links if host_of(link) in sites)
    return list(dict.fromkeys(pages))[:MOST]


def host_of(url: str) -> str:
    """Host and port of a web address, without ``www.``; empty for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    return parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
