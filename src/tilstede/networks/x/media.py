"""The pictures and videos of a tweet, and which file in the archive holds each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tilstede.core.post import Media, MediaKind
from tilstede.networks.x.tweet import Medium, Tweet, Variant

#: Folders of media, by what their tweets are; the older archives wrote ``tweet_media``.
FOLDER: Final = re.compile(
    r"(?:data/)?(?:deleted_|community_|twitter_circle_)?tweets?_media/([0-9]+-[^/]+)"
)
_MIMES: Final = {
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
    "png": "image/png",
    "webp": "image/webp",
}
_KINDS: Final[dict[str, MediaKind]] = {
    "photo": "image",
    "video": "video",
    "animated_gif": "video",
}


def media_files(names: Iterable[str]) -> dict[str, str]:
    """The archive's media by ``<tweet id>-<name>``."""
    found = {}
    for name in names:
        if "_media/" in name and (match := FOLDER.fullmatch(name)):
            found[match[1]] = name
    return found


def of_tweet(tweet: Tweet) -> list[Medium]:
    """What hangs on the tweet. ``entities`` has only the first picture, and takes a video for one."""
    for entities in (tweet.extended_entities, tweet.entities):
        if entities and entities.media:
            return entities.media
    return []


def media(
    tweet: Tweet, tweet_id: str, files: Mapping[str, str], clear: Callable[[str], str]
) -> tuple[Media, ...]:
    """Each as it came. ``files``: as `media_files` tells. ``clear`` makes a text fit to be stored."""
    found = of_tweet(tweet)
    return tuple([_one(medium, tweet_id, files, clear) for medium in found]) if found else ()


def _one(
    medium: Medium, tweet_id: str, files: Mapping[str, str], clear: Callable[[str], str]
) -> Media:
    picture = medium.media_url_https or medium.media_url or ""
    addresses = [*_videos(medium), picture]
    names = (f"{tweet_id}-{_name(address)}" for address in addresses)
    file = next((files[name] for name in names if name in files), "")
    size = medium.sizes.large if medium.sizes else None
    return Media(
        alt=clear(medium.ext_alt_text) if medium.ext_alt_text is not None else None,
        file=file,
        height=_number(size.h) if size else 0,
        kind=_KINDS.get(medium.type or "", "file"),
        mime=_mime(file or _name(addresses[0])),
        url=clear(addresses[0]),
        width=_number(size.w) if size else 0,
    )


def _videos(medium: Medium) -> list[str]:
    """The addresses of the encodings that are files, the best first."""
    if medium.video_info is None:
        return []
    files = [one for one in medium.video_info.variants if one.content_type == "video/mp4"]
    return [one.url for one in sorted(files, key=_rate, reverse=True) if one.url]


def _rate(variant: Variant) -> int:
    return _number(variant.bitrate)


def _name(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def _mime(name: str) -> str:
    return _MIMES.get(name.rpartition(".")[2].lower(), "")


def _number(value: int | str | None) -> int:
    """A size, never below 0 or beyond what a database holds."""
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) < 10 else 0
    return value if value and 0 < value < 1 << 31 else 0
