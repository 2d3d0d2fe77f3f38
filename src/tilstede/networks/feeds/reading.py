"""From a feed's document to the items intake takes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tilstede.core.post import Post
from tilstede.networks.feeds import jsonfeed, translate, xml
from tilstede.networks.feeds.entry import Entry, Origin, Raw, Unusable
from tilstede.networks.feeds.identity import Memory
from tilstede.networks.kit.contract import Seen, SetAside

#: Entries parsed in one go, and bytes after which a group is closed.
GROUP: Final = 50
GROUP_BYTES: Final = 1 << 20


def entry_of(raw: bytes, mime: str) -> Entry:
    """An entry of whatever kind of feed from its own bytes. :raises Unusable: it is none."""
    return jsonfeed.read(raw) if mime.startswith(jsonfeed.MIME) else xml.read(raw, mime)


def items(
    raws: Iterable[Raw | Unusable], origin: Origin, memory: Memory, where: str
) -> Iterator[tuple[Seen | SetAside, str]]:
    """Each entry as an item, with its name in `memory` (empty when set aside)."""
    for group in _groups(raws):
        for raw, entry in zip(group, _read(group), strict=True):
            yield _item(raw, entry, origin, memory, where)


def _item(
    raw: Raw | Unusable, entry: Entry | Unusable, origin: Origin, memory: Memory, where: str
) -> tuple[Seen | SetAside, str]:
    try:
        post = _post(entry, origin)
    except Unusable as error:
        place = f"{where}, entry {raw.number}" if isinstance(raw, Raw) else where
        return SetAside(place, error.reason, error.detail), ""
    assert isinstance(raw, Raw)
    assert isinstance(entry, Entry)
    settled, name = memory.settle(post, bool(entry.guid.strip()))
    return Seen(raw.data, raw.mime, settled, f"{where}, entry {raw.number}"), name


def _post(entry: Entry | Unusable, origin: Origin) -> Post:
    if isinstance(entry, Unusable):
        raise entry
    return translate.to_post(entry, origin)


def _groups(raws: Iterable[Raw | Unusable]) -> Iterator[list[Raw | Unusable]]:
    group: list[Raw | Unusable] = []
    size = 0
    for raw in raws:
        group.append(raw)
        size += len(raw.data) if isinstance(raw, Raw) else 0
        if len(group) == GROUP or size > GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _read(group: list[Raw | Unusable]) -> list[Entry | Unusable]:
    whole = [raw for raw in group if isinstance(raw, Raw)]
    if len(whole) == len(group) and whole[0].mime == xml.MIME:
        return xml.read_many([raw.data for raw in whole], xml.MIME)
    return [_read_one(raw) for raw in group]


def _read_one(raw: Raw | Unusable) -> Entry | Unusable:
    if isinstance(raw, Unusable):
        return raw
    try:
        return entry_of(raw.data, raw.mime)
    except Unusable as error:
        return error
