"""What Instagram takes: documentation, as read.

A picture is a JPEG of at most 8 MB between 4:5 and 1.91:1; a film an MP4 or MOV of at most 300 MB, between three
seconds and fifteen minutes, and becomes a reel. A post is one of them, or two to ten, of which the pictures are cropped
to the first one's shape. A description has 1,000 characters; films have none.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

LIMITS: Final = Limits(
    source="developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media",
    day=date(2026, 11, 23),
    text=2200,
    tags=30,
    mentions=20,
    files=10,
    picture_bytes=8_000_000,
    film_bytes=300_000_000,
    mimes=frozenset({"image/jpeg", "video/mp4", "video/quicktime"}),
    ratios=(0.8, 1.91),
    same_shape=True,
    alt=1000,
    film_alts=False,
    needs_file=True,
    bare_answers=True,
    titles="none",
    warnings=frozenset(),
    visibilities=EVERYBODY,
    cards="written",
    written_tags=True,
    programs=frozenset(
        {"files", "picture_bytes", "film_bytes", "mimes", "ratios", "same_shape", "film_alts"}
    ),
)
