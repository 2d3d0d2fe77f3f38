"""What X takes: documentation, as read."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

#: Minutes.
SHORTEST_POLL: Final = 5
LONGEST_POLL: Final = 10_080
#: Long posts are for those who pay for X Premium; the API does not tell who does, so none are sent.
LIMITS: Final = Limits(
    source="docs.x.com/fundamentals/counting-characters, docs.x.com/x-api/media",
    day=date(2026, 8, 22),
    text=280,
    unit="weighted",
    url=23,
    pictures=4,
    films=1,
    picture_bytes=5_000_000,
    film_bytes=512_000_000,
    mimes=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"}),
    alt=1000,
    options=4,
    option=25,
    titles="none",
    warnings=frozenset(),
    visibilities=EVERYBODY,
    film_alone=True,
    poll_alone=True,
    one_choice=True,
    poll_lasts=(SHORTEST_POLL * 60, LONGEST_POLL * 60),
    cards="written",
    written_tags=True,
)
