"""What Bluesky takes (the lexicons app.bsky.feed.post and app.bsky.embed.*, read 22 November 2026)."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.bluesky.record import SENSITIVE
from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

THUMB_BYTES: Final = 1_000_000  #: of a card's picture
CAPTION_BYTES: Final = 20_000  #: of one track
CAPTIONS: Final = 20  #: tracks of one film
LANGUAGES: Final = 3
TAGS: Final = 8  #: beside those in the text
HIDDEN: Final = 300  #: answers hidden in one thread
LIMITS: Final = Limits(
    source="https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky",
    day=date(2026, 11, 22),
    text=300,
    unit="graphemes",
    bytes=3_000,
    pictures=4,
    films=1,
    picture_bytes=2_000_000,
    film_bytes=300_000_000,
    mimes=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4"}),
    titles="none",
    warnings=SENSITIVE,
    visibilities=EVERYBODY,
    film_alone=True,
    cards="without-files",
    card_bytes=THUMB_BYTES,
    more_tags=TAGS,
    tracks=CAPTIONS,
    track_bytes=CAPTION_BYTES,
)
