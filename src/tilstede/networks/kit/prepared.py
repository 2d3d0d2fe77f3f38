"""A post on its way to the writer, with all that can be worked out before it is its turn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

import msgspec
from msgspec.structs import replace

from tilstede.core import packing, ready
from tilstede.core.post import Post, decode, encode
from tilstede.core.ready import Ready
from tilstede.core.seal import SALT, Sealed, seal
from tilstede.networks.kit import webvtt
from tilstede.networks.kit.contract import Attachment, Seen


class Prepared(msgspec.Struct, array_like=True, tag="post", gc=False):
    """A `Seen` for the writer. ``packed``: the post's canonical bytes. Both payloads are sealed already when
    another process does the writing, unless they are too large for a row.

    ``attachments``, ``heard``: as in `Seen`; between two processes, what `wire` makes of them.
    """

    ready: Ready
    packed: Sealed | bytes
    raw: Sealed | bytes
    where: str
    attachments: tuple[Any, ...] = ()
    heard: bool = False

    def post(self) -> Post:
        """The post itself, which is seldom asked for."""
        packed = self.packed
        return decode(packed.payload() if isinstance(packed, Sealed) else packed)


def prepare(item: Seen) -> Prepared:
    """For a writer in this process. :raises ValueError: as `core.ready.make`."""
    post = item.post
    where = item.where or post.aliases[0]
    return Prepared(ready.make(post), encode(post), item.raw, where, item.attachments, item.heard)


def transcribed(item: Prepared) -> Prepared:
    """The same, with what its captions say. One whose captions cannot be had is as it was."""
    said = dict(_said(item.attachments))
    if not said:
        return item
    post = item.post()
    media = list(post.media)
    for position, words in said.items():
        media[position] = replace(media[position], text=words)
    post = replace(post, media=tuple(media))
    return Prepared(
        ready.make(post), encode(post), item.raw, item.where, item.attachments, item.heard
    )


def _said(attachments: tuple[Attachment, ...]) -> Iterator[tuple[int, str]]:
    for one in attachments:
        if one.mime == webvtt.MIME:
            with suppress(ValueError, OSError):  # counted where it is attached
                yield one.position, webvtt.words(one.path.read_bytes())


def prepare_sealed(item: Seen) -> Prepared:
    """For a writer in another process. :raises ValueError: as `core.ready.make`."""
    prepared = prepare(item)
    prepared.packed = _sealed(prepared.packed, next(_salts))
    prepared.raw = _sealed(prepared.raw, next(_salts))
    return prepared


def _more_salts() -> list[bytes]:
    many = os.urandom(_MANY * SALT)
    return [many[at : at + SALT] for at in range(0, len(many), SALT)]


_MANY = (
    512  #: salts asked of the system at a time: to ask for each takes longer than to hash with it
)
_salts = chain.from_iterable(iter(_more_salts, None))


def _sealed(payload: Sealed | bytes, salt: bytes) -> Sealed | bytes:
    if isinstance(payload, Sealed) or len(payload) > packing.LARGEST_ROW:
        return payload
    return seal(payload, salt)
