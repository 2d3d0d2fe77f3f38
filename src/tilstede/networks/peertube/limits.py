"""What a PeerTube server takes: as documented, and as the server and the account tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from tilstede.networks.kit.jsonfields import Fields
from tilstede.networks.kit.limits import Limits
from tilstede.networks.peertube.api import Api

#: Characters of a comment (openapi.yaml, 8.1.0), of a description, fewest and most of a title; tags at most.
COMMENT: Final = 10_000
DESCRIPTION: Final = 10_000
TITLE: Final = (3, 120)
TAGS: Final = 5

_MIMES: Final = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".ogv": "video/ogg",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".avi": "video/x-msvideo",
    ".flv": "video/x-flv",
    ".wmv": "video/x-ms-wmv",
    ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg",
}
DOCUMENTED: Final = Limits(
    source="https://docs.joinpeertube.org/api-rest-reference.html (8.1.0)",
    day=date(2026, 11, 22),
    text=COMMENT,
    title=TITLE[1],
    films=1,
    mimes=frozenset({"video/mp4", "video/webm", "video/ogg"}),
    needs_film=True,
    film_alone=True,
    film_alts=False,
    bare_answers=True,
    titles="needed",
    shortest=TITLE[0],
    cards="none",
    more_tags=TAGS,
    tag=(2, 30),
)


def told(api: Api, today: date) -> Limits:
    """As the server tells its own, and how much room the account has left. :raises NetworkError:"""
    config = api.fields("/config")
    kinds = config.object("video").object("file").lines("extensions")
    mimes = frozenset(_MIMES[one.lower()] for one in kinds if one.lower() in _MIMES)
    room = _room(api) if api.headers else 0
    return replace(
        DOCUMENTED,
        source=f"{api.base}/api/v1/config",
        day=today,
        mimes=mimes or DOCUMENTED.mimes,
        film_bytes=room,
    )


def _room(api: Api) -> int:
    """Bytes that the account may still upload; 0 where there is no limit, 1 where nothing is left."""
    me = api.fields("/users/me")
    used = api.fields("/users/me/video-quota-used")
    rooms = [
        max(_bytes(me, limit) - _bytes(used, spent), 1)
        for limit, spent in (
            ("videoQuota", "videoQuotaUsed"),
            ("videoQuotaDaily", "videoQuotaUsedDaily"),
        )
        if _bytes(me, limit) > 0
    ]
    return min(rooms, default=0)


def _bytes(told: Fields, name: str) -> int:
    """Larger than what `Fields.number` takes for a size; -1 says that there is no limit."""
    text = told.line(name)
    return int(text) if text.lstrip("-").isdecimal() else 0
