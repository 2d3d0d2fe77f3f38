"""Items on their way between two processes: msgpack, with the post as its canonical bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from tilstede.core.post import decode
from tilstede.networks.kit.contract import Attachment, Gone, Item, Left, Missing, Seen, SetAside
from tilstede.networks.kit.ready import Ready, make

#: Asks the other side for the readable file of an attachment, by its number.
Fetch = Callable[[int], Path]


class Post(msgspec.Struct, array_like=True, tag="post"):
    """A `Seen` and what follows from it. ``attachments``: (number, position, MIME type, size)."""

    raw: bytes
    mime: str
    where: str
    data: bytes
    digest: str
    keys: tuple[bytes, ...]
    words: str
    attachments: tuple[tuple[int, int, str, int], ...]


class Deletion(msgspec.Struct, array_like=True, tag="gone"):
    """A `Gone`."""

    raw: bytes
    mime: str
    aliases: tuple[str, ...]
    when: datetime | None
    where: str


class Aside(msgspec.Struct, array_like=True, tag="aside"):
    """A `SetAside`."""

    where: str
    reason: str
    detail: str


class Leaving(msgspec.Struct, array_like=True, tag="left"):
    """A `Left`."""

    kind: str
    count: int
    where: str


class Hole(msgspec.Struct, array_like=True, tag="missing"):
    """A `Missing`."""

    since: datetime | None
    until: datetime | None
    why: str
    detail: str


Wired = Post | Deletion | Aside | Leaving | Hole


class Batch(msgspec.Struct, array_like=True, tag="batch"):
    """Items, and how far the reader has come: bytes read, bytes in all."""

    items: list[Wired]
    done: int
    total: int


class File(msgspec.Struct, array_like=True, tag="file"):
    """Where the file asked for lies; or why it cannot be had."""

    path: str
    error: str = ""


class End(msgspec.Struct, array_like=True, tag="end"):
    """Nothing more comes; ``error`` says why when that is too soon."""

    reason: str = ""
    error: str = ""


Message = Batch | File | End
encoder = msgspec.msgpack.Encoder()
decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def pack(item: Item, attach: Callable[[Attachment], int]) -> Wired:
    """An item for the wire; ``attach`` gives an attachment its number."""
    match item:
        case Seen():
            return _pack_post(item, attach)
        case Gone():
            return Deletion(item.raw, item.mime, item.aliases, item.when, item.where)
        case SetAside():
            return Aside(item.where, item.reason, item.detail)
        case Left():
            return Leaving(item.kind, item.count, item.where)
        case Missing():
            return Hole(item.since, item.until, item.why, item.detail)


def _pack_post(item: Seen, attach: Callable[[Attachment], int]) -> Post | Aside:
    try:
        ready = make(item.post)
    except ValueError as error:
        return Aside(item.where, "not-text", str(error))
    attachments = [(attach(one), one.position, one.mime, one.size) for one in item.attachments]
    return Post(item.raw, item.mime, item.where, *ready, tuple(attachments))


def unpack(items: Sequence[Wired], fetch: Fetch) -> list[Item]:
    """Items from the wire."""
    return [_unpack(item, fetch) for item in items]


def _unpack(item: Wired, fetch: Fetch) -> Item:
    match item:
        case Post():
            ready = Ready(item.data, item.digest, item.keys, item.words)
            attachments = tuple(
                [
                    Attachment(position, partial(fetch, number), mime, size)
                    for number, position, mime, size in item.attachments
                ]
            )
            return Seen(item.raw, item.mime, decode(item.data), item.where, attachments, ready)
        case Deletion():
            return Gone(item.raw, item.mime, item.aliases, item.when, item.where)
        case Aside():
            return SetAside(item.where, item.reason, item.detail)
        case Leaving():
            return Left(item.kind, item.count, item.where)
        case Hole():
            return Missing(item.since, item.until, item.why, item.detail)
