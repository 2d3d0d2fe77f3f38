"""What LinkedIn takes: documentation, as read."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

#: LinkedIn counts the words as they are shown, without what is escaped for it, in the units of Java's texts.
LIMITS: Final = Limits(
    source="learn.microsoft.com/linkedin/marketing/community-management/shares: posts, multiimage, images, videos",
    day=date(2026, 11, 23),
    text=3_000,
    answer=1_250,
    unit="utf16",
    pictures=20,
    films=1,
    film_bytes=500_000_000,
    mimes=frozenset({"image/jpeg", "image/png", "image/gif", "video/mp4"}),
    alt=4_086,
    film_alts=False,
    bare_answers=True,
    film_alone=True,
    titles="films",
    warnings=frozenset(),
    visibilities=EVERYBODY,
    cards="written-beside-files",
    card_titles=True,
    written_tags=True,
    programs=frozenset(
        {"film_bytes", "mimes", "film_alts", "bare_answers", "film_alone", "card_titles"}
    ),
)
