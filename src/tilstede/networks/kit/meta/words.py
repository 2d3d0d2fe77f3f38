"""A medium in takeouts of Instagram and Threads, and what stands inside its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from tilstede.core.post import Media
from tilstede.networks.kit.jsonfields import Fields
from tilstede.networks.kit.meta.media import medium
from tilstede.networks.kit.meta.names import second_of

_TAG: Final = re.compile(r"(?<![\w#&/])#(\w{1,100})")
_LINK: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]")
_MENTION: Final = re.compile(r"(?<![\w@/.])@([a-zA-Z0-9_.]{0,29}[a-zA-Z0-9_])")


class Said(NamedTuple):
    """An item of a takeout. ``answers``: the handle of whom it answers, ``?`` when that is not told."""

    text: str
    when: datetime | None
    media: tuple[Media, ...]
    answers: str
    odd: Iterable[str] = ()


def media_item(value: Any) -> Said | None:
    """``{"media": [{uri, creation_timestamp, title}], title?, creation_timestamp?}``, or one medium by itself.

    The words stand with the medium where there is one, with the item where there are several.
    """
    item = Fields(value)
    several = item.objects("media") or ([item] if item.line("uri") else [])
    if not several:
        return None
    seconds = item.number("creation_timestamp") or several[0].number("creation_timestamp")
    words = item.text("title") or (several[0].text("title") if len(several) == 1 else "")
    files = [medium(uri) for one in several if (uri := one.line("uri"))]
    return Said(words, second_of(seconds), tuple(files), "", item.odd)


def tags_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_TAG.findall(text))) if "#" in text else ()


def links_in(text: str) -> tuple[str, ...]:
    """The whole addresses in it."""
    return tuple(dict.fromkeys(_LINK.findall(text))) if "http" in text else ()


def mentions_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_MENTION.findall(text))) if "@" in text else ()
