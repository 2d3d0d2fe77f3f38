"""Posts with several pictures in takeouts of before 2021, where each picture is an element of its own.

Nothing but the folder's month, the words and the second tells that they are one post. Films stand in a list by
themselves, also those that lie among pictures; a post's own order is told nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

import msgspec

from tilstede.networks.kit.jsonstream import Broken
from tilstede.networks.kit.meta.plan import Joined, Numbered

_FILMS: Final = "videos"


class _Element(msgspec.Struct):
    taken_at: str
    path: str
    caption: str = ""


class _Post(NamedTuple):
    """What the elements of one post have in common. ``story``: those are never shown together with pictures."""

    story: bool
    month: str
    second: str
    words: str


class _Part(NamedTuple):
    """``post``: None for what is no medium of that time."""

    number: int
    raw: bytes | Broken
    post: _Post | None


_decoder: Final = msgspec.json.Decoder(_Element)


def joined(elements: Iterable[Numbered]) -> Iterator[Joined]:
    """Each post once, as the JSON list of its elements where there are several. Films come first, and are held until
    their pictures have come."""
    films: dict[_Post, list[_Part]] = {}
    pictures = _beside(elements, films)
    for _, some in groupby(pictures, key=lambda part: part.post or part.number):
        parts = list(some)
        post = parts[0].post
        yield _one([*parts, *(films.pop(post, ()) if post else ())])
    yield from map(_one, films.values())


def _beside(elements: Iterable[Numbered], films: dict[_Post, list[_Part]]) -> Iterator[_Part]:
    """All but the films, which are put there."""
    for number, raw in elements:
        found = _element(raw)
        if found is None:
            yield _Part(number, raw, None)
            continue
        kind, _, folder = found.path.partition("/")
        month = folder.rpartition("/")[0]
        post = _Post(kind == "stories", month, found.taken_at, found.caption)
        part = _Part(number, raw, post)
        if kind == _FILMS:
            films.setdefault(post, []).append(part)
        else:
            yield part


def _element(raw: bytes | Broken) -> _Element | None:
    if isinstance(raw, Broken):
        return None
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _one(parts: list[_Part]) -> Joined:
    first = parts[0]
    raws = [part.raw for part in parts if isinstance(part.raw, bytes)]
    if len(parts) == 1 or not raws:
        return first.number, first.raw, 1
    return first.number, b"[" + b",".join(raws) + b"]", len(raws)
