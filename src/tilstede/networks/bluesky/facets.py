"""Links, mentions and hashtags in a text that goes out, with their places in bytes of UTF-8.

Source: docs.bsky.app, Links, mentions, and rich text (2026), and the lexicon app.bsky.richtext.facet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import regex

from tilstede.networks.bluesky import names

_LINK: Final = regex.compile(
    r"(?<![\w/@])https?://[^\s<>\"]*[^\s<>\".,;:!?\]}'»]", regex.IGNORECASE
)
_MENTION: Final = regex.compile(rf"(?<![\w@/.])@({names.HANDLE.pattern})(?![\w-])")
_TAG: Final = regex.compile(r"(?<![\w#/&])[#＃]([^\s\u00ad\u2060\u200a-\u200d\u20e2#]+)")
_END: Final = regex.compile(r"\p{P}+$")
_LONGEST_TAG: Final = 64


class Place(NamedTuple):
    """Something in the text, in characters."""

    start: int
    end: int
    feature: dict[str, str]


def facets(text: str, resolve: Callable[[str], str]) -> list[dict[str, Any]]:
    """What a post record tells of its text. ``resolve``: a handle's id, ``""`` where it leads nowhere: then it stays
    mere text, as in the application."""
    found: list[Place] = []
    for place in (*_links(text), *_mentions(text, resolve), *_tags(text)):
        if all(place.end <= other.start or place.start >= other.end for other in found):
            found.append(place)
    return [_facet(text, place) for place in sorted(found, key=lambda place: place.start)]


def _facet(text: str, place: Place) -> dict[str, Any]:
    start = len(text[: place.start].encode())
    return {
        "index": {
            "byteStart": start,
            "byteEnd": start + len(text[place.start : place.end].encode()),
        },
        "features": [place.feature],
    }


def _links(text: str) -> Iterator[Place]:
    for match in _LINK.finditer(text):
        end = match.end()
        address = match[0]
        while address.endswith(")") and address.count("(") < address.count(")"):
            address, end = address[:-1], end - 1
        yield Place(match.start(), end, _feature("link", uri=address))


def _mentions(text: str, resolve: Callable[[str], str]) -> Iterator[Place]:
    for match in _MENTION.finditer(text):
        if did := resolve(match[1].lower()):
            yield Place(match.start(), match.end(), _feature("mention", did=did))


def _tags(text: str) -> Iterator[Place]:
    for match in _TAG.finditer(text):
        tag = _END.sub("", match[1])
        if tag and not tag.isdecimal() and len(tag) <= _LONGEST_TAG:
            end = match.start() + 1 + len(tag)
            yield Place(match.start(), end, _feature("tag", tag=tag))


def _feature(kind: str, **told: str) -> dict[str, str]:
    return {"$type": f"app.bsky.richtext.facet#{kind}", **told}
