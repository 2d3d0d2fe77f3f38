"""A medium in takeouts of Instagram and Threads, and what stands inside its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from tilstede.core.post import Media
from tilstede.networks.kit.jsonfields import number_of
from tilstede.networks.kit.meta.media import medium
from tilstede.networks.kit.meta.names import second_of
from tilstede.networks.kit.meta.shapes import Shape, line, text

#: What may not stand before a sign is looked for behind it: a sign alone is found ten times as fast.
_TAG: Final = re.compile(r"#(?<![\w#&/]#)(\w{1,100})")
_LINK: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]")
_MENTION: Final = re.compile(r"@(?<![\w@/.]@)([a-zA-Z0-9_.]{0,29}[a-zA-Z0-9_])")


class Said(msgspec.Struct, frozen=True, gc=False):
    """An item of a takeout. ``answers``: the handle of whom it answers, ``?`` when that is not told."""

    text: str
    when: datetime | None
    media: tuple[Media, ...]
    answers: str
    odd: Iterable[str] = ()


class Medium(Shape):
    """A medium by itself."""

    uri: Any = None
    creation_timestamp: Any = None
    title: Any = None


class MediaItem(Medium):
    """``{"media": [{uri, creation_timestamp, title}], title?, creation_timestamp?}``, or one medium by itself."""

    media: list[Medium] | None = None


def said_of(item: MediaItem) -> Said | None:
    """The words stand with the medium where there is one, with the item where there are several. None: no medium."""
    odd: dict[str, None] = {}
    several = item.media or ([item] if line(odd, item.uri) else [])
    if not several:
        return None
    first = several[0]
    seconds = number_of(item.creation_timestamp) or number_of(first.creation_timestamp)
    words = text(item.title, odd) if item.title else ""
    if not words and len(several) == 1:
        words = text(first.title, odd)
    files = [medium(uri) for one in several if (uri := line(odd, one.uri))]
    return Said(words, second_of(seconds), tuple(files), "", odd)


def tags_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_TAG.findall(text))) if "#" in text else ()


def links_in(text: str) -> tuple[str, ...]:
    """The whole addresses in it."""
    return tuple(dict.fromkeys(_LINK.findall(text))) if "http" in text else ()


def mentions_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_MENTION.findall(text))) if "@" in text else ()
