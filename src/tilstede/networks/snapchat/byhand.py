"""Publishing by hand: where a story is uploaded from a browser (as its pages were in 2026)."""

from __future__ import annotations

from typing import Final

PAGE: Final = "https://my.snapchat.com/"


def names(url: str) -> tuple[str, ...]:
    """A takeout names stories by numbers of its own, which no address has."""
    return ()
