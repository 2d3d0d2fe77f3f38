"""Publishing by hand: where a story is uploaded from a browser (as its pages were in 2026)."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

PAGE: Final = "https://my.snapchat.com/"
LIMITS: Final = Limits(
    source="help.snapchat.com", day=date(2026, 11, 23), needs_file=True, visibilities=EVERYBODY
)


def names(url: str) -> tuple[str, ...]:
    """A takeout names stories by numbers of its own, which no address has."""
    return ()
