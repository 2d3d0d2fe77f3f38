"""What YouTube takes.

A comment may be longer than a description (10,000 characters); the floor of the two is what is promised here. Titles
and descriptions may not hold ``<`` and ``>``; `send` refuses them.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.limits import Limits

#: Characters of a comment (support.google.com/youtube/answer/6000964, 2026).
COMMENT: Final = 10_000
#: Characters of all tags together (videos#snippet.tags[], 2026).
TAGS: Final = 500
#: What no title and no description may hold (videos#snippet.title, 2026).
FORBIDDEN: Final = "<>"

LIMITS: Final = Limits(
    source="https://developers.google.com/youtube/v3/docs/videos",
    day=date(2026, 11, 22),
    text=5_000,
    bytes=5_000,
    title=100,
    films=1,
    film_bytes=256 << 30,
    mimes=frozenset(
        {
            "video/mp4",
            "video/quicktime",
            "video/webm",
            "video/mpeg",
            "video/x-matroska",
            "video/x-msvideo",
            "video/x-ms-wmv",
            "video/x-flv",
            "video/3gpp",
            "video/ogg",
        }
    ),
    needs_film=True,
    film_alone=True,
    film_alts=False,
    bare_answers=True,
    titles="needed",
    letters=FORBIDDEN,
    warnings=frozenset(),
    cards="none",
    tag_letters=TAGS,
)
