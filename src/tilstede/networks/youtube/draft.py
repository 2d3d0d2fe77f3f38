"""What all items of YouTube share when they are made into the common post."""

from __future__ import annotations

import re
from typing import Final

from tilstede.core.post import Author, Link, Media
from tilstede.networks.kit.jsonfields import Fields, Refusal
from tilstede.networks.youtube import names

NETWORK: Final = "youtube"
PARSER: Final = "youtube/1"
#: JSON of the API; an entry of a feed; a line of a takeout's table with its heading (RFC 4180).
JSON: Final = "application/json"
XML: Final = "application/xml"
CSV: Final = "text/csv"

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def author(channel: str, *, name: str = "", handle: str = "", avatar: str = "") -> Author:
    """:raises Refusal: ``channel`` is no channel's id."""
    if not names.CHANNEL.fullmatch(channel):
        raise Refusal("no-author", "the channel is not told")
    return Author(
        id=channel, handle=handle, name=name, avatar=avatar, url=names.channel_page(channel)
    )


def language(told: str) -> str:
    """A BCP 47 tag as told, or ``""`` ("zxx" and "und" say that there is none)."""
    return told if _TAG.fullmatch(told) and told not in ("zxx", "und") else ""


def links(text: str) -> tuple[Link, ...]:
    return tuple(Link(url=url) for url in names.addresses(text))


def film(video_id: str, file: str = "") -> Media:
    return Media(kind="video", url=names.watch(video_id), file=file)


def thumbnail(pictures: Fields) -> Media | None:
    """The largest there is."""
    sizes = ("maxres", "standard", "high", "medium", "default")
    for size in sizes:
        one = pictures.object(size)
        if url := one.line("url"):
            return Media(
                kind="image", url=url, width=one.number("width"), height=one.number("height")
            )
    return None
