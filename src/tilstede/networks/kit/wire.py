"""Items on their way between two processes: msgpack, with posts prepared and sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeGuard

import msgspec

from tilstede.networks.kit.contract import Attachment, Gone, Item, Left, Missing, Seen, SetAside
from tilstede.networks.kit.prepared import Prepared, prepare_sealed

#: Asks the other side for the readable file of an attachment, by its number.
Fetch = Callable[[int], Path]


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


Wired = Prepared | Deletion | Aside | Leaving | Hole


class Head(msgspec.Struct, array_like=True, tag="head"):
    """What the takeout is: its network, its title, the id of the account it is of (``""``: of none, or of many)."""

    network: str
    title: str
    account: str


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


Message = Head | Batch | File | End
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


def _pack_post(item: Seen, attach: Callable[[Attachment], int]) -> Prepared | Aside:
    try:
        prepared = prepare_sealed(item)
    except ValueError as error:
        return Aside(item.where, "not-text", str(error))
    if item.attachments:
        prepared.attachments = tuple(
            [(attach(one), one.position, one.mime, one.size) for one in item.attachments]
        )
    return prepared


def unpack(items: list[Wired], fetch: Fetch) -> list[Item | Prepared]:
    """Items from the wire."""
    return [item if _is_complete(item) else _unpack(item, fetch) for item in items]


def _is_complete(item: Wired) -> TypeGuard[Prepared]:
    return isinstance(item, Prepared) and not item.attachments


def _unpack(item: Wired, fetch: Fetch) -> Item | Prepared:
    match item:
        case Prepared():
            item.attachments = tuple(
                [
                    Attachment(position, partial(fetch, number), mime, size)
                    for number, position, mime, size in item.attachments
                ]
            )
            return item
        case Deletion():
            return Gone(item.raw, item.mime, item.aliases, item.when, item.where)
        case Aside():
            return SetAside(item.where, item.reason, item.detail)
        case Leaving():
            return Left(item.kind, item.count, item.where)
        case Hole():
            return Missing(item.since, item.until, item.why, item.detail)
