"""What Threads takes: documentation, as read.

A picture is a JPEG or PNG of at most 8 MB, at most ten times as long as wide or as wide as long; a film an MP4 or MOV
of at most 1 GB and five minutes. A post has one of them, or two to twenty.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

LIMITS: Final = Limits(
    source="developers.facebook.com/docs/threads/overview, developers.facebook.com/docs/threads/posts",
    day=date(2026, 11, 23),
    text=500,
    unit="emoji-bytes",
    files=20,
    picture_bytes=8_000_000,
    film_bytes=1_000_000_000,
    mimes=frozenset({"image/jpeg", "image/png", "video/mp4", "video/quicktime"}),
    ratios=(0.1, 10.0),
    alt=1000,
    titles="none",
    warnings=frozenset(),
    visibilities=EVERYBODY,
    cards="written-beside-files",
    written_tags=True,
    programs=frozenset({"picture_bytes", "film_bytes", "mimes", "ratios"}),
)
