"""Publishing by hand: where a film is uploaded, and what one is called by its address (as its pages were in 2026)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

PAGE: Final = "https://www.tiktok.com/upload"
LIMITS: Final = Limits(
    source="support.tiktok.com/en/using-tiktok/creating-videos",
    day=date(2026, 11, 23),
    text=4_000,
    answer=150,
    needs_file=True,
    bare_answers=True,
    visibilities=EVERYBODY,
)
_FILM: Final = re.compile(r"https?://(?:\w+\.)?tiktok\.com/(@[\w.-]+)/(?:video|photo)/(\d+)")


def names(url: str) -> tuple[str, ...]:
    """As `parse` names what an archive holds: ``tiktok:7123``."""
    found = _FILM.match(url)
    if found is None:
        return ()
    return f"tiktok:{found[2]}", f"https://www.tiktok.com/{found[1]}/video/{found[2]}"
