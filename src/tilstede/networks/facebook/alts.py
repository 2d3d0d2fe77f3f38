"""The alternative texts of a Page's pictures, which Facebook tells with each picture and not with the post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from tilstede.networks.kit.errors import Expired, NotFound, Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.meta.graph import Graph

_MANY: Final = 50  #: things asked for at once, the most Facebook gives


def with_alts(graph: Graph, posts: list[bytes]) -> list[bytes]:
    """The posts as they are kept: one whose pictures have texts as ``{"post": …, "alts": {<picture>: <text>}}``.

    Only texts that a person wrote; those that Facebook guesses are none.
    """
    pictures = [list(_pictures(post)) for post in posts]
    known = _asked(graph, list(dict.fromkeys(one for some in pictures for one in some)))
    return [
        _kept(post, {one: known[one] for one in some if one in known})
        for post, some in zip(posts, pictures, strict=True)
    ]


def _kept(post: bytes, alts: dict[str, str]) -> bytes:
    return b'{"post":' + post + b',"alts":' + msgspec.json.encode(alts) + b"}" if alts else post


def _pictures(post: bytes) -> Iterator[str]:
    try:
        item = Fields(load(post))
    except Refusal:
        return
    for one in item.object("attachments").objects("data"):
        for part in one.object("subattachments").objects("data") or [one]:
            found = part.object("target").line("id")
            if found.isdecimal() and part.line("media_type", "type") == "photo":
                yield found


def _asked(graph: Graph, pictures: list[str]) -> dict[str, str]:
    """Facebook answers for all of them or for none: then they are asked for one by one."""
    found: dict[str, str] = {}
    for start in range(0, len(pictures), _MANY):
        some = pictures[start : start + _MANY]
        try:
            told = load(graph.get("", ids=",".join(some), fields="id,alt_text_custom"))
        except Expired:
            raise
        except (NotFound, Refused, Rejected):
            told = {one: _one(graph, one) for one in some}
        for one in some:
            if text := Fields(told.get(one)).text("alt_text_custom"):
                found[one] = text
    return found


def _one(graph: Graph, picture: str) -> object:
    try:
        return load(graph.get(picture, fields="id,alt_text_custom"))
    except Expired:
        raise
    except (NotFound, Refused, Rejected):
        return None
