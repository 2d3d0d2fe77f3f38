"""What a server takes, as it says itself (docs.joinmastodon.org/entities/Instance#configuration, 4.6, 2026)."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit.contract import NotFound, NotUnderstood, Refused
from tilstede.networks.kit.limits import Limits
from tilstede.networks.mastodon import asking
from tilstede.networks.mastodon.asking import Server
from tilstede.networks.mastodon.reading import Fields

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

#: Mastodon as it comes: docs.joinmastodon.org/user/posting and the example of /api/v2/instance.
DOCUMENTED: Final = Limits(
    source="https://docs.joinmastodon.org/user/posting/",
    day=date(2026, 11, 22),
    text=500,
    unit="graphemes",  # app/validators/status_length_validator.rb
    url=23,
    local_mentions=True,
    names_answered=True,
    pictures=4,
    films=1,
    picture_bytes=16 << 20,
    film_bytes=99 << 20,
    mimes=frozenset(
        {
            "image/jpeg",
            "image/png",
            "image/gif",
            "image/webp",
            "video/mp4",
            "video/webm",
            "video/quicktime",
            "audio/mpeg",
            "audio/ogg",
            "audio/wav",
            "audio/flac",
        }
    ),
    alt=1500,
    options=4,
    option=50,
    titles="none",
    film_alone=True,
    poll_alone=True,  # app/services/post_status_service.rb
    poll_lasts=(300, 2_629_746),
    cards="written",  # the server looks up what addresses lead to
    written_tags=True,
)
_PATHS: Final = ("/api/v2/instance", "/api/v1/instance")
_VERSION: Final = re.compile(r"(\d+)\.(\d+)(?!.*compatible)", re.DOTALL)
#: Mastodon's first version in which a post can be quoted through the API.
_QUOTES: Final = (4, 5)


def of(access: Access | None, http: Http | None) -> Limits:
    """As the server tells; what it does not tell, or when it cannot be asked, as documented.

    :raises NetworkError: it does not answer now.
    """
    if access is None or http is None:
        return DOCUMENTED
    server = asking.of(access, http)
    for path in _PATHS:
        if found := _described(server, path):
            return _told(found, server.base + path)
    return DOCUMENTED


def takes_quotes(server: Server) -> bool:
    """Whether the server quotes through the API: Mastodon from 4.5, and what says it is that."""
    found = _described(server, _PATHS[0])
    version = _VERSION.match(found.name("version")) if found else None
    return version is not None and (int(version[1]), int(version[2])) >= _QUOTES


def _described(server: Server, path: str) -> Fields | None:
    try:
        return server.fields(server.get(path))
    except (NotFound, NotUnderstood, Refused):
        return None


def _told(found: Fields, source: str) -> Limits:
    configured = found.object("configuration")
    statuses = configured.object("statuses")
    media, polls = configured.object("media_attachments"), configured.object("polls")
    older = found.object("poll_limits")  # Pleroma and Akkoma
    usual, upload = DOCUMENTED, found.number("upload_limit")
    return dataclasses.replace(
        usual,
        source=source,
        day=datetime.now(UTC).date(),
        text=statuses.number("max_characters") or found.number("max_toot_chars") or usual.text,
        url=statuses.number("characters_reserved_per_url") or usual.url,
        pictures=statuses.number("max_media_attachments") or usual.pictures,
        picture_bytes=media.number("image_size_limit") or upload or usual.picture_bytes,
        film_bytes=media.number("video_size_limit") or upload or usual.film_bytes,
        mimes=_mimes(media) or usual.mimes,
        alt=media.number("description_limit") or found.number("description_limit") or usual.alt,
        options=polls.number("max_options") or older.number("max_options") or usual.options,
        option=polls.number("max_characters_per_option")
        or older.number("max_option_chars")
        or usual.option,
        poll_lasts=_lasts(polls),
    )


def _lasts(polls: Fields) -> tuple[int, int] | None:
    told = polls.number("min_expiration"), polls.number("max_expiration")
    return told if all(told) else DOCUMENTED.poll_lasts


def _mimes(media: Fields) -> frozenset[str]:
    told = media.raw("supported_mime_types")
    return (
        frozenset(one for one in told if isinstance(one, str))
        if isinstance(told, list)
        else frozenset()
    )
