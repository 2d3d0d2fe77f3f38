"""What a Facebook Page takes: documentation, as read."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

LIMITS: Final = Limits(
    source="developers.facebook.com/docs/pages-api/posts, developers.facebook.com/docs/graph-api/reference/page/photos",
    day=date(2026, 11, 22),
    text=63_206,
    pictures=10,
    picture_bytes=4_000_000,
    mimes=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
    bare_answers=True,
    titles="none",
    warnings=frozenset(),
    visibilities=EVERYBODY,
    cards="written-beside-files",
    written_tags=True,
    programs=frozenset({"mimes", "picture_bytes", "bare_answers"}),
)
