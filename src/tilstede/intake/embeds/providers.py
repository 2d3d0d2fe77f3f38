"""Who tells of what lies at an address. Endpoints and addresses as the providers document them, read November 2026
(oembed.com/providers.json). A site that is not here is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Provider:
    """``pages``: the addresses it tells of, a pattern of the whole address."""

    name: str
    endpoint: str
    pages: re.Pattern[str]


def _provider(name: str, endpoint: str, *pages: str) -> Provider:
    return Provider(name, endpoint, re.compile("|".join(pages), re.IGNORECASE))


PROVIDERS: Final = (
    _provider(
        "SlideShare",
        "https://www.slideshare.net/api/oembed/2",
        r"https?://(?:\w+\.)?slideshare\.net/[^/]+/[^/?#]+.*",
    ),
    _provider(
        "Speaker Deck",
        "https://speakerdeck.com/oembed.json",
        r"https?://speakerdeck\.com/[^/]+/[^/?#]+.*",
    ),
    _provider(
        "Vimeo",
        "https://vimeo.com/api/oembed.json",
        r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?\d+.*",
    ),
    _provider(
        "YouTube",
        "https://www.youtube.com/oembed",
        r"https?://(?:www\.|m\.)?youtube\.com/(?:watch\?.*v=|shorts/|live/)[\w-]{11}.*",
        r"https?://youtu\.be/[\w-]{11}.*",
    ),
    _provider(
        "Flickr",
        "https://www.flickr.com/services/oembed/",
        r"https?://(?:www\.)?flickr\.com/photos/[^/]+/\d+.*",
        r"https?://flic\.kr/p/\w+",
    ),
    _provider(
        "Kaltura",
        "https://videos.kaltura.com/oembed/",
        r"https?://[\w.-]+\.mediaspace\.kaltura\.com/media/.+",
    ),
)
#: Licences under which anyone may keep a copy: Creative Commons, and what is in the public domain.
FREE: Final = re.compile(
    r"\bCC[ -](?:BY|0)|creativecommons\.org/|\bpublic domain\b|\bno known copyright", re.IGNORECASE
)


def provider_of(address: str, providers: tuple[Provider, ...] = PROVIDERS) -> Provider | None:
    """Who tells of an address; None where nobody we know does."""
    return next((one for one in providers if one.pages.fullmatch(address)), None)
