"""Publishing by hand: where a post is written, and what one is called by its address (as its pages were in 2026)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

PAGE: Final = "https://www.linkedin.com/feed/?shareActive=true"
_OWNER: Final = re.compile(r"https?://(?:[\w-]+\.)?linkedin\.com/posts/([^/_?#]+)_")
_URN: Final = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
#: ``/posts/fjordvik_activity-7399000000000000000-AbCd``
_LAST: Final = re.compile(r"[-_](share|ugcPost|activity)-(\d{15,})(?:-|$)")


def owner(url: str) -> str:
    """Whose post it is, by the name in ``/posts/NAME_…``; "" where the address does not tell."""
    found = _OWNER.match(unquote(url))
    return found[1] if found else ""


def names(url: str) -> tuple[str, ...]:
    """As `parse` names what an archive holds: ``urn:li:share:17``."""
    address = unquote(url).partition("?")[0]
    found = _LAST.search(address.rstrip("/"))
    urns = _URN.findall(address)
    return tuple(dict.fromkeys([*urns, *([f"urn:li:{found[1]}:{found[2]}"] if found else [])]))
